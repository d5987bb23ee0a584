import type { ParcelLook, ParcelSeason } from '../signals/parcel-season.js';
import type { ClearLook } from './clear-series.js';
import { fused, weighed } from './confidence.js';
import type { Marker } from './marker.js';
import { mowingByCoherence } from './mowing-coherence.js';
import { mowingByDrop, mowingRules } from './mowing-drop.js';
import { orbitsOf } from './radar-orbits.js';

/**
 * Fewer clear looks in the season: at 5–10 dates mowing is hardly found and at 13–18 masks cause false ones on forest (parcels.md 4.1); the usual
 * yield is 19–24 of a year, about 16 of the season.
 */
export const minimumMowingLooks = 12;
/** Rise of VV or VH coherence over the mean of the three looks before that speaks for a cut (signature of parcels.md 4.1: +0.06 to +0.12). */
const coherenceRise = 0.06;
/** The rise may come with the pair after the cut, days. */
const coherenceDelayDays = 12;

/** Looks of the mowing season, 1 April to 5 November. */
export function mowingSeason<T extends { readonly date: string }>(looks: readonly T[], year: number): T[] {
  return looks.filter(({ date }) => date >= `${year}-${mowingRules.from}` && date <= `${year}-${mowingRules.to}`);
}

/** Mowings of one year: falls of NDVI (`dropRef`), surer where coherence rises with them (parcels.md 4.1). `looks` are those of `clearLooks`. */
export function mowingMarkers(season: ParcelSeason, looks: readonly ClearLook[]): Marker[] {
  const pixels = Math.max(0, ...looks.map((look) => look.pixels));
  const orbits = orbitsOf(season);
  const byCoherence = orbits.flatMap((orbit) => mowingByCoherence(mowingSeason(orbit, season.year), pixels));
  return mowingByDrop(looks, season.year, (fromDay, toDay) => orbits.some((orbit) => hasCoherenceRise(orbit, fromDay, toDay))).map(
    (marker) => {
      const agreeing = byCoherence.filter(({ start, end }) => start <= marker.end && end >= marker.start);
      const scenes = [marker, ...agreeing].flatMap(({ sceneIds }) => sceneIds ?? []);
      return {
        ...marker,
        confidence: weighed(fused(marker, agreeing), pixels),
        ...(agreeing.length === 0 ? {} : { values: { ...marker.values, radar: 'coherence agrees' } }),
        ...(scenes.length === 0 ? {} : { sceneIds: [...new Set(scenes)] }),
      };
    },
  );
}

function hasCoherenceRise(orbit: readonly ParcelLook[], fromDay: number, toDay: number): boolean {
  return orbit.some(({ epochDay, bands }, k) => {
    if (epochDay < fromDay || epochDay > toDay + coherenceDelayDays || k < 3) return false;
    const before = orbit.slice(k - 3, k);
    return ['cohVH', 'cohVV'].some((band) => {
      const value = bands[band]?.mean;
      const known = before.map((look) => look.bands[band]?.mean).filter((one) => one != null);
      return value != null && known.length > 0 && value - known.reduce((sum, one) => sum + one, 0) / known.length >= coherenceRise;
    });
  });
}
