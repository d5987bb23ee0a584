import { smoothstep } from './noise.js';

/** The river in June 2025: bank-full on the 13th, highest on the 16th, back in its bed in early July. */
const peakDay = Date.UTC(2025, 5, 16, 12) / 86_400_000;
const lowM = -1.3;
const peakM = 1.65;

/** Water level above the main valley's floor, m; −1.3 in dry times. `peak`: epoch day of the highest level. */
export function floodStageM(epochDay: number, peak: number = peakDay): number {
  const since = epochDay - peak;
  const share = since < 0 ? smoothstep(-6, 0, since) : Math.exp(-since / 21);
  return lowM + (peakM - lowM) * share;
}

/** Depth of flood water on ground at this height above the main valley's floor, m; 0 = dry. */
export function floodDepthM(aboveRiverM: number, stageM: number): number {
  return stageM > 0 && aboveRiverM < stageM ? stageM - aboveRiverM : 0;
}
