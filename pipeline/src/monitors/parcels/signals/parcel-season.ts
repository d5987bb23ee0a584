import type { Grid } from '@landsicht/core';

/** Statistics of one band or index over the inner pixels of a parcel at one date (parcels.md 3.2). */
export interface BandStatistics {
  /** Inner pixels with a value. */
  readonly count: number;
  readonly mean: number;
  readonly sd: number;
  readonly min: number;
  readonly p05: number;
  readonly p25: number;
  readonly p50: number;
  readonly p75: number;
  readonly p95: number;
  readonly max: number;
}

/** What weakens a look: `shadow` and `haze` by the neighbours in time, `edge` = the scene ends in the parcel, `few-pixels` = some inner pixels have no value. */
export type SignalFlag = 'shadow' | 'haze' | 'edge' | 'few-pixels';

/** Reflectance bands B02–B12 (0..1) and indices NDVI NDTI BSI NDYI NDMI NBSI CLre EVI2 of optical looks; VV VH (dB of mean linear power), cohVV cohVH (0..1) of radar. */
export type SignalBand = string;

/** One scene's look at one parcel. */
export interface ParcelLook {
  /** ISO 8601 day, UTC. */
  readonly date: string;
  /** Days since 1970-01-01. */
  readonly epochDay: number;
  readonly sceneId: string;
  readonly sensor: 's2' | 'landsat' | 's1';
  /** Of radar; looks of different orbits are never mixed. */
  readonly relativeOrbit: number | null;
  readonly processingBaseline: string | null;
  /** Inner pixels of the parcel, with or without a value. */
  readonly pixels: number;
  /** Inner pixels by Sentinel-2 scene class 0–11; empty for radar. */
  readonly sceneClasses: readonly number[];
  /** Not one bad inner pixel (parcels.md 3.3); true for radar. */
  readonly clear: boolean;
  readonly flags: readonly SignalFlag[];
  readonly bands: Readonly<Record<SignalBand, BandStatistics>>;
}

/** All looks at one parcel in the order of time: 1 October before the year to 31 January after it. */
export interface ParcelSeason {
  readonly parcelId: string;
  readonly year: number;
  readonly optical: readonly ParcelLook[];
  readonly radar: readonly ParcelLook[];
}

/** The pixels of one parcel through its season, where a marker needs more than statistics. */
export interface ParcelPixels {
  /** A small grid around the parcel, 10 m, projected. */
  readonly grid: Grid;
  /** 1 = inner pixel, row-major. */
  readonly inside: Uint8Array;
  /** Dates with any inner value, in order. */
  readonly looks: readonly {
    readonly date: string;
    readonly epochDay: number;
    readonly sceneId: string;
    /** 1 = has a value and is not cloud, shadow, snow. */
    readonly valid: Uint8Array;
    /** Reflectance by band name, row-major; bands of 20 m repeated to 10 m. */
    readonly bands: Readonly<Record<string, Float32Array>>;
  }[];
}
