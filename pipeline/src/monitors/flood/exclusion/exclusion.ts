import { maskReasons } from '@landsicht/core';
import type { RowScratch } from '../../../raster/row-scratch.js';
import { fallingZ } from '../detectors/fuzzy.js';
import { floodCodes } from '../info.js';
import { fullFactor, type TerrainRows } from '../sar/terrain-factor.js';
import type { GivenRaster } from './given-raster.js';
import { isRoughened } from './ground-reasons.js';
import { type GroundSigns, unpackGround } from './judge-ground.js';
import type { TerrainExclusion } from './terrain-exclusion.js';
import { unknownTerrain } from './terrain-reasons.js';

export interface ExclusionParts {
  /** As `judgeGround` wrote it. */
  readonly ground: RowScratch;
  /** From the DEM, and from land cover; null where none was given. */
  readonly terrain: TerrainExclusion | null;
  readonly landcover: GivenRaster | null;
  /** VV of the subject; null = it has none. */
  readonly vv: RowScratch | null;
  /** VV of water brighter than this is roughened by wind. */
  readonly roughVvDb: number;
}

/** `reasons`: why a pixel is not observed if the votes leave it to them (`applyExclusion`). */
export interface ExclusionRows extends GroundSigns {
  readonly vv: Uint8Array | null;
}

/** Why radar cannot judge a pixel: the strongest reason of the terrain, the pictures themselves, and land cover. */
export async function exclusionRows({ ground, vv, terrain, landcover }: ExclusionParts, row: number, rows: number): Promise<ExclusionRows> {
  const signs = unpackGround(await ground.read(row, rows));
  const { reasons } = signs;
  const covered = await landcover?.rows(row, rows);
  if (covered != null) for (let i = 0; i < reasons.length; i++) if (covered[i] !== 0) reasons[i] = covered[i] as number;
  const distorted = await terrain?.rows(row, rows);
  if (distorted != null) {
    for (let i = 0; i < reasons.length; i++) {
      const code = distorted[i] as number;
      if (code !== 0 && code !== unknownTerrain) reasons[i] = code;
    }
  }
  return { ...signs, vv: (await vv?.read(row, rows)) ?? null };
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
