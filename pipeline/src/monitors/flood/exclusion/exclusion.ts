import { type Grid, maskReasons } from '@landsicht/core';
import { fallingZ } from '../detectors/fuzzy.js';
import { floodCodes } from '../info.js';
import type { Backscatter } from '../sar/backscatter.js';
import { notObservedCode } from '../sar/db-codes.js';
import { fullFactor, type TerrainRows } from '../sar/terrain-factor.js';
import type { GivenRaster } from './given-raster.js';
import { groundHaloRows, groundReasons, isRoughened, leastEarlierScenes } from './ground-reasons.js';
import type { TerrainExclusion } from './terrain-exclusion.js';
import { unknownTerrain } from './terrain-reasons.js';
import { mayBeGround } from './unsure-water.js';
import { type GroundRows, readGround } from './usual-ground.js';
import { likelyUsualWater } from './usual-water.js';

export interface ExclusionParts {
  readonly grid: Grid;
  readonly subject: Backscatter;
  /** Of the same orbit, from the oldest to the newest. */
  readonly earlier: readonly Backscatter[];
  /** From the DEM, and from land cover; null where none was given. */
  readonly terrain: TerrainExclusion | null;
  readonly landcover: GivenRaster | null;
  /** VV of water brighter than this is roughened by wind. */
  readonly roughVvDb: number;
}

export interface ExclusionRows {
  readonly ground: GroundRows;
  /** Codes of `maskReasons`, 0 = none: why a pixel is not observed if the votes leave it to them (`applyExclusion`). */
  readonly reasons: Uint8Array;
  /** 1 where the earlier scenes can show usual water (`likelyUsualWater`); null = they cannot tell. */
  readonly usualWater: Uint8Array | null;
  /** 1 where what is dark now may be ground (`mayBeGround`). */
  readonly unsure: Uint8Array;
}

/** Why radar cannot judge a pixel: the strongest reason of the terrain, the pictures themselves, and land cover. */
export async function exclusionRows(parts: ExclusionParts, row: number, rows: number): Promise<ExclusionRows> {
  const { grid, subject, earlier, terrain, landcover } = parts;
  const { width } = grid;
  const framed = await readGround(subject, earlier, { grid, row, rows, haloRows: groundHaloRows });
  const inner = (codes: Uint8Array | null) => codes?.subarray(groundHaloRows * width, (groundHaloRows + rows) * width) ?? null;
  const ground = {
    width,
    nowVh: inner(framed.nowVh),
    nowVv: inner(framed.nowVv),
    usualVh: inner(framed.usualVh),
    usualVv: inner(framed.usualVv),
    lowestVv: inner(framed.lowestVv),
  };
  const isPersistent = earlier.length >= leastEarlierScenes;
  const reasons = isPersistent ? (inner(groundReasons(framed)) as Uint8Array).slice() : new Uint8Array(rows * width);
  const usual = ground.nowVh == null ? ground.usualVv : ground.usualVh;
  if (isPersistent && usual != null) {
    for (let i = 0; i < reasons.length; i++) if (usual[i] === notObservedCode) reasons[i] = maskReasons['low-coverage'].code;
  }
  const covered = await landcover?.rows(row, rows);
  if (covered != null) for (let i = 0; i < reasons.length; i++) if (covered[i] !== 0) reasons[i] = covered[i] as number;
  const distorted = await terrain?.rows(row, rows);
  if (distorted != null) {
    for (let i = 0; i < reasons.length; i++) {
      const code = distorted[i] as number;
      if (code !== 0 && code !== unknownTerrain) reasons[i] = code;
    }
  }
  return { ground, reasons, usualWater: inner(likelyUsualWater(framed)), unsure: inner(mayBeGround(framed)) as Uint8Array };
}

/**
 * Where terrain rules water out, "dry" is known without a look: reasons of hidden ground go. What looks like water on a steep slope is the
 * slope's doing. `factors`: see `terrainFactors`; `seen`: 1 = dark as water.
 */
export function withTerrain(reasons: Uint8Array, factors: Uint8Array, seen: Uint8Array): void {
  for (let i = 0; i < reasons.length; i++) {
    const reason = reasons[i] as number;
    if (reason === maskReasons.steep.code) reasons[i] = seen[i] === 1 ? reason : 0;
    else if (factors[i] === 0 && !isDistorted(reason)) reasons[i] = 0;
  }
}

/** The place in the picture is not that of the ground, or no wave comes back: nothing there means anything, and no other reason counts. */
function isDistorted(reason: number): boolean {
  return reason === maskReasons.layover.code || reason === maskReasons['radar-shadow'].code;
}

/** Water lies level, up to what a DEM leaves of it: ground on a slope and this high above its drainage is no water, however dark it always is. */
const slopingFactor = Math.round(fullFactor * fallingZ(2, 0, 15));
const aboveDrainageDm = 50;

export function markDarkGround(reasons: Uint8Array, state: Uint8Array, { handDm, slopeFactors }: TerrainRows): void {
  for (let i = 0; i < state.length; i++) {
    const isHigh = (handDm[i] as number) >= aboveDrainageDm && handDm[i] !== unknownTerrain;
    const isOpen = reasons[i] === 0 || reasons[i] === maskReasons.steep.code;
    if (state[i] === floodCodes.reference && isOpen && isHigh && (slopeFactors[i] as number) < slopingFactor) {
      reasons[i] = maskReasons['dark-ground'].code;
    }
  }
}

/** Flood that may as well be ground newly smooth or bare (`mayBeGround`). */
export function markUnsure(reasons: Uint8Array, state: Uint8Array, unsure: Uint8Array): void {
  for (let i = 0; i < state.length; i++) {
    if (state[i] === floodCodes.flood && unsure[i] === 1 && !isDistorted(reasons[i] as number))
      reasons[i] = maskReasons['dark-ground'].code;
  }
}

/** Usual water that is not seen now but rough: wind, where the answer would be "gone". */
export function markWind(reasons: Uint8Array, reference: Uint8Array, state: Uint8Array, vv: Uint8Array | null, roughVvDb: number): void {
  if (vv == null) return;
  for (let i = 0; i < state.length; i++) {
    if (state[i] !== floodCodes.dry || reference[i] !== 1 || isDistorted(reasons[i] as number)) continue;
    if (isRoughened(vv[i] as number, roughVvDb)) reasons[i] = maskReasons.wind.code;
  }
}

/** States that a reason turns into "not observed", by its code. The others: only "dry", for what is seen is seen. */
const hides = {
  all: [floodCodes.dry, floodCodes.flood, floodCodes.water, floodCodes.reference],
  wet: [floodCodes.flood, floodCodes.water, floodCodes.reference],
  dry: [floodCodes.dry],
} as const;
const hiddenBy = new Map<number, readonly number[]>([
  [maskReasons.layover.code, hides.all],
  [maskReasons['radar-shadow'].code, hides.all],
  // set only where what looks like water may be none
  [maskReasons['dark-ground'].code, hides.wet],
]);

export interface JudgedRows {
  readonly state: Uint8Array;
  readonly water: Uint8Array;
  readonly likelihoodPercent: Uint8Array;
  readonly reference: Uint8Array;
}

/**
 * Applied last (GFM): changes the rows in place, and clears the reasons that were not needed. Where water cannot be seen (towns, dense
 * vegetation, too few scenes) "dry" becomes "not observed", while water that is seen stays: unlike GFM, nothing sure is hidden from who
 * has to act.
 */
export function applyExclusion({ state, water, likelihoodPercent, reference }: JudgedRows, reasons: Uint8Array): void {
  for (let i = 0; i < reasons.length; i++) {
    const reason = reasons[i] as number;
    if (reason === 0) continue;
    const hidden = hiddenBy.get(reason) ?? hides.dry;
    if (!hidden.includes(state[i] as number)) {
      reasons[i] = 0;
      continue;
    }
    state[i] = water[i] = likelihoodPercent[i] = floodCodes.notObserved;
    if (hidden !== hides.dry) reference[i] = floodCodes.notObserved;
  }
}
