import { randomOf } from '@landsicht/core/testing';
import { monthOf } from '../season.js';
import type { SeriesBand, SeriesDate } from '../series-types.js';

/**
 * A strip of forest through time by the numbers of forest.md 9: good enough to try rules on, easier than the field. Every column of the
 * strip tells one story, every row is another pixel of it.
 */
export const stories = ['healthy', 'beetle', 'salvaged', 'drought', 'planned-cut', 'thinning', 'snow-and-haze', 'mixed'] as const;
export type Story = (typeof stories)[number];

export interface SimulatedStrip {
  readonly dates: readonly SeriesDate[];
  readonly width: number;
  readonly height: number;
  readonly storyOf: (offset: number) => Story;
  /** Day the tree is attacked, felled or stressed; 0 = never. */
  readonly onsetDay: Int32Array;
  readonly felledDay: Int32Array;
}

export interface StripOptions {
  readonly seed: number;
  readonly rows: number;
  readonly firstDay: number;
  readonly lastDay: number;
  /** Onsets lie in these days. */
  readonly onsetFrom: number;
  readonly onsetTo: number;
}

const bands = ['blue', 'green', 'red', 'rededge1', 'rededge2', 'rededge3', 'nir', 'nir08', 'swir16', 'swir22'] as const;
type Spectrum = readonly number[];
const healthy: Spectrum = [170, 280, 190, 480, 1350, 1650, 1680, 1830, 850, 400];
const green: Spectrum = [172, 285, 215, 510, 1330, 1610, 1630, 1780, 940, 470];
const red: Spectrum = [250, 400, 600, 850, 1350, 1550, 1650, 1800, 1450, 900];
const grey: Spectrum = [300, 430, 650, 850, 1200, 1350, 1450, 1600, 1600, 1050];
const bare: Spectrum = [420, 700, 970, 1530, 2090, 2330, 2590, 2690, 2700, 1490];
const grass: Spectrum = [236, 564, 327, 800, 2900, 3900, 4100, 4200, 2194, 990];

/** Pure conifer of Lorraine by month: B8A, B11, B12; gaps filled by neighbours. */
const nirByMonth = [1200, 1204, 1252, 1455, 1553, 1813, 1916, 1670, 1551, 1442, 1300, 1198];
const swir16ByMonth = [370, 422, 538, 841, 840, 809, 808, 752, 573, 464, 390, 319];
const swir22ByMonth = [178, 235, 267, 435, 401, 360, 357, 330, 243, 189, 155, 122];

export function simulateStrip({ seed, rows, firstDay, lastDay, onsetFrom, onsetTo }: StripOptions): SimulatedStrip {
  const random = randomOf(seed);
  const normal = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const [width, height] = [stories.length * 8, rows];
  const count = width * height;
  const storyOf = (offset: number): Story => stories[(offset % width) >> 3] as Story;
  const onsetDay = new Int32Array(count);
  const felledDay = new Int32Array(count);
  const share = new Float32Array(count);
  const level = Float32Array.from({ length: count }, () => 1 + 0.06 * normal());
  const sigma = Float32Array.from({ length: count }, () => 0.04 + 0.02 * random());
  for (let o = 0; o < count; o++) {
    const story = storyOf(o);
    if (story === 'healthy' || story === 'snow-and-haze') continue;
    let onset = Math.round(onsetFrom + random() * (onsetTo - onsetFrom));
    // attacks and drought begin between April and September
    while ([11, 12, 1, 2, 3, 10].includes(monthOf(onset)) && story !== 'planned-cut' && story !== 'thinning') onset += 15;
    onsetDay[o] = onset;
    share[o] = story === 'thinning' ? 0.25 : story === 'mixed' ? 1 : 0.4 + 0.6 * random();
    if (story === 'salvaged') felledDay[o] = onset + 120 + Math.round(250 * random());
    if (story === 'planned-cut') felledDay[o] = onset;
  }
  const dates: SeriesDate[] = [];
  for (let day = firstDay; day <= lastDay; day += 5) {
    if (random() < 0.45) continue;
    dates.push(dateOf(day));
  }
  return { dates, width, height, storyOf, onsetDay, felledDay };

  function dateOf(epochDay: number): SeriesDate {
    const month = monthOf(epochDay) - 1;
    const winter = month < 4 || month > 9;
    const common = 0.03 * normal();
    const hazy = random() < 0.03;
    const snowy = month < 2 && random() < 0.3;
    const cloudRow = random() < 0.3 ? Math.floor(random() * rows) : -99;
    const dn = Object.fromEntries(bands.map((band) => [band, new Float32Array(count)])) as Record<SeriesBand, Float32Array>;
    for (let o = 0; o < count; o++) {
      const spectrum = spectrumOf(o, epochDay, month);
      if (Math.abs(Math.floor(o / width) - cloudRow) < rows / 4 || random() < 0.02)
        mixInto(spectrum, [3320, 3340, 3188, 3580, 3825, 3887, 4240, 3912, 3430, 2714], 0.3 + 0.7 * random());
      if (storyOf(o) === 'snow-and-haze') {
        if (snowy) mixInto(spectrum, [6000, 6200, 6000, 6000, 6000, 6000, 6000, 5800, 800, 600], 0.08 + 0.1 * random());
        else if (hazy || random() < 0.03)
          for (let k = 0; k < 10; k++) spectrum[k] = (spectrum[k] as number) + ([120, 110, 110, 80, 60, 50, 40, 40, 90, 60][k] as number);
      }
      const shift = 1 + (common + (sigma[o] as number) * (winter ? 2 : 1) * normal()) / 0.8;
      bands.forEach((band, k) => {
        dn[band][o] = Math.max(1, Math.round((spectrum[k] as number) * (1 + 0.02 * normal()) * (k === 8 ? shift : 1)));
      });
    }
    return { epochDay, width, height, dn, reason: new Uint8Array(count) };
  }

  function spectrumOf(o: number, day: number, month: number): number[] {
    const tree = seasonal(healthy, month);
    tree[8] = (tree[8] as number) * (level[o] as number);
    const since = day - (onsetDay[o] as number);
    if (onsetDay[o] === 0 || since < 0) return tree;
    if (felledDay[o] !== 0 && day >= (felledDay[o] as number)) {
      const years = (day - (felledDay[o] as number)) / 365;
      const ground = groundOf(month);
      if (years > 0.7 && month > 3 && month < 9) mixInto(ground, grass, Math.min(1, years - 0.5));
      return ground;
    }
    const story = storyOf(o);
    if (story === 'drought') {
      if (since < 75) tree[8] = (tree[8] as number) * (1 + 0.3 * (share[o] as number) * Math.min(1, since / 20));
      return tree;
    }
    if (story === 'thinning') return mixInto(tree, groundOf(month), 0.15 * (since > 0 ? 1 : 0));
    if (story === 'mixed') {
      if (month < 4 || month > 9) tree[8] = (tree[8] as number) * 1.45;
      return tree;
    }
    const weeks = since / 7;
    const stage =
      weeks < 10
        ? mix(healthy, green, weeks / 10)
        : weeks < 20
          ? mix(green, red, (weeks - 10) / 10)
          : mix(red, grey, Math.min(1, (weeks - 20) / 20));
    return mixInto(tree, seasonal(stage, month), share[o] as number);
  }
}

function seasonal(spectrum: Spectrum, month: number): number[] {
  const factor = [nirByMonth, swir16ByMonth, swir22ByMonth].map((table) => (table[month] as number) / (table[6] as number));
  const [nir = 1, swir16 = 1, swir22 = 1] = factor;
  return spectrum.map((value, k) => value * (k < 3 ? 0.85 + 0.15 * nir : k < 8 ? nir : k === 8 ? swir16 : swir22));
}

function groundOf(month: number): number[] {
  const light = [0.65, 0.7, 0.85, 1, 1, 1, 1, 0.95, 0.85, 0.75, 0.65, 0.6][month] as number;
  return bare.map((value) => value * light);
}

function mix(a: Spectrum, b: Spectrum, share: number): number[] {
  return a.map((value, k) => value + share * ((b[k] as number) - value));
}

function mixInto(a: number[], b: Spectrum, share: number): number[] {
  for (let k = 0; k < a.length; k++) a[k] = (a[k] as number) + share * ((b[k] as number) - (a[k] as number));
  return a;
}
