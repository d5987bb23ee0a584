import { type SunAngles, sunAngles } from '@landsicht/core';
import { hash, uniform } from '../land/noise.js';

/** One Sentinel-2 acquisition. */
export interface OpticalPass {
  readonly utc: Date;
  readonly platform: 'sentinel-2b';
  readonly relativeOrbit: number;
  readonly sun: SunAngles;
  /** Share of the region under cloud that the clouds are made for. */
  readonly cloudShare: number;
  readonly seed: number;
}

/** Spring to late summer 2025; the fifth shows the flood between clouds. */
export const defaultOpticalUtc = [
  '2025-04-10T10:10:31Z',
  '2025-04-30T10:10:31Z',
  '2025-05-20T10:10:31Z',
  '2025-06-09T10:10:31Z',
  '2025-06-19T10:10:31Z',
  '2025-07-09T10:10:31Z',
  '2025-07-29T10:10:31Z',
  '2025-08-18T10:10:31Z',
] as const;

const defaultCloudShares: Readonly<Record<string, number>> = {
  '2025-04-10': 0.06,
  '2025-04-30': 0.3,
  '2025-05-20': 0,
  '2025-06-09': 0.45,
  '2025-06-19': 0.22,
  '2025-07-09': 0.02,
  '2025-07-29': 0.12,
  '2025-08-18': 0,
};

/** Middle of the region: 13.9° E, 50.9° N. */
const lonDeg = 13.845;
const latDeg = 50.89;

/** Dates other than the default ones get a chance cloud share: three in five are mostly cloudy (Saxony). */
export function opticalPass(utc: string, seed: number): OpticalPass {
  const time = new Date(utc);
  const day = Math.floor(time.getTime() / 86_400_000);
  const chance = uniform(seed + 201, day);
  const cloudShare = defaultCloudShares[utc.slice(0, 10)] ?? (chance < 0.6 ? 0.5 + 0.8 * chance : 0.5 * (1 - chance));
  return {
    utc: time,
    platform: 'sentinel-2b',
    relativeOrbit: 122,
    sun: sunAngles(time, lonDeg, latDeg),
    cloudShare,
    seed: hash(seed, day, 202),
  };
}
