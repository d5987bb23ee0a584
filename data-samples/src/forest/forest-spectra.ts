/** Sentinel-2 bands of the forest series, in the order of every spectrum here. */
export const forestBands = [
  ['B02', 'blue', 10],
  ['B03', 'green', 10],
  ['B04', 'red', 10],
  ['B08', 'nir', 10],
  ['B05', 'rededge1', 20],
  ['B06', 'rededge2', 20],
  ['B07', 'rededge3', 20],
  ['B8A', 'nir08', 20],
  ['B11', 'swir16', 20],
  ['B12', 'swir22', 20],
] as const;
export const bandCount = forestBands.length;

/** Reflectance × 10 000. */
export type Spectrum = readonly number[];

/**
 * Summer targets of the attack (forest.md section 9: estimate anchored on Lorraine 2018 and mountain pine beetle), order of `forestBands`.
 * CRSWIR 0.83, 0.90, 1.12, 1.24.
 */
export const stages = {
  healthy: [170, 280, 190, 1680, 480, 1350, 1650, 1830, 850, 400],
  green: [172, 285, 215, 1630, 510, 1330, 1610, 1780, 940, 470],
  red: [250, 400, 600, 1650, 850, 1350, 1550, 1800, 1450, 900],
  grey: [300, 430, 650, 1450, 850, 1200, 1350, 1600, 1600, 1050],
} as const satisfies Record<string, Spectrum>;

export const freshCut: Spectrum = [420, 700, 970, 2590, 1530, 2090, 2330, 2690, 2700, 1490];
export const water: Spectrum = [250, 250, 200, 130, 180, 150, 140, 110, 60, 40];
/** Quarried rock: brighter in blue than FORDEAD's soil rule allows (B2 >= 600). */
export const rock: Spectrum = [1100, 1450, 1750, 2500, 2150, 2350, 2450, 2600, 3300, 3000];
export const ploughed: Spectrum = [600, 850, 1150, 2050, 1500, 1750, 1900, 2200, 2900, 2400];
export const crop: Spectrum = [300, 650, 350, 4200, 1000, 3200, 4000, 4400, 1900, 900];
export const cloud: Spectrum = [3320, 3340, 3188, 4240, 3580, 3825, 3887, 3912, 3430, 2714];
export const snow: Spectrum = [7500, 7600, 7500, 7200, 7400, 7300, 7200, 7000, 900, 800];
/** What haze mixes in: 6 % of it turns Saxony's healthy spruce into the hazy date 2019-09-01 (CRSWIR +0.07). */
export const haze: Spectrum = [1900, 1800, 1700, 1700, 1700, 1700, 1700, 1700, 2100, 1450];
/** Light left in the shadow of a cloud: skylight is blue. */
export const shadowLight: Spectrum = [0.6, 0.52, 0.48, 0.42, 0.44, 0.43, 0.42, 0.42, 0.35, 0.32];

const leafOn: Spectrum = [230, 550, 300, 4100, 900, 3000, 3900, 4300, 2000, 950];
const leafOff: Spectrum = [330, 470, 580, 1900, 980, 1500, 1750, 2000, 1900, 1150];

/**
 * Spruce by month relative to July, January first. Infrared: pure conifer, Lorraine 2016–2018 (January and November interpolated).
 * Visible: Saxony tile 33UVS where there is a date, since Lorraine's blue and red are biased low.
 */
const monthOfNir = [0.63, 0.63, 0.65, 0.76, 0.81, 0.95, 1, 0.87, 0.81, 0.75, 0.69, 0.63];
const monthOf: readonly (readonly number[])[] = [
  [0.6, 0.66, 0.7, 0.95, 1.05, 1, 1, 0.9, 0.79, 0.62, 0.6, 0.6],
  [0.6, 0.57, 0.65, 0.85, 0.95, 1.15, 1, 0.85, 0.7, 0.75, 0.7, 0.6],
  [0.7, 0.75, 0.8, 1, 1.1, 1.08, 1, 0.9, 0.85, 0.8, 0.75, 0.7],
  monthOfNir,
  [0.62, 0.6, 0.65, 0.8, 0.9, 1.1, 1, 0.88, 0.79, 0.8, 0.7, 0.62],
  monthOfNir,
  monthOfNir,
  monthOfNir,
  [0.46, 0.52, 0.67, 1.04, 1.04, 1, 1, 0.93, 0.71, 0.57, 0.48, 0.39],
  [0.5, 0.66, 0.75, 1.22, 1.12, 1.01, 1, 0.92, 0.68, 0.53, 0.43, 0.34],
];

/** A felled stand as grass and bramble take it, Lorraine: B2, B3, B4, B8A, B11, B12 by month (gaps interpolated). */
const regrowthByMonth: readonly (readonly number[])[] = [
  [189, 320, 427, 1876, 1598, 893],
  [189, 320, 427, 1876, 1598, 893],
  [338, 505, 691, 2335, 2448, 1480],
  [366, 597, 701, 2743, 2622, 1501],
  [304, 661, 457, 3961, 2354, 1169],
  [270, 612, 392, 4080, 2274, 1080],
  [236, 564, 327, 4200, 2194, 990],
  [198, 489, 271, 3615, 2076, 934],
  [225, 480, 321, 3205, 1840, 820],
  [252, 472, 372, 2795, 1604, 707],
  [220, 396, 400, 2335, 1601, 800],
  [189, 320, 427, 1876, 1598, 893],
];

/** Month values sit on the 15th. `doy` 1 … 366. */
function byMonth(values: (month: number) => number, doy: number): number {
  const position = (doy - 15) / 30.44;
  const month = Math.floor(position);
  const share = position - month;
  return values((month + 12) % 12) * (1 - share) + values((month + 13) % 12) * share;
}

/** Spruce of a day relative to July, per band. */
export function seasonOf(doy: number): number[] {
  return monthOf.map((months) => byMonth((m) => months[m] as number, doy));
}

export function regrowthOf(doy: number): number[] {
  const at = (band: number): number => byMonth((m) => (regrowthByMonth[m] as readonly number[])[band] as number, doy);
  const [b2, b3, b4, b8a, b11, b12] = [at(0), at(1), at(2), at(3), at(4), at(5)] as [number, number, number, number, number, number];
  const between = (share: number): number => b4 + share * (b8a - b4);
  return [b2, b3, b4, 0.97 * b8a, between(0.35), between(0.75), between(0.9), b8a, b11, b12];
}

/** Leaves out about day 120, gone about day 300, each within about 15 days. */
export function leafShare(doy: number): number {
  return 1 / (1 + Math.exp(-(doy - 120) / 5)) - 1 / (1 + Math.exp(-(doy - 300) / 5));
}

export function deciduousOf(doy: number): number[] {
  return mix(leafOff, leafOn, leafShare(doy));
}

/** Winter cereal: green from April, ripe in July, ploughed after harvest, green again in November. */
export function arableOf(doy: number): number[] {
  return mix(
    ploughed,
    crop,
    cover(doy, [0, 0.35, 75, 0.35, 130, 0.95, 175, 0.9, 205, 0.35, 225, 0.15, 255, 0, 290, 0.05, 325, 0.35, 366, 0.35]),
  );
}

export function grassOf(doy: number): number[] {
  return mix(ploughed, crop, cover(doy, [0, 0.5, 80, 0.55, 130, 0.9, 166, 0.55, 200, 0.75, 240, 0.6, 290, 0.6, 366, 0.5]));
}

/** Piecewise linear through day, value, day, value … */
function cover(doy: number, knots: readonly number[]): number {
  for (let k = 2; k < knots.length; k += 2) {
    const to = knots[k] as number;
    if (doy > to) continue;
    const from = knots[k - 2] as number;
    const share = (doy - from) / (to - from);
    return (knots[k - 1] as number) * (1 - share) + (knots[k + 1] as number) * share;
  }
  return knots.at(-1) as number;
}

/** Age in effective days: green by week 4, turning from week 7, red from week 11 (half-way at week 9), grey from week 26. */
const stageKnots = [
  [0, stages.healthy],
  [28, stages.green],
  [49, stages.green],
  [77, stages.red],
  [140, stages.red],
  [182, stages.grey],
] as const;
/** Effective ages at which a tree counts as red and as grey. */
export const redAgeDays = 63;
export const greyAgeDays = 161;

/** Summer spectrum of a tree attacked `age` effective days ago. */
export function attackedAt(age: number): Spectrum {
  for (let k = 1; k < stageKnots.length; k++) {
    const [to, later] = stageKnots[k] as (typeof stageKnots)[number];
    if (age > to) continue;
    const [from, earlier] = stageKnots[k - 1] as (typeof stageKnots)[number];
    return mix(earlier, later, (age - from) / (to - from));
  }
  return stages.grey;
}

/** Felled `age` days ago: bare for a season, grass and bramble within two years. */
export function felledAt(age: number, regrowth: Spectrum): number[] {
  return mix(freshCut, regrowth, Math.min(1, Math.max(0, (age - 90) / 540)));
}

/** Shaded floor with slash and needles between the trees that thinning left. */
const thinnedFloor: Spectrum = [180, 310, 290, 1500, 620, 1200, 1400, 1600, 1400, 800];

/** Thinned `age` days ago: the floor greens within two years, in shade. */
export function thinnedAt(age: number, season: Spectrum, regrowth: Spectrum): number[] {
  const floor = thinnedFloor.map((value, b) => value * (season[b] as number));
  return mix(
    floor,
    regrowth.map((value) => 0.6 * value),
    Math.min(1, Math.max(0, (age - 90) / 540)),
  );
}

export function mix(a: Spectrum, b: Spectrum, share: number): number[] {
  return a.map((value, k) => value * (1 - share) + (b[k] as number) * share);
}

export function crswirOf(spectrum: Spectrum): number {
  const [nir, swir16, swir22] = spectrum.slice(7) as [number, number, number];
  return swir16 / (nir + ((swir22 - nir) * (1610.4 - 864)) / (2185.7 - 864));
}
