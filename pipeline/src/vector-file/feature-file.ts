import type { Geometry } from 'geojson';

export type FieldValue = string | number | boolean | null;

export interface VectorFeature {
  /** In the file's CRS, x before y; null where the file has none. */
  readonly geometry: Geometry | null;
  readonly properties: Readonly<Record<string, FieldValue>>;
}

/** One layer of a vector file, read whole. */
export interface FeatureFile {
  readonly path: string;
  readonly layer: string;
  readonly epsg: number;
  /** Names of the columns, in the file's order. */
  readonly fields: readonly string[];
  readonly features: readonly VectorFeature[];
}

export interface ReadFeaturesOptions {
  /** Of a GeoPackage with several. */
  readonly layer?: string;
  /** Where the file names no CRS. */
  readonly epsg?: number;
}
