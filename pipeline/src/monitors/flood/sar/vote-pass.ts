import { join } from 'node:path';
import { type Grid, rowBands } from '@landsicht/core';
import { RowScratch } from '../../../raster/row-scratch.js';
import type { UnitContext } from '../../../runs/unit.js';
import {
  applyExclusion,
  type ExclusionParts,
  exclusionRows,
  markDarkGround,
  markUnsure,
  markWind,
  withTerrain,
} from '../exclusion/exclusion.js';
import type { GivenRaster } from '../exclusion/given-raster.js';
import { isUsuallyDark, usualWaterCodes } from '../exclusion/usual-water.js';
import { floodCodes } from '../info.js';
import { ObjectScan, type ObjectSweep } from '../object-sweep.js';
import { addReference, waterState } from '../water-state.js';
import { noAnswer } from './change-detector.js';
import type { EarlierAnswers } from './earlier-scenes.js';
import { type Answers, agreeing, voteRows } from './ensemble-vote.js';
import { fullFactor, type HandRange, type TerrainFactor } from './terrain-factor.js';
import { growMembership, type ThresholdAnswer } from './threshold-detector.js';
import type { WindCount } from './wind-count.js';

/** What every detector said about the rows of one band, for whoever explains a pixel. */
export interface Votes {
  readonly row: number;
  readonly threshold: Answers;
  readonly change: Answers | null;
  readonly baseline: Answers | null;
}

/** The rows of one band as they are written. */
export interface VotedRows {
  readonly state: Uint8Array;
  /** 0 dry, 1 water of any kind, 255 not observed. */
  readonly water: Uint8Array;
  readonly likelihoodPercent: Uint8Array;
  readonly reference: Uint8Array;
  /** Codes of `maskReasons` where the method cannot judge the ground; 0 elsewhere, also where the scene has no data. */
  readonly exclusion: Uint8Array;
}

export interface VotedScene {
  /** The next rows from the top. */
  next(row: number, rows: number): Promise<VotedRows>;
  remove(): Promise<void>;
}

export interface VoteParts {
  readonly grid: Grid;
  readonly bandRows: number;
  readonly minimumPx: number;
  /** The subject's first, then the earlier scenes'. */
  readonly thresholds: readonly ThresholdAnswer[];
  readonly earlier: EarlierAnswers | null;
  readonly terrain: TerrainFactor | null;
  /** HAND that flood reaches in this scene; null = the general one. */
  readonly handRange: HandRange | null;
  readonly exclusion: ExclusionParts;
  /** Given reference water; null = none. */
  readonly reference: GivenRaster | null;
  readonly wind: WindCount;
  voted?(votes: Votes): void;
  progress(fraction: number): void;
}

/**
 * Votes, then drops what is smaller than `minimumPx`: water that the votes left in crumbs becomes dry; flood in crumbs at the shore of
 * reference water belongs to it, for a shoreline moves by a pixel from scene to scene.
 */
export async function voteScene(context: UnitContext, parts: VoteParts): Promise<VotedScene> {
  const { grid, bandRows, minimumPx } = parts;
  const { width } = grid;
  const created: RowScratch[] = [];
  const create = async (name: string) => {
    const scratch = await RowScratch.create(join(context.dir, `voted-${name}.raw`), width);
    created.push(scratch);
    return scratch;
  };
  const remove = async () => {
    await Promise.all(created.map((scratch) => scratch.remove()));
  };
  try {
    const stored = {
      state: await create('state'),
      likelihood: await create('likelihood'),
      reference: await create('reference'),
      exclusion: await create('exclusion'),
    };
    const scan = new ObjectScan(width);
    for (const { row, height } of rowBands(grid, bandRows)) {
      context.signal.throwIfAborted();
      const { state, reference, likelihoodPercent, exclusion } = await voteBand(parts, row, height);
      scan.addRows(state);
      await stored.state.append(state);
      await stored.likelihood.append(likelihoodPercent);
      await stored.reference.append(reference);
      await stored.exclusion.append(exclusion);
      parts.progress((row + height) / grid.height);
    }
    const objects = scan.finish(minimumPx);
    return {
      async next(row, rows) {
        const read = (scratch: RowScratch) => scratch.read(row, rows);
        const [state, likelihoodPercent, reference, exclusion] = await Promise.all([
          read(stored.state),
          read(stored.likelihood),
          read(stored.reference),
          read(stored.exclusion),
        ]);
        const water = sweepCrumbs({ state, likelihoodPercent, reference }, objects);
        applyExclusion({ state, water, likelihoodPercent, reference }, exclusion);
        return { state, water, likelihoodPercent, reference, exclusion };
      },
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function voteBand(parts: VoteParts, row: number, height: number): Promise<Omit<VotedRows, 'water'>> {
  const [own, ...before] = await Promise.all(parts.thresholds.map((one) => one.next(row, height)));
  if (own == null) throw new RangeError('voteScene: no subject');
  const threshold = agreeing(own.water, own.membership, growMembership);
  const { change, baseline } = (await parts.earlier?.next(row, height)) ?? { change: null, baseline: null };
  const terrain = await parts.terrain?.rows(row, height, parts.handRange ?? undefined);
  const factors = terrain?.factors;
  if (factors != null) for (const answers of [threshold, change, baseline]) if (answers != null) denyOnHighGround(answers, factors);
  const { water, likelihoodPercent } = voteRows([threshold, change, baseline].filter((answers) => answers != null));
  // where D1 did not look, nobody did: D3 may rest on the other polarisation alone
  for (let i = 0; i < water.length; i++)
    if (own.water[i] === floodCodes.notObserved) water[i] = likelihoodPercent[i] = floodCodes.notObserved;
  const { state, reference } = waterState(
    water,
    before.map((one) => one.water),
  );
  const { ground, reasons, usualWater, unsure } = await exclusionRows(parts.exclusion, row, height);
  if (usualWater != null) adjustUsual(state, reference, usualWater);
  if (factors != null) withTerrain(reasons, factors, own.water);
  if (change != null) keepUsualWater(state, reference, (i) => change.codes[i] === noAnswer && isUsuallyDark(ground, i));
  const given = await parts.reference?.rows(row, height);
  if (given != null) addReference(state, reference, given);
  for (let i = 0; i < state.length; i++) {
    // usual water that D1 sees is there, whatever the detectors of change and the terrain of floods say
    if (state[i] === floodCodes.dry && own.water[i] === 1 && reference[i] === 1) state[i] = floodCodes.reference;
    // likelihood is of flood: none on reference water
    if (state[i] === floodCodes.reference) likelihoodPercent[i] = 0;
  }
  if (ground.nowVv != null) parts.wind.add(ground.nowVv, state);
  if (terrain != null) markDarkGround(reasons, state, terrain);
  if (before.length > 0) markUnsure(reasons, state, unsure);
  markWind(reasons, reference, state, ground.nowVv, parts.exclusion.roughVvDb);
  parts.voted?.({ row, threshold, change, baseline });
  return { state, reference, likelihoodPercent, exclusion: reasons };
}

/** Reference water that D1 saw by its context or in VH alone is none; where the scenes together show usual water, it is, though D1 missed it. */
function adjustUsual(state: Uint8Array, reference: Uint8Array, usualWater: Uint8Array): void {
  for (let i = 0; i < state.length; i++) {
    if (reference[i] === 1 && usualWater[i] === usualWaterCodes.none) {
      reference[i] = 0;
      if (state[i] === floodCodes.reference) state[i] = floodCodes.flood;
    } else if (reference[i] === 0 && usualWater[i] === usualWaterCodes.here) {
      reference[i] = 1;
      if (state[i] === floodCodes.flood) state[i] = floodCodes.reference;
    }
  }
}

/** Flood that neither rose nor fell is water that was there before, though D1 did not find it on most earlier scenes: rivers in wind, shores. */
function keepUsualWater(state: Uint8Array, reference: Uint8Array, isUsual: (i: number) => boolean): void {
  for (let i = 0; i < state.length; i++) {
    if (state[i] !== floodCodes.flood || !isUsual(i)) continue;
    state[i] = floodCodes.reference;
    reference[i] = 1;
  }
}

/** No flood stands high above its drainage or on a slope, whatever it looks like. Where the DEM has a hole, radar decides alone. */
function denyOnHighGround({ codes, likelihood }: Answers, factors: Uint8Array): void {
  for (let i = 0; i < codes.length; i++) {
    const factor = factors[i] as number;
    if (factor >= fullFactor || codes[i] === noAnswer) continue;
    likelihood[i] = Math.round(((likelihood[i] as number) * factor) / fullFactor);
    if ((likelihood[i] as number) < growMembership) codes[i] = 0;
  }
}

/** Of 100: where the membership of D1 tips. */
const tippingPercent = Math.round(growMembership / 2.55);

/** Sweeps the rows in place, with what hangs on their state; returns all water. */
function sweepCrumbs(
  { state, likelihoodPercent, reference }: Pick<VotedRows, 'state' | 'likelihoodPercent' | 'reference'>,
  objects: ObjectSweep,
): Uint8Array {
  const before = state.slice();
  const water = objects.sweep(state);
  for (let i = 0; i < state.length; i++) {
    if (state[i] === before[i]) continue;
    if (state[i] === floodCodes.dry) likelihoodPercent[i] = Math.min(likelihoodPercent[i] as number, tippingPercent);
    else {
      // at the shore of reference water
      reference[i] = 1;
      likelihoodPercent[i] = 0;
    }
  }
  return water;
}
