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
  const levels = pixels.vh == null ? darkLevels.vv : darkLevels.vh;
  const codes = new Uint8Array(main.length);
  const likelihood = new Uint8Array(main.length);
  for (let i = 0; i < codes.length; i++) {
    if (main[i] === notObservedCode || before == null || before[i] === notObservedCode) {
      codes[i] = noAnswer;
      continue;
    }
    const nowDb = dbOfCode[main[i] as number] as number;
    const usualDb = dbOfCode[before[i] as number] as number;
    // a fall in either polarisation counts
    const fallDb = Math.max(usualDb - nowDb, fallOf(pixels.beforeVv, pixels.vv, i));
    const isSeed = fallDb >= seedFallDb && nowDb < levels.seedDb;
    if (!isSeed && usualDb < levels.growDb) codes[i] = noAnswer;
    else
      codes[i] = isSeed
        ? candidateCodes.seed
        : fallDb >= growFallDb && nowDb < levels.growDb
          ? candidateCodes.candidate
          : candidateCodes.no;
    likelihood[i] = Math.round((255 / (1 + Math.exp(middleFallDb - fallDb))) * (1 - risingS(nowDb, levels.seedDb, levels.growDb + 3)));
  }
  return { codes, likelihood };
}

/** dB by which a pixel fell; −∞ where one of the two is missing. */
function fallOf(before: Uint8Array | null, now: Uint8Array | null, i: number): number {
  const [from, to] = [before?.[i] ?? notObservedCode, now?.[i] ?? notObservedCode];
  return from === notObservedCode || to === notObservedCode
    ? Number.NEGATIVE_INFINITY
    : (dbOfCode[from] as number) - (dbOfCode[to] as number);
}

/** Median of what was observed, pixel by pixel; 0 where nothing was. */
export function medianCodes(scenes: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(scenes[0]?.length ?? 0);
  const seen = new Uint8Array(scenes.length);
  for (let i = 0; i < out.length; i++) {
    let n = 0;
    for (const codes of scenes) {
      const code = codes[i] as number;
      if (code === notObservedCode) continue;
      let at = n++;
      for (; at > 0 && (seen[at - 1] as number) > code; at--) seen[at] = seen[at - 1] as number;
      seen[at] = code;
    }
    if (n > 0) out[i] = ((seen[(n - 1) >> 1] as number) + (seen[n >> 1] as number) + 1) >> 1;
  }
  return out;
}
