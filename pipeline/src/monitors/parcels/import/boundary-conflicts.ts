import { crsTransform } from '@landsicht/core';
import { mapPositions } from './import-parcels.js';
import { planarAreaM2, sharedAreaM2 } from './overlaps.js';
import type { Parcel } from './parcel.js';

/** Changes of land below 0.01 ha are left alone (parcels.md 6). */
const toleratedM2 = 100;

/**
 * Declared parcels that reach beyond the reference parcel they name, over a hedge or a track, get the cause BOUNDARY_CONFLICT; satellites look at
 * pixels inside an inner buffer and cannot tell. A parcel whose reference is not at hand stays as it is.
 */
export function withBoundaryConflicts(declared: readonly Parcel[], references: readonly Parcel[]): Parcel[] {
  const byFlik = new Map<string, Parcel[]>();
  for (const reference of references) {
    if (reference.flik != null) byFlik.set(reference.flik, [...(byFlik.get(reference.flik) ?? []), reference]);
  }
  return declared.map((parcel) => {
    const own = parcel.flik == null ? undefined : byFlik.get(parcel.flik);
    if (own == null || parcel.causes.includes('BOUNDARY_CONFLICT') || beyondM2(parcel, own) < toleratedM2) return parcel;
    return { ...parcel, causes: [...parcel.causes, 'BOUNDARY_CONFLICT' as const] };
  });
}

/** m² of a parcel that lie in none of the references. */
export function beyondM2(parcel: Parcel, references: readonly Parcel[]): number {
  const toPlane = crsTransform(4326, parcel.areaEpsg);
  const planar = ({ geometry }: Parcel) => ({ geometry: mapPositions(geometry, (lon, lat) => toPlane.forward(lon, lat)) });
  const own = planar(parcel);
  return planarAreaM2(own.geometry) - references.reduce((sum, reference) => sum + sharedAreaM2(own, planar(reference)), 0);
}
