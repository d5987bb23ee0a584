import { between, gradientNoise, uniform } from './noise.js';
import { regionM } from './region.js';
import type { Settlement } from './settlements.js';
import { floodplainHalfM, offAxis } from './waterways.js';

export interface Pond {
  readonly x: number;
  readonly y: number;
  readonly radiusM: number;
  readonly levelM: number;
  readonly seed: number;
}

/** Fish ponds: a big one (11 ha) on the valley side near the town that the wind reaches, and small ones elsewhere. */
export function makePonds(seed: number, town: Settlement, heightM: (x: number, y: number) => number): Pond[] {
  const ponds: Pond[] = [];
  const add = (x: number, y: number, radiusM: number): void => {
    ponds.push({ x, y, radiusM, levelM: Math.round(10 * heightM(x, y)) / 10, seed: seed + 121 + ponds.length });
  };
  const bigX = town.x - 1700;
  const [x, y] = offAxis(seed, bigX, floodplainHalfM(seed, bigX) + 330);
  add(x, y, 190);
  for (let n = 0; ponds.length < 26 && n < 400; n++) {
    const px = between(200, regionM - 200, seed + 122, n);
    const py = between(200, regionM - 200, seed + 123, n);
    const fall = Math.max(Math.abs(heightM(px + 80, py) - heightM(px - 80, py)), Math.abs(heightM(px, py + 80) - heightM(px, py - 80)));
    if (fall > 5 || Math.hypot(px - town.x, py - town.y) < 1000) continue;
    add(px, py, 28 + 75 * uniform(seed + 124, n) ** 2);
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
