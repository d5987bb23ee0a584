import type { ParcelLook, ParcelSeason } from '../signals/parcel-season.js';

/** Radar looks by relative orbit, in time order: orbits are never mixed (parcels.md 3.2). */
export function orbitsOf({ radar }: ParcelSeason): ParcelLook[][] {
  const byOrbit = new Map<number | null, ParcelLook[]>();
  for (const look of [...radar].sort((a, b) => a.epochDay - b.epochDay)) {
    const orbit = byOrbit.get(look.relativeOrbit);
    if (orbit == null) byOrbit.set(look.relativeOrbit, [look]);
    else orbit.push(look);
  }
  return [...byOrbit.values()];
}
