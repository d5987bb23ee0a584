import { type Grid, rowBands } from '@landsicht/core';
import { RowScratch } from '../../../raster/row-scratch.js';
import { type ComponentReplay, ComponentScan } from '../../../vector/components.js';
import { floodCodes } from '../info.js';
import { candidateCodes } from '../water-codes.js';
import { type Backscatter, readFramed } from './backscatter.js';
import { notObservedCode } from './db-codes.js';
import { contextHaloRows, type WaterLevels, waterMembership } from './water-membership.js';

/** GFM: water from 0.6, grown down to 0.45 (flood.md 3.3). Of 255. */
const seedMembership = 0.6 * 255;
export const growMembership = 0.45 * 255;

export interface ThresholdOptions {
  readonly grid: Grid;
  readonly levels: WaterLevels;
  readonly minimumPx: number;
  /** Without ending. */
  readonly scratchPath: string;
  readonly bandRows: number;
  readonly signal: AbortSignal;
  progress(fraction: number): void;
}

/** D1 on one scene, ready to be read once from the top. */
export interface ThresholdAnswer {
  /** The next rows: 0 dry, 1 water, 255 not observed; and the membership 0…255. */
  next(row: number, rows: number): Promise<{ water: Uint8Array; membership: Uint8Array }>;
  remove(): Promise<void>;
}

/**
 * D1: fuzzy thresholds, region growing from seeds, objects of at least `minimumPx`, dry holes smaller than that filled. Three passes over
 * scratch files: memberships; objects; holes.
 */
export async function detectByThreshold(backscatter: Backscatter, options: ThresholdOptions): Promise<ThresholdAnswer> {
  const { grid, scratchPath } = options;
  const created: RowScratch[] = [];
  const create = async (name: string) => {
    const scratch = await RowScratch.create(`${scratchPath}-${name}.raw`, grid.width);
    created.push(scratch);
    return scratch;
  };
  const remove = async () => {
    await Promise.all(created.map((scratch) => scratch.remove()));
  };
  try {
    const memberships = await create('membership');
    const objects = await storeMemberships(backscatter, options, memberships);
    const raw = await create('water');
    const sigma = (backscatter.vh ?? backscatter.vv) as RowScratch;
    const holes = await storeObjects(options, { memberships, sigma, raw }, objects);
    return {
      async next(row, rows) {
        const [water, membership] = await Promise.all([raw.read(row, rows), memberships.read(row, rows)]);
        fillHoles(water, grid.width, holes);
        return { water, membership };
      },
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function storeMemberships(
  { vh, vv, surface }: Backscatter,
  options: ThresholdOptions,
  memberships: RowScratch,
): Promise<ComponentReplay> {
  const { grid, levels, bandRows, signal } = options;
  const { width } = grid;
  const scan = new ComponentScan(width, { connectivity: 8 });
  for (const { row, height } of rowBands(grid, bandRows)) {
    signal.throwIfAborted();
    const framed = (scratch: RowScratch | null) => (scratch == null ? null : readFramed(scratch, grid, row, height, contextHaloRows));
    const [vhCodes, vvCodes] = await Promise.all([framed(vh), framed(vv)]);
    const weights = new Float32Array((height + 2 * contextHaloRows) * width);
    for (let r = 0; r < height + 2 * contextHaloRows; r++) {
      surface.rowInto(Math.min(grid.height - 1, row + r - contextHaloRows), weights.subarray(r * width, (r + 1) * width));
    }
    const start = contextHaloRows * width;
    const end = start + height * width;
    const membership = waterMembership({ vh: vhCodes, vv: vvCodes, weights, width }, levels).subarray(start, end);
    const line = new Uint8Array(width);
    for (let r = 0; r < height; r++) scan.addRow(candidatesOf(membership.subarray(r * width, (r + 1) * width), line));
    await memberships.append(membership);
    options.progress((0.7 * (row + height)) / grid.height);
  }
  return scan.finish(({ seedCount, pixelCount }) => seedCount > 0 && pixelCount >= options.minimumPx);
}

const candidateOfMembership = Uint8Array.from({ length: 256 }, (_, value) =>
  value > seedMembership ? candidateCodes.seed : value > growMembership ? candidateCodes.candidate : candidateCodes.no,
);

function candidatesOf(membership: Uint8Array, into: Uint8Array): Uint8Array {
  for (let i = 0; i < into.length; i++) into[i] = candidateOfMembership[membership[i] as number] as number;
  return into;
}

interface Stored {
  readonly memberships: RowScratch;
  /** Codes of σ0: 0 = not observed. */
  readonly sigma: RowScratch;
  readonly raw: RowScratch;
}

/** Writes the kept objects and looks for dry holes in them. Dry ground at the image's edge may go on beyond it: no hole. */
async function storeObjects(
  options: ThresholdOptions,
  { memberships, sigma, raw }: Stored,
  objects: ComponentReplay,
): Promise<ComponentReplay> {
  const { grid, bandRows, signal } = options;
  const { width } = grid;
  const scan = new ComponentScan(width, { connectivity: 4 });
  for (const { row, height } of rowBands(grid, bandRows)) {
    signal.throwIfAborted();
    const [membership, water] = await Promise.all([memberships.read(row, height), sigma.read(row, height)]);
    for (let i = 0; i < water.length; i++) water[i] = water[i] === notObservedCode ? floodCodes.notObserved : 0;
    const [kept, candidates] = [new Uint8Array(width), new Uint8Array(width)];
    for (let r = 0; r < height; r++) {
      objects.addRow(candidatesOf(membership.subarray(r * width, (r + 1) * width), candidates), kept);
      const line = water.subarray(r * width, (r + 1) * width);
      for (let col = 0; col < width; col++) if (line[col] === 0) line[col] = kept[col] as number;
      const isEdgeRow = row + r === 0 || row + r === grid.height - 1;
      scan.addRow(dryOf(line, isEdgeRow));
    }
    await raw.append(water);
    options.progress(0.7 + (0.3 * (row + height)) / grid.height);
  }
  return scan.finish(({ seedCount, pixelCount }) => seedCount === 0 && pixelCount < options.minimumPx);
}

/** All that is not water, so that a gap in the observation is no shore; seeds mark the image's edge. */
function dryOf(water: Uint8Array, isEdgeRow: boolean): Uint8Array {
  const dry = water.map((code) => (code === 1 ? candidateCodes.no : isEdgeRow ? candidateCodes.seed : candidateCodes.candidate));
  for (const col of [0, dry.length - 1]) if (dry[col] === candidateCodes.candidate) dry[col] = candidateCodes.seed;
  return dry;
}

function fillHoles(water: Uint8Array, width: number, holes: ComponentReplay): void {
  const filled = new Uint8Array(width);
  const edgeless = new Uint8Array(width);
  for (let at = 0; at < water.length; at += width) {
    const line = water.subarray(at, at + width);
    for (let col = 0; col < width; col++) edgeless[col] = line[col] === 1 ? candidateCodes.no : candidateCodes.candidate;
    holes.addRow(edgeless, filled);
    for (let col = 0; col < width; col++) if (filled[col] === 1 && line[col] === 0) line[col] = 1;
  }
}
