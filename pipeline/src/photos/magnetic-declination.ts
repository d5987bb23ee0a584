import geomagnetism from 'geomagnetism';

/**
 * Degrees that compass north lies east of true north, by the World Magnetic Model (NOAA and BGS: WMM 2015 to 2025). Outside the years of
 * the models the nearest one is carried on; Saxony drifts by about 0.15° a year, little against a phone's compass.
 */
export function magneticDeclinationDeg(utc: Date, lonDeg: number, latDeg: number): number {
  return geomagnetism.model(utc, { allowOutOfBoundsModel: true }).point([latDeg, lonDeg]).decl;
}
