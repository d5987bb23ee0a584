import { type Grid, rowBands } from '@landsicht/core';
import { readGround } from '../exclusion/usual-ground.js';
import type { Backscatter } from './backscatter.js';
import { darkLevels, seedFallDb } from './change-detector.js';
import { codeOfDb, dbStep, notObservedCode } from './db-codes.js';
import { type HandRange, highestHandM, type TerrainFactor } from './terrain-factor.js';

/** 3 ha: what OPERA DSWx-S1 maps reliably. */
const leastPx = 300;
/** Of HydroSAR's fuzzy HAND: water stands up to median + 3σ + 5 m of the HAND of certain water, the highest tenth left out. */
const keptShare = 0.9;
const spreads = 3;
const errorM = 5;

const seedCode = codeOfDb(darkLevels.vh.seedDb);
const seedFallCodes = Math.round(seedFallDb / dbStep);

/**
 * How high water stands above its drainage in this scene: the HAND of what certainly became water (seeds of the change detector), by
 * HydroSAR's rule and never above 15 m. Null without earlier scenes, without VH, or with too little of it.
 */
export async function floodHandRange(
  terrain: TerrainFactor,
  { subject, earlier }: { readonly subject: Backscatter; readonly earlier: readonly Backscatter[] },
  { grid, bandRows, signal }: { readonly grid: Grid; readonly bandRows: number; readonly signal: AbortSignal },
): Promise<HandRange | null> {
  if (earlier.length === 0) return null;
  const counts = new Float64Array(10 * highestHandM + 1);
  for (const { row, height } of rowBands(grid, bandRows)) {
    signal.throwIfAborted();
    const { nowVh, usualVh } = await readGround(subject, earlier, { grid, row, rows: height, haloRows: 0 });
    if (nowVh == null || usualVh == null) return null;
    const { handDm } = await terrain.rows(row, height);
    for (let i = 0; i < handDm.length; i++) {
      const [now, usual, hand] = [nowVh[i] as number, usualVh[i] as number, handDm[i] as number];
      if (now === notObservedCode || now >= seedCode || usual - now < seedFallCodes || hand >= counts.length) continue;
      counts[hand] = (counts[hand] as number) + 1;
    }
  }
  return handRangeOf(counts);
}

/** `counts`: pixels by HAND in decimetres. */
export function handRangeOf(counts: Float64Array): HandRange | null {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total < leastPx) return null;
  let [n, sum, squares, medianM] = [0, 0, 0, 0];
  let isBelow = true;
  for (let dm = 0; dm < counts.length && n < keptShare * total; dm++) {
    const count = counts[dm] as number;
    n += count;
    sum += (count * dm) / 10;
    squares += count * (dm / 10) ** 2;
    if (isBelow && 2 * n >= total) [medianM, isBelow] = [dm / 10, false];
  }
  const std = Math.sqrt(Math.max(0, squares / n - (sum / n) ** 2));
  return { fromM: medianM, toM: Math.min(highestHandM, medianM + spreads * std + errorM) };
}
