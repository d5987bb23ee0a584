import { type Bands, borderCells, borderStart } from './bands.js';
import type { DemReader } from './dem.js';
import { floodBand } from './flood-band.js';
import { readFramedBand } from './framed-band.js';
import { catchmentOf, SpillGraph } from './spill-graph.js';

/**
 * The DEM with every depression filled to where it spills, metres; NaN where not observed. Exact, whatever the bands are: a band's water
 * leaves by an outlet or over its first or last row, and the filled levels of those are known by then.
 */
export async function fillDem(dem: DemReader, bands: Bands, signal?: AbortSignal): Promise<Float32Array> {
  const borderLevelM = await fillBorderRows(dem, bands, signal);
  const filledM = new Float32Array(dem.grid.width * dem.grid.height).fill(Number.NaN);
  for (const [b, window] of bands.windows.entries()) {
    signal?.throwIfAborted();
    const band = await readFramedBand(dem, window);
    const { stride, levelM, valid } = band;
    if (band.hasAbove) levelM.set(rowOf(bands, b, 'first', borderLevelM), stride + 1);
    if (band.hasBelow) levelM.set(rowOf(bands, b, 'last', borderLevelM), window.height * stride + 1);
    floodBand(band, null);
    for (let row = 0; row < window.height; row++) {
      const from = (row + 1) * stride + 1;
      const into = (window.row + row) * bands.width;
      for (let col = 0; col < bands.width; col++) if (valid[from + col] === 1) filledM[into + col] = levelM[from + col] as number;
    }
  }
  return filledM;
}

/** The filled levels of every band's first and last row. */
async function fillBorderRows(dem: DemReader, bands: Bands, signal?: AbortSignal): Promise<Float32Array> {
  const levelM = new Float32Array(borderCells(bands));
  const catchment = new Int32Array(levelM.length).fill(-1);
  const graph = new SpillGraph();
  for (const [b, window] of bands.windows.entries()) {
    signal?.throwIfAborted();
    const band = await readFramedBand(dem, window);
    const labels = new Int32Array(band.valid.length);
    const offset = graph.addBand(band, labels, floodBand(band, labels));
    for (const side of ['first', 'last'] as const) {
      const start = borderStart(bands, b, side);
      const cell = (side === 'first' ? 1 : window.height) * band.stride + 1;
      levelM.set(band.levelM.subarray(cell, cell + bands.width), start);
      for (let col = 0; col < bands.width; col++) {
        const label = labels[cell + col] as number;
        if (label > 0) catchment[start + col] = catchmentOf(label, offset);
      }
    }
    if (b > 0) connectRows(graph, bands, b, levelM, catchment);
  }
  const drainM = graph.drainLevelsM();
  for (let i = 0; i < levelM.length; i++) {
    const c = catchment[i] as number;
    if (c >= 0) levelM[i] = Math.max(levelM[i] as number, drainM[c] as number);
  }
  return levelM;
}

/** The last row of the band above and the first row of band `b` are neighbours. */
function connectRows(graph: SpillGraph, bands: Bands, b: number, levelM: Float32Array, catchment: Int32Array): void {
  const above = borderStart(bands, b - 1, 'last');
  const below = borderStart(bands, b, 'first');
  for (let col = 0; col < bands.width; col++) {
    const from = catchment[above + col] as number;
    if (from < 0) continue;
    for (let other = Math.max(0, col - 1); other <= Math.min(bands.width - 1, col + 1); other++) {
      const to = catchment[below + other] as number;
      if (to >= 0) graph.connect(from, to, Math.max(levelM[above + col] as number, levelM[below + other] as number));
    }
  }
}

function rowOf(bands: Bands, b: number, side: 'first' | 'last', border: Float32Array): Float32Array {
  const start = borderStart(bands, b, side);
  return border.subarray(start, start + bands.width);
}
