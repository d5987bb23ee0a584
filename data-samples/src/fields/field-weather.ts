import { sunAngles } from '@landsicht/core';
import type { ShadowPx, SkyPass } from '../forest/sky.js';
import { between, hash, normal, uniform } from '../land/noise.js';
import { seasonDays } from './field-plan.js';

/** One Sentinel-2 acquisition of the fields. */
export interface FieldPass extends SkyPass {
  readonly utc: Date;
  readonly offsetDn: 1000;
  readonly epochDay: number;
  readonly shadowPx: ShadowPx;
  /** Displacement in 10 m pixels, sigma 0.3. */
  readonly shiftPx: readonly [x: number, y: number];
  /** 0 … 1 */
  readonly snowShare: number;
  /** Moisture of bare soil, 0 dry … 1. */
  readonly moisture: number;
}

/** One Sentinel-1 acquisition. */
export interface FieldRadarPass {
  readonly utc: Date;
  readonly epochDay: number;
  readonly seed: number;
  readonly relativeOrbit: number;
  readonly orbitState: 'ascending' | 'descending';
  /** dB of the orbit's incidence, the same on all its dates. */
  readonly orbitDb: number;
  /** dB that wet ground adds where plants do not cover it. */
  readonly wetDb: number;
}

/**
 * Share of the dates that are all cloud, from November to February and else; with cloud that covers a part, a parcel loses 55–70 % of them. After such a
 * date another one is likelier. Longest gaps from April to October are then 15–35 days, as on SALMS 2020 (25–35) and in Flanders 2018 (13–28).
 */
const winterLostShare = 0.58;
const lostShare = 0.38;
const lostAgain = 0.5;

/** Every `everyDays` days of the season; dates that are all cloud are left out, as catalogues are searched with a cloud limit. */
export function fieldPasses(seed: number, year: number, everyDays: number): FieldPass[] {
  const [first, last] = seasonDays(year);
  const passes: FieldPass[] = [];
  let isLost = false;
  for (let day = first; day <= last; day += everyDays) {
    const utc = new Date(day * 86_400_000 + 36_631_000);
    const isWinter = utc.getUTCMonth() < 2 || utc.getUTCMonth() > 9;
    const share = isWinter ? winterLostShare : lostShare;
    // stationary two-state chain: chance to stay lost, and to be lost after a usable date
    const afterUsable = (share * (1 - Math.max(lostAgain, share))) / (1 - share);
    isLost = uniform(seed + 981, day) < (isLost ? Math.max(lostAgain, share) : afterUsable);
    if (!isLost) passes.push(passOn(hash(seed + 982, day), utc, day));
  }
  return passes;
}

function passOn(bits: number, utc: Date, epochDay: number): FieldPass {
  const sky = uniform(bits, 1);
  const hazy = uniform(bits, 3);
  const sun = sunAngles(utc, 13.9, 50.9);
  const month = utc.getUTCMonth();
  const isSnowy = (month < 2 || month === 11) && uniform(bits, 2) < 0.35;
  const reachPx = Math.min(60, between(900, 2500, bits, 10) / Math.tan((sun.elevationDeg * Math.PI) / 180) / 20);
  const azimuth = (sun.azimuthDeg * Math.PI) / 180;
  return {
    utc,
    offsetDn: 1000,
    epochDay,
    seed: bits,
    cloudShare: sky < 0.5 ? 0 : sky < 0.75 ? between(0.02, 0.3, bits, 4) : between(0.3, 0.75, bits, 4),
    hiddenShare: between(0.01, 0.03, bits, 5),
    hiddenKind: uniform(bits, 6) < 0.5 ? 'haze' : 'shadow',
    hazeShare: hazy < 0.65 ? between(0, 0.01, bits, 7) : hazy < 0.92 ? between(0.01, 0.035, bits, 7) : between(0.035, 0.08, bits, 7),
    plume: false,
    swathGap: uniform(bits, 14) < 0.06 ? between(0.1, 0.5, bits, 15) : 0,
    // the sun stands in the south-east: its clouds lie east of and below their shadows
    shadowPx: [Math.max(0, Math.round(reachPx * Math.sin(azimuth))), Math.max(0, Math.round(-reachPx * Math.cos(azimuth)))],
    shiftPx: [0.3 * normal(bits, 11), 0.3 * normal(bits, 12)],
    snowShare: isSnowy ? between(0.3, 1, bits, 13) : 0,
    moisture: month < 3 || month > 9 ? between(0.5, 1, bits, 16) : uniform(bits, 16) ** 2,
  };
}

const radarOrbits = [
  { relativeOrbit: 146, orbitState: 'ascending', startDay: 3, msOfDay: 60_672_000, orbitDb: 0 },
  { relativeOrbit: 95, orbitState: 'descending', startDay: 8, msOfDay: 19_020_000, orbitDb: -0.6 },
] as const;

/** Two orbits, each every 12 days. */
export function fieldRadarPasses(seed: number, year: number): FieldRadarPass[] {
  const [first, last] = seasonDays(year);
  const passes: FieldRadarPass[] = [];
  for (const { startDay, msOfDay, ...orbit } of radarOrbits) {
    for (let day = first + startDay; day <= last; day += 12) {
      const bits = hash(seed + 983, day);
      passes.push({
        ...orbit,
        utc: new Date(day * 86_400_000 + msOfDay),
        epochDay: day,
        seed: bits,
        wetDb: uniform(bits, 1) < 0.3 ? between(0.5, 2.5, bits, 2) : 0,
      });
    }
  }
  return passes.sort((a, b) => a.utc.getTime() - b.utc.getTime());
}
