export interface SunAngles {
  /** Degrees clockwise from north. */
  readonly azimuthDeg: number;
  readonly elevationDeg: number;
}

/** Position of the sun to about 0.5° (Spencer 1971: declination and equation of time as Fourier series). */
export function sunAngles(utc: Date, lonDeg: number, latDeg: number): SunAngles {
  const days = utc.getTime() / 86_400_000;
  const yearStart = Date.UTC(utc.getUTCFullYear(), 0, 1) / 86_400_000;
  const g = (2 * Math.PI * (days - yearStart)) / 365.25;
  const declination =
    0.006918 -
    0.399912 * Math.cos(g) +
    0.070257 * Math.sin(g) -
    0.006758 * Math.cos(2 * g) +
    0.000907 * Math.sin(2 * g) -
    0.002697 * Math.cos(3 * g) +
    0.00148 * Math.sin(3 * g);
  const equationMin =
    229.18 * (0.000075 + 0.001868 * Math.cos(g) - 0.032077 * Math.sin(g) - 0.014615 * Math.cos(2 * g) - 0.040849 * Math.sin(2 * g));
  const hour = (days - Math.floor(days)) * 24 + lonDeg / 15 + equationMin / 60;
  const angle = ((hour - 12) * 15 * Math.PI) / 180;
  const lat = (latDeg * Math.PI) / 180;
  const sine = Math.sin(lat) * Math.sin(declination) + Math.cos(lat) * Math.cos(declination) * Math.cos(angle);
  const azimuth = Math.atan2(Math.sin(angle), Math.cos(angle) * Math.sin(lat) - Math.tan(declination) * Math.cos(lat));
  const round = (deg: number): number => Math.round(deg * 1000) / 1000;
  return { azimuthDeg: round((azimuth * 180) / Math.PI + 180), elevationDeg: round((Math.asin(sine) * 180) / Math.PI) };
}
