import { coverCode } from './cover.js';
import { between, gradientNoise, normal, uniform } from './noise.js';
import { dayBeforeYear, type Parcel } from './parcel.js';

/** A spot of spruces that bark beetles spread from. Days are since 1970-01-01. */
export interface BeetleSpot {
  readonly x: number;
  readonly y: number;
  readonly startedOn: number;
  readonly startRadiusM: number;
  readonly endRadiusM: number;
  readonly growthMPerDay: number;
  /** Salvage felling of everything infested by then; null = left standing. */
  readonly clearedOn: number | null;
  readonly seed: number;
}

/** Codes of the `damage` truth. */
export const damage = { healthy: 0, green: 1, red: 2, grey: 3, cleared: 4, notSpruce: 255 } as const;

/** Two in five spruce stands have a spot; two in five spots began in late summer of the year before. */
export function makeSpots(seed: number, parcels: readonly Parcel[], centreOf: (parcel: Parcel) => readonly [number, number]): BeetleSpot[] {
  return parcels
    .filter(({ cover, number }) => cover === coverCode.spruce && uniform(seed + 81, number) < 0.4)
    .map((parcel): BeetleSpot => {
      const { number } = parcel;
      const [x, y] = centreOf(parcel);
      const before = uniform(seed + 82, number) < 0.4;
      const doy = before ? between(-150, -90, seed + 83, number) : between(118, 205, seed + 83, number);
      const startedOn = Math.round(dayBeforeYear + doy);
      const cleared = uniform(seed + 84, number) < 0.45;
      return {
        x: x + 25 * normal(seed + 85, number),
        y: y + 25 * normal(seed + 86, number),
        startedOn,
        startRadiusM: between(9, 18, seed + 87, number),
        endRadiusM: between(22, 65, seed + 88, number),
        growthMPerDay: between(0.1, 0.3, seed + 89, number),
        clearedOn: cleared ? Math.round(startedOn + between(80, 290, seed + 90, number)) : null,
        seed: seed + 91 + number,
      };
    });
}

/** Day a tree at this place is attacked, 0 = never. */
export function infestedOn(spot: BeetleSpot, x: number, y: number): number {
  const dx = x - spot.x;
  const dy = y - spot.y;
  if (dx * dx + dy * dy > 8100) return 0;
  const d = Math.sqrt(dx * dx + dy * dy) * (1 + 0.7 * gradientNoise(spot.seed, x / 45, y / 45));
  if (d > spot.endRadiusM) return 0;
  return Math.round(spot.startedOn + Math.max(0, d - spot.startRadiusM) / spot.growthMPerDay);
}

export function clearedOn(spot: BeetleSpot, infested: number): number {
  return spot.clearedOn != null && infested <= spot.clearedOn ? spot.clearedOn : 0;
}

/** Green for 10 weeks, red for 10 more, then grey. */
export function damageAt(infested: number, cleared: number, epochDay: number): number {
  if (infested === 0 || infested > epochDay) return damage.healthy;
  if (cleared > 0 && cleared <= epochDay) return damage.cleared;
  const age = epochDay - infested;
  return age < 70 ? damage.green : age < 140 ? damage.red : damage.grey;
}
