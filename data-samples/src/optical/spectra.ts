import { type CoverName, cover, coverCode } from '../land/cover.js';
import { dayOfYear } from '../land/epoch-day.js';
import type { Parcel } from '../land/parcel.js';
import { type Crop, type Knot, phenology } from './phenology-table.js';

/** Bands that are simulated, in the order of every spectrum here. Reflectance × 10⁴. */
export const opticalBands = ['blue', 'green', 'red', 'rededge1', 'nir', 'nir08', 'swir16', 'swir22'] as const;
export const bandCount = opticalBands.length;
export type Spectrum = readonly [
  blue: number,
  green: number,
  red: number,
  rededge1: number,
  nir: number,
  nir08: number,
  swir16: number,
  swir22: number,
];

/** Summer surface reflectance of what has no season here (flood and parcel specifications). */
const fixed: Readonly<Record<Exclude<CoverName, 'arable' | 'grassland' | 'spruce' | 'mixed' | 'deciduous'>, Spectrum>> = {
  river: [350, 480, 380, 260, 170, 150, 60, 30],
  pond: [260, 370, 200, 140, 90, 80, 40, 20],
  garden: [520, 760, 700, 1150, 2500, 2600, 1900, 1250],
  building: [1150, 1250, 1400, 1600, 1850, 1950, 2200, 2100],
  asphalt: [1050, 1180, 1290, 1420, 1600, 1680, 1950, 1850],
  track: [900, 1180, 1450, 1780, 2300, 2400, 2900, 2350],
};

/** Muddy flood water, Elbe. */
export const floodWater: Spectrum = [700, 900, 1000, 900, 600, 520, 150, 80];

/** Spruce by stage of attack, July (forest specification §9, anchored on Lorraine, DISFOR and mountain pine beetle). */
const spruceStages = {
  healthy: [170, 280, 190, 480, 1680, 1830, 850, 400],
  green: [172, 285, 215, 510, 1630, 1780, 940, 470],
  red: [250, 400, 600, 850, 1650, 1800, 1450, 900],
  grey: [300, 430, 650, 850, 1450, 1600, 1600, 1050],
  cleared: [420, 700, 970, 1530, 2590, 2690, 2700, 1490],
} as const satisfies Record<string, Spectrum>;

/** Pure conifer of Lorraine by month over July, for green, NIR, SWIR1, SWIR2 (2016–2018 medians); blue and red follow green. */
const spruceSeason: readonly (readonly [doy: number, green: number, nir: number, swir16: number, swir22: number])[] = [
  [1, 0.76, 0.63, 0.4, 0.35],
  [45, 0.57, 0.63, 0.52, 0.66],
  [75, 0.65, 0.65, 0.67, 0.75],
  [105, 0.83, 0.76, 1.04, 1.22],
  [135, 0.95, 0.81, 1.04, 1.12],
  [166, 0.88, 0.95, 1.0, 1.01],
  [196, 1.0, 1.0, 1.0, 1.0],
  [227, 0.69, 0.87, 0.93, 0.92],
  [258, 0.61, 0.81, 0.71, 0.68],
  [288, 0.71, 0.75, 0.57, 0.53],
  [349, 0.75, 0.63, 0.39, 0.34],
];

/** Blends a over b. */
function mix(a: Spectrum, b: Spectrum, share: number): Spectrum {
  return a.map((v, k) => v * share + (b[k] as number) * (1 - share)) as unknown as Spectrum;
}

function seasonal(stage: Spectrum, doy: number): Spectrum {
  const [, green, nir, swir16, swir22] = interpolate(spruceSeason, doy);
  const [b02, b03, b04, b05, b08, b8a, b11, b12] = stage;
  return [b02 * green, b03 * green, b04 * green, b05 * (0.5 * green + 0.5 * nir), b08 * nir, b8a * nir, b11 * swir16, b12 * swir22];
}

/** Piecewise linear in the first member, constant beyond the ends. */
export function interpolate<T extends readonly number[]>(knots: readonly T[], at: number): T {
  const next = knots.findIndex((k) => (k[0] as number) >= at);
  const b = knots[next < 0 ? knots.length - 1 : next] as T;
  if (next <= 0) return b;
  const a = knots[next - 1] as T;
  const t = (at - (a[0] as number)) / ((b[0] as number) - (a[0] as number));
  return a.map((v, k) => v + t * ((b[k] as number) - v)) as unknown as T;
}

/** B02, B03, B05 by least squares on 6 940 clear L2A observations of fields (parcel specification §12). */
export function visibleOf(red: number, nir: number, swir16: number): [blue: number, green: number, rededge1: number] {
  return [
    Math.max(120, -30 + 0.517 * red + 0.042 * nir - 0.009 * swir16),
    0.611 * red + 0.094 * nir + 0.01 * swir16,
    80 + 0.73 * red + 0.117 * nir + 0.132 * swir16,
  ];
}

/** B8A is 1.05 × B08. */
function fromKnot([, red, nir, swir16, swir22]: Knot): Spectrum {
  const [blue, green, rededge1] = visibleOf(red, nir, swir16);
  return [blue, green, red, rededge1, nir, 1.05 * nir, swir16, swir22];
}

/** One crop, undisturbed, on a day of the year. */
export function cropSpectrum(crop: Crop, doy: number): Spectrum {
  const spectrum = fromKnot(interpolate(phenology[crop], doy));
  // Rape blossom is yellow: up to +0.02 in green around day 124.
  if (crop !== 'winterRape') return spectrum;
  const bloom = Math.max(0, 1 - Math.abs(doy - 124) / 16);
  return [
    spectrum[0],
    spectrum[1] + 350 * bloom,
    spectrum[2] + 120 * bloom,
    ...(spectrum.slice(3) as [number, number, number, number, number]),
  ];
}

/** A parcel on a day: its own timing and vigour, and the mowing of grass (NDVI −0.2, back after about 4 weeks). */
export function parcelSpectrum(parcel: Parcel, epochDay: number): Spectrum {
  const doy = dayOfYear(epochDay);
  if (parcel.crop == null) return coverSpectrum(parcel.cover, doy);
  const spectrum = cropSpectrum(parcel.crop, doy - parcel.lateDays);
  const lastCut = parcel.events.filter((e) => e.type === 'mowing' && e.epochDay <= epochDay).at(-1);
  const cut = lastCut == null ? 0 : Math.exp(-(epochDay - lastCut.epochDay) / 14);
  const [blue, green, red, rededge, nir, , swir16, swir22] = spectrum;
  const mownRed = red + 400 * cut;
  const ndvi = ((nir - red) / (nir + red)) * (1 - 0.24 * cut) * (1 + (parcel.vigour - 1) * 0.5);
  const mownNir = (mownRed * (1 + ndvi)) / Math.max(0.05, 1 - ndvi);
  return [
    blue + 150 * cut,
    green + 120 * cut,
    mownRed,
    rededge + 150 * cut,
    mownNir,
    1.05 * mownNir,
    swir16 + 600 * cut,
    swir22 + 500 * cut,
  ];
}

export function coverSpectrum(code: number, doy: number): Spectrum {
  switch (code) {
    case coverCode.spruce:
      return seasonal(spruceStages.healthy, doy);
    case coverCode.mixed:
      return mix(seasonal(spruceStages.healthy, doy), fromKnot(interpolate(phenology.deciduous, doy)), 0.55);
    case coverCode.deciduous:
      return fromKnot(interpolate(phenology.deciduous, doy));
    case coverCode.arable:
      return cropSpectrum('fallow', doy);
    case coverCode.grassland:
      return cropSpectrum('grass', doy);
    default:
      return fixedByCode[code] ?? fixed.garden;
  }
}

const fixedByCode: Record<number, Spectrum> = Object.fromEntries(
  Object.entries(cover).flatMap(([name, { code }]) => (name in fixed ? [[code, fixed[name as keyof typeof fixed]]] : [])),
);

/** Days from attack to each stage's full colour. */
const stageDays = [
  [0, 'healthy'],
  [35, 'green'],
  [105, 'red'],
  [190, 'grey'],
] as const;

/** Spruce `ageDays` after the attack; `clearedDays` ≥ 0 after felling (grass and brambles cover the ground within two years). */
export function attackedSpectrum(ageDays: number, clearedDays: number, epochDay: number): Spectrum {
  const doy = dayOfYear(epochDay);
  if (clearedDays >= 0) return mix(cropSpectrum('fallow', doy), spruceStages.cleared, Math.min(0.8, clearedDays / 500));
  const next = stageDays.findIndex(([day]) => day >= ageDays);
  if (next === 0) return seasonal(spruceStages.healthy, doy);
  const [day1, stage1] = stageDays[next < 0 ? stageDays.length - 1 : next] as (typeof stageDays)[number];
  if (next < 0) return seasonal(spruceStages[stage1], doy);
  const [day0, stage0] = stageDays[next - 1] as (typeof stageDays)[number];
  return seasonal(mix(spruceStages[stage1], spruceStages[stage0], (ageDays - day0) / (day1 - day0)), doy);
}

/** Thick cloud (Sentinel-2 L2A, DISFOR). */
export const cloudSpectrum: Spectrum = [4600, 4640, 4560, 4900, 5300, 5400, 4300, 3300];
