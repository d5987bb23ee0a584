import type { Parcel } from './parcel.js';

/** Declared parcels get the office in charge of the reference parcel they name, where their own file does not tell one. */
export function withOffices(declared: readonly Parcel[], references: readonly Parcel[]): Parcel[] {
  const offices = new Map<string, string>();
  for (const { flik, office } of references) if (flik != null && office != null) offices.set(flik, office);
  return declared.map((parcel) => {
    const office = parcel.office ?? (parcel.flik == null ? undefined : offices.get(parcel.flik));
    return office == null || office === parcel.office ? parcel : { ...parcel, office };
  });
}
