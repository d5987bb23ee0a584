import { type CogLayout, type Grid, rowBands } from '@landsicht/core';
import { openCogWriter } from '../../../raster/cog-writer.js';
import { ComponentScan } from '../../../vector/components.js';
import { floodCodes } from '../info.js';

/** The same rows of flood codes and of the height above nearest drainage (metres, NaN = not known). */
export type DepthSource = (row: number, rows: number) => Promise<{ readonly flood: Uint8Array; readonly handM: Float32Array }>;

/** `mean-3-sigma`: mean + 3σ of HAND inside the object. `best-fit`: the level 0–15 m whose {HAND ≤ level} agrees best with the object (CSI). */
export type LevelMethod = 'mean-3-sigma' | 'best-fit';

export interface DepthInput {
  readonly grid: Grid;
  /** Read once per pass (three, with `best-fit` four), from the top each time. */
  readonly source: DepthSource;
  readonly method?: LevelMethod;
  readonly bandRows?: number;
  readonly signal?: AbortSignal;
}

/** One connected water with its estimated level above the nearest drainage. */
export interface WaterObject {
  readonly pixels: number;
  /** Pixels with a known HAND. */
  readonly knownPixels: number;
  /** null: HAND is known nowhere in it. */
  readonly levelM: number | null;
}

export interface DepthRows {
  readonly row: number;
  readonly rows: number;
  /** Metres; NaN outside the flood and where HAND is not known. */
  readonly depthM: Float32Array;
}

/** Levels tried by `best-fit`: 0–15 m (HydroSAR), in steps of 0.1 m. */
const stepM = 0.1;
const steps = 151;

/**
 * Estimated depth of the flood (HydroSAR's flood map: level per object from HAND, depth = max(0, level − HAND)). Objects are
 * 8-connected water of any kind, so a flood is levelled together with the river it comes from; depth is given where it floods.
 */
export async function* floodDepth(input: DepthInput): AsyncGenerator<DepthRows> {
  const { grid, source } = input;
  const levels = await waterLevels(input);
  const labels = await labelReader(input);
  for await (const { row, height } of bandsOf(input)) {
    const { flood, handM } = await source(row, height);
    const label = labels(flood, height);
    const depthM = new Float32Array(grid.width * height).fill(Number.NaN);
    for (let i = 0; i < depthM.length; i++) {
      if (flood[i] !== floodCodes.flood) continue;
      const levelM = levels[(label[i] as number) - 1]?.levelM;
      if (levelM != null) depthM[i] = Math.max(0, levelM - (handM[i] as number)); // NaN stays NaN
    }
    yield { row, rows: height, depthM };
  }
}

/** Level of every object, in reading order of first pixels. */
export async function waterLevels(input: DepthInput): Promise<WaterObject[]> {
  const { grid, source, method = 'mean-3-sigma' } = input;
  const labels = await labelReader(input);
  const objects: Gathered[] = [];
  for await (const { row, height } of bandsOf(input)) {
    const { flood, handM } = await source(row, height);
    labels(flood, height).forEach((label, i) => {
      if (label === 0) return;
      objects[label - 1] ??= gathered();
      gather(objects[label - 1] as Gathered, handM[i] as number, row + Math.floor(i / grid.width), i % grid.width);
    });
  }
  if (method === 'best-fit') await gatherSurroundings(input, objects);
  return objects.map((object) => ({
    pixels: object.pixels,
    knownPixels: object.known,
    levelM:
      object.known === 0 ? null : method === 'best-fit' ? bestFit(object) : object.mean + 3 * Math.sqrt(object.squares / object.known),
  }));
}

interface Gathered {
  pixels: number;
  known: number;
  /** Welford: running mean and sum of squared deviations. */
  mean: number;
  squares: number;
  minRow: number;
  maxRow: number;
  minCol: number;
  maxCol: number;
  /** Pixels by HAND in steps, inside; and dry ones around it. Above the last step is not counted. */
  readonly inside: Uint32Array;
  readonly around: Uint32Array;
}

function gathered(): Gathered {
  const [inside, around] = [new Uint32Array(steps), new Uint32Array(steps)];
  return { pixels: 0, known: 0, mean: 0, squares: 0, minRow: Infinity, maxRow: -1, minCol: Infinity, maxCol: -1, inside, around };
}

function gather(object: Gathered, handM: number, row: number, col: number): void {
  object.pixels++;
  object.minRow = Math.min(object.minRow, row);
  object.maxRow = Math.max(object.maxRow, row);
  object.minCol = Math.min(object.minCol, col);
  object.maxCol = Math.max(object.maxCol, col);
  if (!Number.isFinite(handM)) return;
  object.known++;
  const deviation = handM - object.mean;
  object.mean += deviation / object.known;
  object.squares += deviation * (handM - object.mean);
  count(object.inside, handM);
}

function count(histogram: Uint32Array, handM: number): void {
  const step = Math.ceil(handM / stepM - 1e-6); // the first level that covers it
  if (step >= 0 && step < steps) histogram[step] = (histogram[step] as number) + 1;
}

/** Dry ground in each object's bounding box, widened by a tenth of its size and at least 10 px: what a level that is too high would flood. */
async function gatherSurroundings(input: DepthInput, objects: readonly Gathered[]): Promise<void> {
  const { grid, source } = input;
  const margins = objects.map((o) => Math.max(10, Math.ceil(Math.max(o.maxRow - o.minRow, o.maxCol - o.minCol) / 10)));
  for await (const { row, height } of bandsOf(input)) {
    const { flood, handM } = await source(row, height);
    objects.forEach((object, n) => {
      const margin = margins[n] as number;
      const [left, right] = [Math.max(0, object.minCol - margin), Math.min(grid.width - 1, object.maxCol + margin)];
      const [from, to] = [Math.max(row, object.minRow - margin), Math.min(row + height - 1, object.maxRow + margin)];
      for (let r = from; r <= to; r++) {
        for (let c = left; c <= right; c++) {
          const at = (r - row) * grid.width + c;
          if (flood[at] === floodCodes.dry && Number.isFinite(handM[at])) count(object.around, handM[at] as number);
        }
      }
    });
  }
}

/** Critical success index hits / (hits + false alarms + misses), highest; the lower level where two are equal. */
function bestFit({ known, inside, around }: Gathered): number {
  let [hits, falseAlarms, best, level] = [0, 0, -1, 0];
  for (let step = 0; step < steps; step++) {
    hits += inside[step] as number;
    falseAlarms += around[step] as number;
    const csi = hits / (known + falseAlarms);
    if (csi > best) [best, level] = [csi, step * stepM];
  }
  return level;
}

function isWater(code: number): boolean {
  return code === floodCodes.flood || code === floodCodes.reference || code === floodCodes.water;
}

/** Scans the whole grid; the result numbers the objects of the same rows, read again from the top. */
async function labelReader(input: DepthInput): Promise<(flood: Uint8Array, rows: number) => Int32Array> {
  const { width } = input.grid;
  const scan = new ComponentScan(width, { connectivity: 8 });
  for await (const { row, height } of bandsOf(input)) {
    const water = waterOf((await input.source(row, height)).flood);
    for (let r = 0; r < height; r++) scan.addRow(water.subarray(r * width, (r + 1) * width));
  }
  const replay = scan.finish(() => true);
  return (flood, rows) => {
    const water = waterOf(flood);
    const labels = new Int32Array(water.length);
    for (let r = 0; r < rows; r++) replay.labelRow(water.subarray(r * width, (r + 1) * width), labels.subarray(r * width, (r + 1) * width));
    return labels;
  };
}

const waterOf = (flood: Uint8Array): Uint8Array => flood.map((code) => (isWater(code) ? 1 : 0));

async function* bandsOf({ grid, bandRows = 256, signal }: DepthInput): AsyncGenerator<{ row: number; height: number }> {
  for (const { row, height } of rowBands(grid, bandRows)) {
    signal?.throwIfAborted();
    yield { row, height };
  }
}

/** Writes the depth as a COG in metres, nodata NaN, marked as an estimate. */
export async function writeFloodDepth(path: string, input: DepthInput): Promise<void> {
  const { grid, method = 'mean-3-sigma' } = input;
  const layout: CogLayout = {
    grid,
    pixelType: 'f32',
    bands: [{ name: 'estimated_depth', unit: 'm' }],
    nodata: Number.NaN,
    overviews: 'average',
    metadata: { LANDSICHT_ESTIMATE: 'YES', LANDSICHT_METHOD: `water level per object from HAND, ${method}` },
  };
  const sink = await openCogWriter(path, layout);
  try {
    for await (const { depthM, rows } of floodDepth(input)) await sink.writeRows([depthM], rows);
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}
