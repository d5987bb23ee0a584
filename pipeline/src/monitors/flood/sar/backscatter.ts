import type { Grid, Scene } from '@landsicht/core';
import { lee } from '../../../filter/lee.js';
import { RowScratch } from '../../../raster/row-scratch.js';
import { type HaloRows, readHaloRows } from '../../../scene/halo-rows.js';
import { BimodalTiles, type TileSurface, tileBounds } from './bimodal-tiles.js';
import { dbCodes, medianDb } from './db-codes.js';

export type Polarisation = 'vv' | 'vh';

/** Filtered σ0 of one scene as codes in scratch files, and what its histograms say. */
export interface Backscatter {
  readonly vh: RowScratch | null;
  readonly vv: RowScratch | null;
  readonly surface: TileSurface;
  /** Of the filtered σ0; null where nothing was observed or the polarisation is missing. */
  readonly medianDb: Readonly<Record<Polarisation, number | null>>;
  remove(): Promise<void>;
}

export interface BackscatterOptions {
  readonly grid: Grid;
  readonly leeWindowPx: number;
  readonly leeEnl: number;
  /** Band of the scene that holds each polarisation; null = the scene lacks it. */
  readonly bands: Readonly<Record<Polarisation, string | null>>;
  /** Without ending: `-vh.raw` is appended. */
  readonly scratchPath: string;
  readonly bandRows: number;
  readonly signal: AbortSignal;
  /** Called with each band of unfiltered rows of the deciding polarisation. */
  onRows?(rows: HaloRows, haloRows: number): Promise<void>;
  progress(fraction: number): void;
}

/** Reads, filters and stores a scene; the tiles are those of VH, or of VV where there is no VH. */
export async function readBackscatter(scene: Scene, options: BackscatterOptions): Promise<Backscatter> {
  const { grid, bands } = options;
  const first: Polarisation = bands.vh == null ? 'vv' : 'vh';
  const stored = new Map<Polarisation, RowScratch>();
  const tiles = { vh: new BimodalTiles(grid.width, tileBounds.vh), vv: new BimodalTiles(grid.width, tileBounds.vv) };
  const remove = async () => {
    await Promise.all([...stored.values()].map((scratch) => scratch.remove()));
  };
  try {
    const polarisations = (['vh', 'vv'] as const).filter((one) => bands[one] != null);
    for (const [i, one] of polarisations.entries()) {
      const scratch = await RowScratch.create(`${options.scratchPath}-${one}.raw`, grid.width);
      stored.set(one, scratch);
      const progress = (fraction: number) => options.progress((i + fraction) / polarisations.length);
      await storePolarisation(scene, bands[one] as string, { ...options, progress, isFirst: one === first }, scratch, tiles[one]);
    }
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    vh: stored.get('vh') ?? null,
    vv: stored.get('vv') ?? null,
    surface: tiles[first].finish(grid.width, grid.height),
    medianDb: { vh: medianDb(tiles.vh.counts), vv: medianDb(tiles.vv.counts) },
    remove,
  };
}

async function storePolarisation(
  scene: Scene,
  band: string,
  options: BackscatterOptions & { readonly isFirst: boolean },
  scratch: RowScratch,
  tiles: BimodalTiles,
): Promise<void> {
  const { grid, bandRows, signal, leeWindowPx, leeEnl } = options;
  const haloRows = Math.floor(leeWindowPx / 2);
  for await (const rows of readHaloRows(scene, band, grid, { haloRows, bandRows, signal })) {
    signal.throwIfAborted();
    const { width, innerRows, values, valid } = rows;
    const filtered = lee(values, valid, width, innerRows + 2 * haloRows, { windowPx: leeWindowPx, enl: leeEnl });
    const codes = dbCodes(filtered, valid, haloRows * width, innerRows * width);
    for (let r = 0; r < innerRows; r++) tiles.addRow(codes.subarray(r * width, (r + 1) * width));
    await scratch.append(codes);
    if (options.isFirst) await options.onRows?.(rows, haloRows);
    options.progress((rows.row + innerRows) / grid.height);
  }
}

/** Rows [row − halo, row + rows + halo) of codes; 0 beyond the image. */
export async function readFramed(scratch: RowScratch, grid: Grid, row: number, rows: number, halo: number): Promise<Uint8Array> {
  const top = Math.max(0, row - halo);
  const bottom = Math.min(grid.height, row + rows + halo);
  const inside = await scratch.read(top, bottom - top);
  if (bottom - top === rows + 2 * halo) return inside;
  const framed = new Uint8Array((rows + 2 * halo) * grid.width);
  framed.set(inside, (top - (row - halo)) * grid.width);
  return framed;
}
