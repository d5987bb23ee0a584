import { risingS } from '../detectors/fuzzy.js';
import { candidateCodes } from '../water-codes.js';
import { dbOfCode, notObservedCode } from './db-codes.js';

/** A detector that delivers nothing at a pixel. */
export const noAnswer = 254;

/** σ0 codes of the same pixels now and usually; a polarisation that a scene lacks is null. */
export interface BeforeAfter {
  readonly vh: Uint8Array | null;
  readonly vv: Uint8Array | null;
  readonly beforeVh: Uint8Array | null;
  readonly beforeVv: Uint8Array | null;
}

/** Steps of flood.md 3.1: seeds of a clear fall to water, grown to what fell and is dark. */
export const seedFallDb = 5;
export const growFallDb = 2.5;
/** Half of the power at 3 dB: half of the pixel turned to water. */
const middleFallDb = 3;
/** Certain water and growth, by polarisation: VH of flood.md 3.1; VV the same distances about its fallback threshold of −15 dB. */
export const darkLevels = { vh: { seedDb: -23, growDb: -20 }, vv: { seedDb: -17, growDb: -14 } } as const;

/**
 * D2: what fell by at least 5 dB to below the seed level is a seed, what fell by 2.5 dB to below the growth level a candidate.
 * Ground that was already as dark as water before cannot fall: no answer there. Likelihood 0…255.
 */
export function changeCodes(pixels: BeforeAfter): { codes: Uint8Array; likelihood: Uint8Array } {
  const main = pixels.vh ?? (pixels.vv as Uint8Array);
  const before = pixels.vh == null ? pixels.beforeVv : pixels.beforeVh;
  const codes = new Uint8Array(main.length);
  const likelihood = new Uint8Array(main.length);
  if (before == null) return { codes: codes.fill(noAnswer), likelihood };
  const levels = pixels.vh == null ? darkLevels.vv : darkLevels.vh;
  const dark = darkTable(levels);
  const unseen = new Uint8Array(pixels.vv == null || pixels.beforeVv == null ? main.length : 0);
  const [vv, beforeVv] = unseen.length > 0 ? [unseen, unseen] : [pixels.vv as Uint8Array, pixels.beforeVv as Uint8Array];
  for (let i = 0; i < codes.length; i++) {
    const now = main[i] as number;
    const usual = before[i] as number;
    if (now === notObservedCode || usual === notObservedCode) {
      codes[i] = noAnswer;
      continue;
    }
    const usualDb = dbOfCode[usual] as number;
    const darkness = dark[now] as number;
    if (darkness === 0) {
      // too bright for a seed and for growth, and no likelihood whatever the fall
      codes[i] = usualDb < levels.growDb ? noAnswer : candidateCodes.no;
      continue;
    }
    const nowDb = dbOfCode[now] as number;
    // a fall in either polarisation counts
    const fallDb = Math.max(usualDb - nowDb, fallOf(beforeVv[i] as number, vv[i] as number));
    const isSeed = fallDb >= seedFallDb && nowDb < levels.seedDb;
    if (!isSeed && usualDb < levels.growDb) codes[i] = noAnswer;
    else
      codes[i] = isSeed
        ? candidateCodes.seed
        : fallDb >= growFallDb && nowDb < levels.growDb
          ? candidateCodes.candidate
          : candidateCodes.no;
    likelihood[i] = Math.round((255 / (1 + Math.exp(middleFallDb - fallDb))) * darkness);
  }
  return { codes, likelihood };
}

/** How dark each code is: 1 below the seed level, 0 from 3 dB above the growth level. */
export function darkTable({ seedDb, growDb }: { readonly seedDb: number; readonly growDb: number }): Float64Array {
  return Float64Array.from(dbOfCode, (db) => (Number.isNaN(db) ? 0 : 1 - risingS(db, seedDb, growDb + 3)));
}

/** dB by which a pixel fell; −∞ where one of the two codes is missing. */
function fallOf(before: number, now: number): number {
  return before === notObservedCode || now === notObservedCode
    ? Number.NEGATIVE_INFINITY
    : (dbOfCode[before] as number) - (dbOfCode[now] as number);
}

/** Median of what was observed, pixel by pixel; 0 where nothing was. */
export function medianCodes(scenes: readonly Uint8Array[]): Uint8Array {
  const [a, b, c] = scenes;
  const out = new Uint8Array(a?.length ?? 0);
  const seen = new Uint8Array(scenes.length);
  if (scenes.length !== 3 || a == null || b == null || c == null) {
    for (let i = 0; i < out.length; i++) out[i] = medianAt(scenes, i, seen);
    return out;
  }
  // three scenes are the usual number
  for (let i = 0; i < out.length; i++) {
    const x = a[i] as number;
    const y = b[i] as number;
    const z = c[i] as number;
    if (x === notObservedCode || y === notObservedCode || z === notObservedCode) out[i] = medianAt(scenes, i, seen);
    else out[i] = Math.max(Math.min(x, y), Math.min(Math.max(x, y), z));
  }
  return out;
}

function medianAt(scenes: readonly Uint8Array[], i: number, seen: Uint8Array): number {
  let n = 0;
  for (const codes of scenes) {
    const code = codes[i] as number;
    if (code === notObservedCode) continue;
    let at = n++;
    for (; at > 0 && (seen[at - 1] as number) > code; at--) seen[at] = seen[at - 1] as number;
    seen[at] = code;
  }
  return n === 0 ? 0 : ((seen[(n - 1) >> 1] as number) + (seen[n >> 1] as number) + 1) >> 1;
}
