import { between, hash, normal, uniform } from '../land/noise.js';
import { dayOf, type ForestCalendar } from './forest-calendar.js';

/** What one acquisition has in common over the whole picture. */
export interface ForestPass {
  readonly utc: Date;
  readonly day: number;
  readonly doy: number;
  readonly seed: number;
  /** Share of the picture under cloud that the mask knows. */
  readonly cloudShare: number;
  /** Share of the rest under thin cloud, haze or shadow that it does not know: 1 to 3 %. */
  readonly hiddenShare: number;
  readonly hiddenKind: 'haze' | 'shadow';
  /** Share of haze over everything. */
  readonly hazeShare: number;
  /** A plume of smoke or dense haze that no mask knows, on a few summer days. */
  readonly plume: boolean;
  /** Relative error of SWIR that all pixels share: sigma 0.03 of CRSWIR. */
  readonly swirBias: number;
  readonly gain: number;
  /** Displacement in 10 m pixels, sigma 4 m. */
  readonly shiftPx: readonly [x: number, y: number];
  /** Share of snow on open land, 0 … 1; crowns keep less. */
  readonly snowShare: number;
  /** Share of the picture outside the swath. */
  readonly swathGap: number;
  /** 2 from November to April: residuals of winter scatter twice as wide. */
  readonly noise: number;
  /** DN added by processing baselines from 04.00 (2022-01-25) on. */
  readonly offsetDn: 0 | 1000;
}

const offsetFromDay = Date.UTC(2022, 0, 25) / 86_400_000;

/** Every `everyDays` days; the 60 to 65 % that are all cloud are left out, as catalogues are searched with a cloud limit. */
export function forestPasses(seed: number, calendar: ForestCalendar, everyDays: number): ForestPass[] {
  const passes: ForestPass[] = [];
  for (let day = calendar.fromDay; day <= calendar.toDay; day += everyDays) {
    const doy = day - dayOf(new Date(day * 86_400_000).getUTCFullYear(), 1, 1) + 1;
    const isWinter = doy < 121 || doy > 304;
    if (uniform(seed + 571, day) < (isWinter ? 0.69 : 0.58)) continue;
    passes.push(passOn(seed, day, doy, isWinter));
  }
  return passes;
}

function passOn(seed: number, day: number, doy: number, isWinter: boolean): ForestPass {
  const bits = hash(seed + 572, day);
  const sky = uniform(bits, 1);
  const snowy = (doy < 75 || doy > 335) && uniform(bits, 2) < 0.4;
  const hazy = uniform(bits, 3);
  return {
    utc: new Date(day * 86_400_000 + 36_631_000),
    day,
    doy,
    seed: bits,
    cloudShare: sky < 0.5 ? 0 : sky < 0.8 ? between(0.02, 0.3, bits, 4) : between(0.3, 0.6, bits, 4),
    hiddenShare: between(0.01, 0.03, bits, 5),
    hiddenKind: uniform(bits, 6) < 0.6 ? 'haze' : 'shadow',
    hazeShare: hazy < 0.65 ? between(0, 0.01, bits, 7) : hazy < 0.92 ? between(0.01, 0.04, bits, 7) : between(0.04, 0.09, bits, 7),
    plume: doy > 150 && doy < 270 && uniform(bits, 8) < 0.12,
    swirBias: 0.03 * (isWinter ? 1.4 : 1) * normal(bits, 9),
    gain: 1 + 0.04 * normal(bits, 10),
    shiftPx: [0.4 * normal(bits, 11), 0.4 * normal(bits, 12)],
    snowShare: snowy ? between(0.2, 1, bits, 13) : 0,
    swathGap: uniform(bits, 14) < 0.08 ? between(0.1, 0.5, bits, 15) : 0,
    noise: isWinter ? 2 : 1,
    offsetDn: day >= offsetFromDay ? 1000 : 0,
  };
}
