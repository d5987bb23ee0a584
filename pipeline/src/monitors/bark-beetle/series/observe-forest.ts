import { maskReasons } from '@landsicht/core';
import { isMixedStand } from './mixed-stand.js';
import { events, stages } from './pixel-columns.js';
import { distancePerHaze, hazeNoiseDn, redSwirDistance } from './red-swir-distance.js';
import { monthOf } from './season.js';
import type { SeriesRules } from './series-rules.js';
import type { SeriesDate } from './series-types.js';
import type { StateParts } from './state-parts.js';
import { bandOf, bareGroundCode, soilForGood } from './strip-mask.js';
import type { IndexDate } from './train-pixels.js';
import { type VegetationIndex, vegetationIndices } from './vegetation-index.js';

const [haze, defective] = [maskReasons.haze.code, maskReasons.defective.code];
/** Haze by blue − red / 2 (HOT, Zhang et al. 2002): conifers 54 to 80, the hazy spectrum of forest.md 9 has 123. */
const hazeTest = { most: 150, mostAboveNormal: 60 } as const;
const regrowthDates = 3;

/** Room for what is observed on one date, used again for the next. */
export class ObservedPixels {
  readonly index: Float32Array;
  readonly masked: Uint8Array;
  /** Of `mode=landsicht`, else empty. */
  readonly haze: Float32Array;
  readonly browning: Float32Array;
  readonly distance: Float32Array;

  constructor(pixelCount: number, mode: SeriesRules['mode']) {
    const own = mode === 'landsicht' ? pixelCount : 0;
    this.index = new Float32Array(pixelCount);
    this.masked = new Uint8Array(pixelCount);
    this.haze = new Float32Array(own);
    this.browning = new Float32Array(own);
    this.distance = new Float32Array(own);
  }
}

/** Index and mask of the forest pixels of a date, in `room`; follows their bare ground on the way. */
export function observeForest(date: SeriesDate, mask: Uint8Array, parts: StateParts, { rules, room }: ObserveOptions): IndexDate {
  const { pixels, columns, training } = parts;
  const { epochDay } = date;
  const own = rules.mode === 'landsicht';
  const formula: VegetationIndex = vegetationIndices[rules.index];
  const [a, b, c] = formula.bands.map((band) => bandOf(date, band)) as [Float32Array, Float32Array, Float32Array?];
  const third = c ?? b;
  const [blue, red, nir08] = own ? [bandOf(date, 'blue'), bandOf(date, 'red'), bandOf(date, 'nir08')] : [a, a, a];
  const swir22 = own ? (date.dn.swir22 ?? bandOf(date, 'swir16')) : a; // NDRS is in use with either
  const startsWithNir08 = a === nir08;
  const { stage, haze: normalHaze } = columns;
  const count = pixels.length;
  const trains = own && training != null;
  const { index, masked, haze: hazes, browning, distance } = room;
  const { modelled } = stages;
  const { most, mostAboveNormal } = hazeTest;
  for (let i = 0; i < count; i++) {
    const o = pixels[i] as number;
    const code = mask[o] as number;
    if (code !== 0) {
      if (code === bareGroundCode) followGround(date, o, i, parts, rules);
      masked[i] = code;
      index[i] = 0;
      continue;
    }
    const n = nir08[o] as number;
    const value = formula.valueOf(startsWithNir08 ? n : (a[o] as number), b[o] as number, third[o] as number);
    const hasValue = value - value === 0;
    index[i] = hasValue ? value : 0;
    masked[i] = hasValue ? 0 : defective;
    if (!own) continue;
    const r = red[o] as number;
    const blueHere = blue[o] as number;
    const hot = blueHere - r / 2;
    if (trains) hazes[i] = hot;
    browning[i] = (r - blueHere) / Math.max(1, n);
    distance[i] = redSwirDistance(r, swir22[o] as number, n);
    if (stage[i] === modelled) {
      const above = hot - (normalHaze[i] as number);
      if (hasValue && above > mostAboveNormal) masked[i] = haze;
      if (above > hazeNoiseDn) distance[i] = (distance[i] as number) - distancePerHaze * (above - hazeNoiseDn);
    } else if (hasValue && hot > most) masked[i] = haze;
  }
  return { epochDay, index, masked, haze: trains ? hazes : null, browning: own ? browning : null, distance: own ? distance : null };
}

interface ObserveOptions {
  readonly rules: SeriesRules;
  readonly room: ObservedPixels;
}

/** Bare ground of a forest pixel: since when, for good after a while, and whether it grows again. */
function followGround(date: SeriesDate, o: number, i: number, parts: StateParts, rules: SeriesRules): void {
  const { columns, soil } = parts;
  const { epochDay } = date;
  if (columns.firstSoilDay[i] === 0 || soil[o] === 1) columns.firstSoilDay[i] = epochDay;
  if (rules.mode !== 'landsicht') return;
  columns.lastClearDay[i] = epochDay;
  if (soil[o] === 2 && epochDay - (columns.firstSoilDay[i] as number) >= rules.cutSpanDays) soil[o] = soilForGood;
  const month = monthOf(epochDay);
  if (month >= 5 && month <= 9) followRegrowth(date, o, i, parts, rules);
}

/**
 * A cut that is green on several clear dates of the growing season grows again. What has no model of pure conifers and was never bare in a
 * growing season is no cut: leaf-off broadleaves look like bare ground from November to April.
 */
function followRegrowth(date: SeriesDate, o: number, i: number, { columns, soil }: StateParts, rules: SeriesRules): void {
  const { regrowthRun, history, stage, coefficients } = columns;
  const [nir, red] = [bandOf(date, 'nir')[o] as number, bandOf(date, 'red')[o] as number];
  const isGreen = nir - red >= rules.regrowthNdvi * (nir + red);
  const happened = (history[i] as number) | (isGreen ? 0 : events.bareSummer);
  history[i] = happened;
  if (soil[o] !== soilForGood) return;
  const run = isGreen ? (regrowthRun[i] as number) + 1 : 0;
  regrowthRun[i] = Math.min(run, 255);
  if (run < regrowthDates) return;
  const wasConifer = stage[i] === stages.modelled && !isMixedStand(coefficients, i, rules);
  history[i] = happened | (wasConifer || (happened & events.bareSummer) !== 0 ? events.regrowth : events.leafless);
}
