import { damage, damageAt } from '../land/beetle.js';
import { coverCode, isForest } from '../land/cover.js';
import type { Land } from '../land/land.js';
import { between, hash, normal, uniform } from '../land/noise.js';

/** Mean distance between trees, m. */
const pitchM = 4.4;

/** Codes of the crown truth: 0 is no crown. A living broadleaf is told apart from spruce only in `crown-stand.ts`'s scenes. */
export const crownClass = { none: 0, healthy: 1, green: 2, red: 3, grey: 4, broadleaf: 5 } as const;

export interface Crown {
  readonly x: number;
  readonly y: number;
  readonly radiusM: number;
  readonly heightM: number;
  readonly conifer: boolean;
  /** A `crownClass` code. */
  readonly state: number;
  /** Phases of the outline's lobes. */
  readonly phase3: number;
  readonly phase5: number;
}

/** Distance from the trunk to the crown's edge in a direction (radians). */
export function crownRadiusM(crown: Crown, angle: number): number {
  return crown.radiusM * (1 + 0.1 * Math.sin(3 * angle + crown.phase3) + 0.07 * Math.sin(5 * angle + crown.phase5));
}

/** The single trees of a small area on one day, on a jittered lattice; some stand a little outside. */
export function makeCrowns(land: Land, west: number, south: number, sizeM: number, epochDay: number): Crown[] {
  const list: Crown[] = [];
  const first = (m: number): number => Math.floor(m / pitchM) - 6;
  for (let j = first(south); j * pitchM < south + sizeM + 30; j++) {
    for (let i = first(west); i * pitchM < west + sizeM + 30; i++) {
      const crown = makeCrown(land, i, j, epochDay);
      if (crown != null) list.push(crown);
    }
  }
  return list;
}

function makeCrown(land: Land, i: number, j: number, epochDay: number): Crown | null {
  const seed = land.seed + 401;
  const x = (i + 0.5 + between(-0.3, 0.3, seed, i, j)) * pitchM;
  const y = (j + 0.5 + between(-0.3, 0.3, seed + 1, i, j)) * pitchM;
  const place = land.look(x, y, 0.2);
  if (!isForest(place.cover) || place.overlayShare > 0 || uniform(seed + 2, i, j) < 0.06) return null;
  const conifer = place.cover === coverCode.spruce || (place.cover === coverCode.mixed && uniform(seed + 3, i, j) < 0.55);
  const state = stateOf(place.infestedOn, place.clearedOn, epochDay, hash(seed + 4, i, j));
  if (state == null) return null;
  const vigour = between(0.75, 1.15, seed + 5, i, j);
  return {
    x,
    y,
    radiusM: (conifer ? 2.3 : 2.8) * vigour,
    heightM: (conifer ? 25 : 21) * (0.5 + 0.5 * vigour),
    conifer,
    state: conifer || state === crownClass.grey ? state : crownClass.healthy,
    phase3: between(0, 6.28, seed + 6, i, j),
    phase5: between(0, 6.28, seed + 7, i, j),
  };
}

/** Neighbouring trees fall ill within about three weeks of each other; one tree in 250 is dead for other reasons. null = felled. */
function stateOf(infested: number, cleared: number, epochDay: number, bits: number): number | null {
  if (infested === 0) return bits % 250 === 0 ? crownClass.grey : crownClass.healthy;
  switch (damageAt(infested + Math.round(20 * normal(bits, 1)), cleared, epochDay)) {
    case damage.cleared:
      return null;
    case damage.green:
      return crownClass.green;
    case damage.red:
      return crownClass.red;
    case damage.grey:
      return crownClass.grey;
    default:
      return crownClass.healthy;
  }
}
