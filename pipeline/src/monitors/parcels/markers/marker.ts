/** A statement about a parcel that can be checked: what happened, between which clear looks, how sure (parcels.md 4.5). */
export interface Marker {
  readonly type: 'mowing';
  /** ISO 8601 days; the event lies between them. */
  readonly start: string;
  readonly end: string;
  /** First clear date that shows it. */
  readonly observedOn: string;
  /** 0..1 */
  readonly confidence: number;
  readonly values: Readonly<Record<string, number | string>>;
}

/** Why a parcel cannot be judged (parcels.md 3.1). */
export type CauseCode = 'SMALL' | 'FEW_OBS';

export interface ParcelMarkers {
  readonly id: string | number;
  readonly monitorable: boolean;
  readonly flags: readonly CauseCode[];
  readonly markers: readonly Marker[];
}
