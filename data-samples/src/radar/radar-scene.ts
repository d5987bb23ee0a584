/** One Sentinel-1 pass. All default scenes are ascending passes of one relative orbit, 12 days apart. */
export interface RadarPass {
  readonly utc: Date;
  readonly platform: 'sentinel-1a';
  readonly orbitState: 'ascending';
  readonly relativeOrbit: number;
}

/** Two before the flood, one the day after its peak, one while it recedes. */
export const defaultRadarUtc = ['2025-05-24T16:51:12Z', '2025-06-05T16:51:12Z', '2025-06-17T16:51:12Z', '2025-06-29T16:51:12Z'] as const;

export function radarPass(utc: string): RadarPass {
  return { utc: new Date(utc), platform: 'sentinel-1a', orbitState: 'ascending', relativeOrbit: 146 };
}

/** Look direction of an ascending, right-looking pass: east by north-east, degrees clockwise from north. */
export const lookAzimuthDeg = 78;

/** Incidence on flat ground: 38° in the middle of the region, rising away from the satellite by 17° over the swath of 250 km. */
export function incidenceDeg(x: number): number {
  return 38 + ((x - 10_000) / 250_000) * 17;
}
