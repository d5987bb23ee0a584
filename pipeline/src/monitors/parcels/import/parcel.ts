import type { MultiPolygon, Polygon } from 'geojson';

/** `declaration`: one field of one crop as claimed (Schlag); `reference`: a reference parcel of the LPIS (Feldblock). */
export type ParcelKind = 'declaration' | 'reference';

/** How the satellites look at a parcel; `none` goes to photos or finer imagery (parcels.md 3.1). */
export type ParcelLane = 'full' | 'reduced' | 'none';

export interface Parcel {
  readonly id: string;
  readonly kind: ParcelKind;
  readonly year: number | null;
  /** As the agency writes it. */
  readonly cropCode: string | null;
  readonly cropName: string | null;
  /** Reference parcel it lies in. */
  readonly flik: string | null;
  /** Eco-schemes claimed on it ("1a", "1d"), where the file says so. */
  readonly ecoSchemes?: readonly string[];
  /** Agri-environment commitments and other duties it carries, as the agency codes them. */
  readonly commitments?: readonly string[];
  /** Pseudonym of the holding; the key to it is the agency's. */
  readonly holding?: string;
  /** Office in charge. */
  readonly office?: string;
  /** As claimed or registered, ha. */
  readonly declaredHa: number | null;
  /** Of the geometry on `areaEpsg`, ha. */
  readonly areaHa: number;
  readonly areaEpsg: number;
  /** Longitude, latitude. */
  readonly geometry: Polygon | MultiPolygon;
  readonly lane: ParcelLane;
  /** Why the lane is not `full`. */
  readonly causes: readonly ParcelCause[];
  /** Rows of the file it was made of, from 1. */
  readonly rows: readonly number[];
}

export type ParcelCause = 'SMALL' | 'NARROW' | 'BOUNDARY_CONFLICT';
