import { between, gradientNoise, hash, uniform } from '../land/noise.js';
import { type Crown, crownClass } from './crowns.js';
import type { Rgbi } from './paint-canopy.js';

/** Mean distance between trees, m. */
const pitchM = 4.3;

/** A piece of forest around the middle of a picture: places in metres, origin at its south-west corner. */
export interface CrownStand {
  readonly crowns: readonly Crown[];
  groundAt(x: number, y: number): Rgbi;
}

const floor: Rgbi = [84, 80, 62, 100];
const grass: Rgbi = [112, 136, 84, 172];
const bare: Rgbi = [176, 150, 116, 146];
const gravel: Rgbi = [172, 156, 128, 150];

/** Old spruce with dying spots, groups of broadleaves, gaps, a felled clearing and a forest road. */
export function makeCrownStand(seed: number, sizeM: number): CrownStand {
  const spots = Array.from({ length: Math.max(2, Math.round((sizeM / 80) ** 2)) }, (_, k) => ({
    x: between(0, sizeM, seed + 701, k),
    y: between(0, sizeM, seed + 702, k),
    radiusM: between(5, 18, seed + 703, k),
  }));
  const clearing = { x: between(0.2, 0.8, seed + 704, 1) * sizeM, y: between(0.2, 0.8, seed + 704, 2) * sizeM, radiusM: sizeM / 9 };
  const road = { angle: between(0, Math.PI, seed + 705, 1), offsetM: between(0.25, 0.75, seed + 705, 2) * sizeM };
  const roadDistanceM = (x: number, y: number): number =>
    Math.abs((x - sizeM / 2) * Math.cos(road.angle) + (y - sizeM / 2) * Math.sin(road.angle) - (road.offsetM - sizeM / 2));
  const isClearing = (x: number, y: number): boolean =>
    Math.hypot(x - clearing.x, y - clearing.y) * (1 + 0.5 * gradientNoise(seed + 706, x / 20, y / 20)) < clearing.radiusM;
  const isGap = (x: number, y: number): boolean => gradientNoise(seed + 707, x / 16, y / 16) < -0.38;
  const crowns: Crown[] = [];
  for (let j = -6; j * pitchM < sizeM + 30; j++) {
    for (let i = -6; i * pitchM < sizeM + 30; i++) {
      const x = (i + 0.5 + between(-0.3, 0.3, seed + 711, i, j)) * pitchM;
      const y = (j + 0.5 + between(-0.3, 0.3, seed + 712, i, j)) * pitchM;
      if (uniform(seed + 713, i, j) < 0.05 || isClearing(x, y) || isGap(x, y) || roadDistanceM(x, y) < 4) continue;
      const conifer = gradientNoise(seed + 714, x / 35, y / 35) < 0.3 && uniform(seed + 715, i, j) > 0.04;
      const ill = spots.some((spot) => Math.hypot(x - spot.x, y - spot.y) < spot.radiusM);
      const vigour = between(0.7, 1.15, seed + 716, i, j);
      crowns.push({
        x,
        y,
        radiusM: (conifer ? 2.3 : 2.9) * vigour,
        heightM: (conifer ? 25 : 21) * (0.5 + 0.5 * vigour),
        conifer,
        state: stateOf(conifer && ill, hash(seed + 717, i, j)),
        phase3: between(0, 6.28, seed + 718, i, j),
        phase5: between(0, 6.28, seed + 719, i, j),
      });
    }
  }
  return {
    crowns,
    groundAt(x, y) {
      if (roadDistanceM(x, y) < 2.2) return gravel;
      if (isClearing(x, y)) return gradientNoise(seed + 720, x / 9, y / 9) > 0.15 ? grass : bare;
      return isGap(x, y) ? grass : floor;
    },
  };
}

/** In a spot two in five are red, one in three grey; elsewhere one tree in 120 is dead for other reasons. */
function stateOf(ill: boolean, bits: number): number {
  const chance = (bits % 1000) / 1000;
  if (!ill) return chance < 1 / 120 ? crownClass.grey : crownClass.healthy;
  if (chance < 0.4) return crownClass.red;
  if (chance < 0.73) return crownClass.grey;
  return chance < 0.87 ? crownClass.green : crownClass.healthy;
}

/** `crownClass` of a tree as a forester names it. */
export function classOf({ conifer, state }: Crown): number {
  return conifer || state !== crownClass.healthy ? state : crownClass.broadleaf;
}
