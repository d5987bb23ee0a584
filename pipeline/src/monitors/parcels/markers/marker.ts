import type { LocalText } from '@landsicht/core';
import type { MultiPolygon, Polygon } from 'geojson';

/** What can be observed on a parcel (parcels.md 4 and 6). */
export type MarkerType =
  | 'mowing'
  | 'bare-soil'
  | 'ploughing'
  | 'stubble'
  | 'harvest'
  | 'vegetation'
  | 'catch-crop'
  | 'soil-cover'
  | 'rape-flowering'
  | 'grassland-ploughed'
  | 'heterogeneity'
  | 'sealing'
  | 'woody'
  | 'photovoltaics';

/** A statement about a parcel that can be checked: what happened, between which clear looks, how sure (parcels.md 4.5). */
export interface Marker {
  readonly type: MarkerType;
  /** ISO 8601 days; the event lies between them. */
  readonly start: string;
  readonly end: string;
  /** First clear date that shows it. */
  readonly observedOn: string;
  /** 0..1 */
  readonly confidence: number;
  readonly values: Readonly<Record<string, number | string>>;
  /** Scenes it rests on, where they are known. */
  readonly sceneIds?: readonly string[];
  /** Part of the parcel it is about, longitude and latitude, where it is not all of it. */
  readonly part?: MultiPolygon | Polygon;
}

/** Why a parcel cannot be judged (parcels.md 3.1). */
export type CauseCode =
  | 'SMALL'
  | 'NARROW'
  | 'SHADED_EDGE'
  | 'FEW_OBS'
  | 'HETEROGENEOUS'
  | 'TREE_COVERED'
  | 'BOUNDARY_CONFLICT'
  | 'NO_IMAGERY'
  | 'UNKNOWN_CROP'
  | 'WINDOW_OPEN'
  | 'WEAK_EVIDENCE';

/** A question that the looks of this season could not answer (status NOT_VALID) or did not allow to ask (NOT_EXECUTED; parcels.md 4.5). */
export interface UnansweredMarker {
  readonly type: MarkerType;
  readonly status: 'NOT_VALID' | 'NOT_EXECUTED';
  readonly reason: LocalText;
}

export interface ParcelMarkers {
  readonly id: string | number;
  /** False: what is not there proves nothing (too small, too narrow, no imagery; of imported series also too few clear looks). */
  readonly monitorable: boolean;
  readonly flags: readonly CauseCode[];
  readonly markers: readonly Marker[];
  /** Missing markers of these types say nothing. */
  readonly unanswered?: readonly UnansweredMarker[];
}
