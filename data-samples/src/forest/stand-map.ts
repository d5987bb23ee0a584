import { gradientNoise, hash, uniform } from '../land/noise.js';

/** Side of a tree's cell, m: 400 spruces a hectare, four in a pixel. */
export const cellM = 5;

/** What grows on a cell at the start. */
export const ground = { spruce: 0, deciduous: 1, arable: 2, grass: 3, quarry: 4, water: 5 } as const;

/** What happens to a stand of spruce besides beetles; codes of the truth `trap`. 0 = nothing. */
export const trapKinds = {
  drought: 1,
  thinning: 2,
  'wind-throw': 3,
  'planned-cut': 4,
  admixture: 5,
  'north-slope': 6,
  'wet-soil': 7,
  quarry: 8,
  'ploughed-edge': 9,
  smoke: 10,
} as const;
export type TrapKind = keyof typeof trapKinds;

export interface Stand {
  readonly number: number;
  readonly ground: number;
  /** A `trapKinds` code or 0. */
  readonly trap: number;
}

/** Stands of about 1.7 ha as a Voronoi mosaic with wavy borders, in cells of 5 m. */
export interface StandMap {
  /** Cells along a side. */
  readonly size: number;
  readonly stands: readonly Stand[];
  /** Index into `stands` per cell. */
  readonly standOf: Uint16Array;
}

const pitchM = 130;

/** Shares of the stands, dealt in a shuffled order, so that every trap is there at any seed; the rest is plain spruce. */
const dealt: readonly (readonly [share: number, ground: number, trap: number])[] = [
  [0.08, ground.arable, 0],
  [0.05, ground.grass, 0],
  [0.05, ground.deciduous, 0],
  [0.01, ground.quarry, 0],
  [0.01, ground.water, 0],
  [0.03, ground.spruce, trapKinds.drought],
  [0.02, ground.spruce, trapKinds.thinning],
  [0.01, ground.spruce, trapKinds['wind-throw']],
  [0.02, ground.spruce, trapKinds['planned-cut']],
  [0.04, ground.spruce, trapKinds.admixture],
  [0.04, ground.spruce, trapKinds['north-slope']],
  [0.03, ground.spruce, trapKinds['wet-soil']],
  [0.02, ground.spruce, trapKinds.quarry],
];

export function makeStandMap(seed: number, size: number): StandMap {
  const across = Math.ceil((size * cellM) / pitchM) + 2;
  const count = across * across;
  const order = Array.from({ length: count }, (_, k) => k).sort((a, b) => hash(seed + 501, a) - hash(seed + 501, b));
  const stands: Stand[] = Array.from({ length: count }, (_, number) => ({ number, ground: ground.spruce, trap: 0 }));
  let next = 0;
  for (const [share, kind, trap] of dealt) {
    for (const until = next + Math.max(1, Math.round(share * count)); next < until; next++) {
      const number = order[next] as number;
      stands[number] = { number, ground: kind, trap };
    }
  }
  return { size, stands, standOf: nearestSites(seed, size, across) };
}

function nearestSites(seed: number, size: number, across: number): Uint16Array {
  const siteX = Float64Array.from(
    { length: across * across },
    (_, k) => ((k % across) - 0.5 + 0.7 * (uniform(seed + 502, k) - 0.5)) * pitchM,
  );
  const siteY = Float64Array.from(
    { length: across * across },
    (_, k) => (Math.floor(k / across) - 0.5 + 0.7 * (uniform(seed + 503, k) - 0.5)) * pitchM,
  );
  const standOf = new Uint16Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let col = 0; col < size; col++) {
      const x = col * cellM + 22 * gradientNoise(seed + 504, (col * cellM) / 60, (row * cellM) / 60);
      const y = row * cellM + 22 * gradientNoise(seed + 505, (col * cellM) / 60, (row * cellM) / 60);
      const i = Math.min(across - 2, Math.max(1, Math.round(x / pitchM + 0.5)));
      const j = Math.min(across - 2, Math.max(1, Math.round(y / pitchM + 0.5)));
      let best = 0;
      let bestD = Number.POSITIVE_INFINITY;
      for (let b = j - 1; b <= j + 1; b++) {
        for (let a = i - 1; a <= i + 1; a++) {
          const k = b * across + a;
          const d = ((siteX[k] as number) - x) ** 2 + ((siteY[k] as number) - y) ** 2;
          if (d < bestD) [best, bestD] = [k, d];
        }
      }
      standOf[row * size + col] = best;
    }
  }
  return standOf;
}
