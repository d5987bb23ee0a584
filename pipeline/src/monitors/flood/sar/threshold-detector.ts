import type { Grid } from '@landsicht/core';
import { RowScratch } from '../../../raster/row-scratch.js';
import { type ComponentReplay, ComponentScan } from '../../../vector/components.js';
import { floodCodes } from '../info.js';
import { candidateCodes } from '../water-codes.js';
import { type Backscatter, scratchBands } from './backscatter.js';
import { notObservedCode } from './db-codes.js';
import { contextHaloRows, MembershipRows, type WaterLevels } from './water-membership.js';

/** GFM: water from 0.6, grown down to 0.45 (flood.md 3.3). Of 255. */
const seedMembership = 0.6 * 255;
export const growMembership = 0.45 * 255;

export interface ThresholdOptions {
  readonly grid: Grid;
  readonly levels: WaterLevels;
  readonly minimumPx: number;
  /** Writes the membership itself, where a network and not thresholds says what is water. */
  membershipInto?(memberships: RowScratch): Promise<void>;
  /** Without ending. */
  readonly scratchPath: string;
  readonly signal: AbortSignal;
  progress(fraction: number): void;
}

/** D1 on one scene, ready to be read once from the top. */
export interface ThresholdAnswer {
  /** The next rows: 0 dry, 1 water, 255 not observed; and the membership 0…255. */
  next(row: number, rows: number): Promise<{ water: Uint8Array; membership: Uint8Array }>;
  remove(): Promise<void>;
}

/** Scratch files of D1: water (0 dry, 1 water, 255 not observed) and membership, a byte a pixel each. */
export interface ThresholdFiles {
  readonly water: string;
  readonly membership: string;
}

/**
 * D1: fuzzy thresholds, region growing from seeds, objects of at least `minimumPx`, dry holes smaller than that filled. Three passes over
 * scratch files: memberships; objects; holes.
 */
export async function detectByThreshold(backscatter: Backscatter, options: ThresholdOptions): Promise<ThresholdFiles> {
  const { grid, scratchPath } = options;
  const paths = { membership: `${scratchPath}-membership.raw`, water: `${scratchPath}-water.raw` };
  const memberships = await RowScratch.create(paths.membership, grid.width);
  try {
    const objects =
      options.membershipInto == null
        ? await storeMemberships(backscatter, options, memberships)
        : await scanMemberships(options, memberships, options.membershipInto);
    const raw = await RowScratch.create(`${scratchPath}-objects.raw`, grid.width);
    try {
      const sigma = (backscatter.vh ?? backscatter.vv) as RowScratch;
      const holes = await storeObjects(options, { memberships, sigma, raw }, objects);
      await storeFilled(options, raw, holes, paths.water);
    } finally {
      await raw.remove();
    }
  } finally {
    await memberships.close();
  }
  return paths;
}

async function storeMemberships(
  { vh, vv, surface }: Backscatter,
  options: ThresholdOptions,
  memberships: RowScratch,
): Promise<ComponentReplay> {
  const { grid, levels, signal } = options;
  const { width } = grid;
  const scan = new ComponentScan(width, { connectivity: 8 });
  const candidates = new Uint8Array(width);
  const weights = new Float32Array(width);
  let done: Uint8Array = new Uint8Array(0);
  let doneRows = 0;
  const stream = new MembershipRows(width, levels, (membership) => {
    scan.addRow(candidatesOf(membership, candidates));
    done.set(membership, doneRows++ * width);
  });
  const store = async () => {
    await memberships.append(done.subarray(0, doneRows * width));
    doneRows = 0;
  };
  for (const { row, height } of scratchBands(grid)) {
    signal.throwIfAborted();
    const [vhCodes, vvCodes] = [(await vh?.read(row, height)) ?? null, (await vv?.read(row, height)) ?? null];
    if (done.length < height * width) done = new Uint8Array((height + contextHaloRows) * width);
    for (let r = 0; r < height; r++) {
      surface.rowInto(row + r, weights);
      const rowOf = (codes: Uint8Array | null) => codes?.subarray(r * width, (r + 1) * width) ?? null;
      stream.push({ vh: rowOf(vhCodes), vv: rowOf(vvCodes), weights });
    }
    if (row + height === grid.height) stream.finish();
    await store();
    options.progress((0.7 * (row + height)) / grid.height);
  }
  return scan.finish(({ seedCount, pixelCount }) => seedCount > 0 && pixelCount >= options.minimumPx);
}

async function scanMemberships(
  { grid, signal, minimumPx }: ThresholdOptions,
  memberships: RowScratch,
  fill: (memberships: RowScratch) => Promise<void>,
): Promise<ComponentReplay> {
  await fill(memberships);
  const { width } = grid;
  const scan = new ComponentScan(width, { connectivity: 8 });
  const candidates = new Uint8Array(width);
  for (const { row, height } of scratchBands(grid)) {
    signal.throwIfAborted();
    const rows = await memberships.read(row, height);
    for (let at = 0; at < rows.length; at += width) scan.addRow(candidatesOf(rows.subarray(at, at + width), candidates));
  }
  return scan.finish(({ seedCount, pixelCount }) => seedCount > 0 && pixelCount >= minimumPx);
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
  const { grid, signal } = options;
  const { width } = grid;
  const scan = new ComponentScan(width, { connectivity: 4 });
  const [kept, candidates, dry] = [new Uint8Array(width), new Uint8Array(width), new Uint8Array(width)];
  for (const { row, height } of scratchBands(grid)) {
    signal.throwIfAborted();
    const [membership, water] = await Promise.all([memberships.read(row, height), sigma.read(row, height)]);
    for (let r = 0; r < height; r++) {
      objects.addRow(candidatesOf(membership.subarray(r * width, (r + 1) * width), candidates), kept);
      const line = water.subarray(r * width, (r + 1) * width);
      for (let col = 0; col < width; col++) line[col] = line[col] === notObservedCode ? floodCodes.notObserved : (kept[col] as number);
      const isEdgeRow = row + r === 0 || row + r === grid.height - 1;
      scan.addRow(dryInto(dry, line, isEdgeRow));
    }
    await raw.append(water);
    options.progress(0.7 + (0.2 * (row + height)) / grid.height);
  }
  return scan.finish(({ seedCount, pixelCount }) => seedCount === 0 && pixelCount < options.minimumPx);
}

/** All that is not water, so that a gap in the observation is no shore; seeds mark the image's edge. */
function dryInto(dry: Uint8Array, water: Uint8Array, isEdgeRow: boolean): Uint8Array {
  const code = isEdgeRow ? candidateCodes.seed : candidateCodes.candidate;
  for (let col = 0; col < dry.length; col++) dry[col] = water[col] === 1 ? candidateCodes.no : code;
  for (const col of [0, dry.length - 1]) if (dry[col] === candidateCodes.candidate) dry[col] = candidateCodes.seed;
  return dry;
}

async function storeFilled(
  { grid, signal, progress }: ThresholdOptions,
  raw: RowScratch,
  holes: ComponentReplay,
  path: string,
): Promise<void> {
  const filled = await RowScratch.create(path, grid.width);
  try {
    for (const { row, height } of scratchBands(grid)) {
      signal.throwIfAborted();
      const water = await raw.read(row, height);
      fillHoles(water, grid.width, holes);
      await filled.append(water);
      progress(0.9 + (0.1 * (row + height)) / grid.height);
    }
  } finally {
    await filled.close();
  }
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
