import { BoxSums } from './box-sums.js';
import { stages } from './pixel-columns.js';
import type { StateParts } from './state-parts.js';
import { soilForGood } from './strip-mask.js';
import { tabledLog } from './tabled-log-exp.js';

/**
 * What stands around each pixel, read from the state of the strip; nothing is kept. Where a strip ends the look around ends. Shares are 0 … 1
 * and of the modelled forest.
 */
export interface Surroundings {
  /** Mean log odds of "attacked" within 20 m, −6 to 6, without the pixel itself: trees side by side share beetles and 20 m bands. */
  readonly near: Float32Array;
  /** Within 50 m, under confirmed stress for more than 60 days, or felled after one: broods fly 10 to 100 m. */
  readonly known: Float32Array;
  /**
   * Of all ground in the 1.7 ha around, what began to suffer within a month of the pixel: drought takes a stand at once, a brood half a
   * hectare (200 trees) at most.
   */
  readonly together: Float32Array;
  /** The largest `together` within 40 m of what began within a month of the pixel: borders of a stand are part of it. */
  readonly stand: Float32Array;
  /** Within 20 m, bare for good. */
  readonly bare: Float32Array;
  /** 1 = at the edge of a felling: 20 m bands and their displacement lay bare ground over the living trees beside it. */
  readonly cutEdge: Uint8Array;
}

const [nearReach, knownReach, togetherReach, standReach] = [2, 5, 6, 4] as const;
const [knownDays, sameDays] = [60, 30] as const;
/** Log odds in whole numbers, so that sums are exact. */
const logSteps = 64;
export const mostLogOdds = 6;
/**
 * 5 of the 25 pixels around felled without stress make 20 m of edge; it counts also where bare ground is sure only a quarter after the
 * trees began to look odd.
 */
const [edgeReach, edgePixels, edgeDays] = [2, 5, 90] as const;

export function surroundingsOf(parts: StateParts): Surroundings {
  const { pixels, columns, width } = parts;
  const count = pixels.length;
  const found = {
    near: new Float32Array(count),
    known: new Float32Array(count),
    together: new Float32Array(count),
    stand: new Float32Array(count),
    bare: new Float32Array(count),
    cutEdge: new Uint8Array(count),
  };
  if (width === 0) {
    // pixels without a strip, and so without neighbours, count as their own
    for (let i = 0; i < count; i++) found.near[i] = logOddsOf(columns.odds[i] as number);
    return found;
  }
  const drawn = drawStrip(parts);
  const [logs, forest, known, ground] = [drawn.logs, drawn.forest, drawn.known, drawn.ground].map(
    (values) => new BoxSums(values, width),
  ) as [BoxSums, BoxSums, BoxSums, BoxSums];
  const shares = new Float32Array(drawn.began.length);
  for (let i = 0; i < count; i++) {
    if (columns.stage[i] !== stages.modelled) continue;
    const o = pixels[i] as number;
    const own = drawn.logs[o] as number;
    const stand = forest.around(o, nearReach);
    found.near[i] = (stand > 1 ? (logs.around(o, nearReach) - own) / (stand - 1) : own) / logSteps;
    found.known[i] = known.around(o, knownReach) / forest.around(o, knownReach);
    found.bare[i] = ground.around(o, nearReach) / stand;
    if (drawn.began[o] !== 0) shares[o] = found.together[i] = shareTogether(o, drawn.began, width);
  }
  for (let i = 0; i < count; i++) {
    const o = pixels[i] as number;
    if (drawn.began[o] !== 0) found.stand[i] = largestShare(o, drawn.began, { shares, width });
  }
  markCutEdges(parts, found.cutEdge);
  return found;
}

/** Log odds within ±`mostLogOdds`; pixels before detection count as sound. */
export function logOddsOf(odds: number): number {
  return odds > 0 ? Math.max(-mostLogOdds, Math.min(mostLogOdds, tabledLog(odds))) : -mostLogOdds;
}

/** What is known of the modelled pixels, laid out over the strip. */
function drawStrip({ pixels, columns, soil, lastDay }: StateParts) {
  const { stage, stressed, run, odds, firstAnomalyDay, runStartDay } = columns;
  const logs = new Int16Array(soil.length);
  const forest = new Uint8Array(soil.length);
  const known = new Uint8Array(soil.length);
  const ground = new Uint8Array(soil.length);
  /** First day of the stress that stands, 0 = none. */
  const began = new Uint16Array(soil.length);
  for (let i = 0; i < pixels.length; i++) {
    if (stage[i] !== stages.modelled) continue;
    const o = pixels[i] as number;
    const bare = soil[o] === soilForGood;
    forest[o] = 1;
    logs[o] = Math.round(logSteps * logOddsOf(odds[i] as number));
    if (bare) ground[o] = 1;
    if (stressed[i] === 1) {
      if (bare || lastDay - (firstAnomalyDay[i] as number) > knownDays) known[o] = 1;
      began[o] = firstAnomalyDay[i] as number;
    } else if (run[i] !== 0) began[o] = runStartDay[i] as number;
  }
  return { logs, forest, known, ground, began };
}

function shareTogether(offset: number, began: Uint16Array, width: number): number {
  const day = began[offset] as number;
  const { top, bottom, left, right } = boxAround(offset, width, began.length / width, togetherReach);
  let same = 0;
  for (let row = top; row <= bottom; row++) {
    for (let p = row * width + left, end = row * width + right; p <= end; p++) {
      if (began[p] !== 0 && Math.abs((began[p] as number) - day) <= sameDays) same++;
    }
  }
  return same / ((bottom - top + 1) * (right - left + 1));
}

function largestShare(
  offset: number,
  began: Uint16Array,
  { shares, width }: { readonly shares: Float32Array; readonly width: number },
): number {
  const day = began[offset] as number;
  const { top, bottom, left, right } = boxAround(offset, width, began.length / width, standReach);
  let largest = 0;
  for (let row = top; row <= bottom; row++) {
    for (let p = row * width + left, end = row * width + right; p <= end; p++) {
      if ((shares[p] as number) > largest && Math.abs((began[p] as number) - day) <= sameDays) largest = shares[p] as number;
    }
  }
  return largest;
}

function markCutEdges({ pixels, columns, soil, width }: StateParts, found: Uint8Array): void {
  const { stressed, firstAnomalyDay, firstSoilDay, run } = columns;
  /** Per pixel of the strip the first bare day where healthy trees were felled, 0 = not. */
  const felled = new Uint16Array(soil.length);
  for (let i = 0; i < pixels.length; i++) {
    const o = pixels[i] as number;
    if (soil[o] !== 0 && stressed[i] === 0 && (run[i] as number) < 2) felled[o] = firstSoilDay[i] as number;
  }
  const height = soil.length / width;
  for (let i = 0; i < pixels.length; i++) {
    if (stressed[i] !== 1) continue;
    const latest = (firstAnomalyDay[i] as number) + edgeDays;
    const { top, bottom, left, right } = boxAround(pixels[i] as number, width, height, edgeReach);
    let count = 0;
    for (let row = top; row <= bottom; row++) {
      for (let p = row * width + left, end = row * width + right; p <= end; p++) {
        if (felled[p] !== 0 && (felled[p] as number) < latest) count++;
      }
    }
    if (count >= edgePixels) found[i] = 1;
  }
}

/** The square around an offset, cut at the strip's borders; last row and column included. */
function boxAround(offset: number, width: number, height: number, reach: number) {
  const row = Math.floor(offset / width);
  const col = offset - row * width;
  return {
    top: Math.max(0, row - reach),
    bottom: Math.min(height - 1, row + reach),
    left: Math.max(0, col - reach),
    right: Math.min(width - 1, col + reach),
  };
}
