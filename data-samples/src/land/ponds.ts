import { between, gradientNoise, uniform } from './noise.js';
import { regionM } from './region.js';
import type { Settlement } from './settlements.js';
import { plainM } from './waterways.js';

export interface Pond {
  readonly x: number;
  readonly y: number;
  readonly radiusM: number;
  readonly levelM: number;
  readonly seed: number;
}

/** Fish ponds: a big one (11 ha) near the town that the wind reaches, and small ones elsewhere, all on nearly level ground above the plain. */
export function makePonds(seed: number, town: Settlement, heightM: (x: number, y: number) => number): Pond[] {
  const ponds: Pond[] = [];
  const add = (x: number, y: number, radiusM: number): void => {
    ponds.push({ x, y, radiusM, levelM: Math.round(10 * heightM(x, y)) / 10, seed: seed + 121 + ponds.length });
  };
  const fallM = (x: number, y: number, reach: number): number =>
    Math.max(Math.abs(heightM(x + reach, y) - heightM(x - reach, y)), Math.abs(heightM(x, y + reach) - heightM(x, y - reach)));
  let best = { x: town.x - 1500, y: town.y - 1500, fall: Number.POSITIVE_INFINITY };
  for (let n = 0; n < 150; n++) {
    const x = town.x + between(-2300, 1800, seed + 125, n);
    const y = town.y + between(-2100, 2000, seed + 126, n);
    if (Math.hypot(x - town.x, y - town.y) < 1350 || heightM(x, y) < plainM(x) + 8) continue;
    const fall = fallM(x, y, 190);
    if (fall < best.fall) best = { x, y, fall };
  }
  add(best.x, best.y, 190);
  for (let n = 0; ponds.length < 26 && n < 600; n++) {
    const x = between(200, regionM - 200, seed + 122, n);
    const y = between(200, regionM - 200, seed + 123, n);
    if (fallM(x, y, 80) > 4 || Math.hypot(x - town.x, y - town.y) < 1000 || Math.abs(heightM(x, y) - plainM(x)) < 8) continue;
    add(x, y, 28 + 75 * uniform(seed + 124, n) ** 2);
  }
  return ponds;
}

/** Metres to the shore, negative on the water. */
export function pondEdgeM(pond: Pond, x: number, y: number): number {
  const dx = x - pond.x;
  const dy = y - pond.y;
  const reach = pond.radiusM * 1.5 + 20;
  if (dx > reach || dx < -reach || dy > reach || dy < -reach) return Number.POSITIVE_INFINITY;
  const scale = pond.radiusM * 0.9;
  return Math.sqrt(dx * dx + 1.7 * dy * dy) - pond.radiusM * (1 + 0.35 * gradientNoise(pond.seed, x / scale, y / scale));
}
