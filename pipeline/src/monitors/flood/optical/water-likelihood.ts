import { aweiShadow, mndwi, normalisedDifference } from './indices.js';

/** Range of the likelihood by `dswxCodes`: open water ≥ 0.5 > partial surface water > not water. Edges of pixels and labels keep even 'high' below 1. */
const ranges: readonly (readonly [from: number, to: number])[] = [
  [0, 0.3],
  [0.8, 0.95],
  [0.5, 0.8],
  [0.4, 0.49],
  [0.3, 0.4],
];

/**
 * 0..1: the range of the class the five tests agreed on; inside it, how far the three tests without an upper bound of darkness are from
 * their thresholds. A membership is 0.5 at the threshold and reaches 0 and 1 as far away as the loosest MNDWI any test lets through
 * (−0.44 against 0.124).
 */
export function waterLikelihood(
  dswxClass: number,
  blue: number,
  green: number,
  red: number,
  nir: number,
  swir16: number,
  swir22: number,
): number {
  const [from, to] = ranges[dswxClass] as readonly [number, number];
  const brightness = green + red + nir + swir16;
  const memberships =
    (ramp(mndwi(green, swir16) - 0.124) +
      ramp(normalisedDifference(green + red, nir + swir16)) +
      ramp(brightness > 0 ? aweiShadow(blue, green, nir, swir16, swir22) / brightness : 0)) /
    3;
  return from + (to - from) * memberships;
}

const halfWidth = 0.124 + 0.44;

function ramp(distance: number): number {
  return Math.min(1, Math.max(0, 0.5 + distance / (2 * halfWidth)));
}
