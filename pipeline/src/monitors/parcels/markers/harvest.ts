import type { ParcelLook } from '../signals/parcel-season.js';
import { fused } from './confidence.js';
import type { GroundLook } from './ground-looks.js';
import { harvestByNdvi } from './harvest-optical.js';
import { harvestByRadar } from './harvest-radar.js';
import type { Marker } from './marker.js';

/** Harvests of a year: the optical ones, surer where Sen4CAP's weeks of radar agree; and one that only the weeks show (parcels.md 4.3). */
export function harvestMarkers(looks: readonly GroundLook[], orbits: readonly (readonly ParcelLook[])[], year: number): Marker[] {
  const optical = harvestByNdvi(looks, year);
  const [weekly] = orbits.flatMap((orbit) => harvestByRadar(looks, orbit, year) ?? []).sort((a, b) => a.start.localeCompare(b.start));
  if (weekly == null) return optical;
  const isSame = ({ start, end }: Marker) => start <= weekly.end && end >= weekly.start;
  if (!optical.some(isSame)) return [...optical, weekly].sort((a, b) => a.start.localeCompare(b.start));
  return optical.map((marker) =>
    isSame(marker)
      ? {
          ...marker,
          confidence: fused(marker, [weekly]),
          values: { ...weekly.values, ...marker.values, rule: 'ndvi and Sen4CAP M1–M5' },
          sceneIds: [...new Set([...(marker.sceneIds ?? []), ...(weekly.sceneIds ?? [])])],
        }
      : marker,
  );
}
