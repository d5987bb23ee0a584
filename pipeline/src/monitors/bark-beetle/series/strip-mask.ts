import { LandsichtError, maskReasons } from '@landsicht/core';
import { dilateCross } from './dilate-cross.js';
import { isWinter, monthOf } from './season.js';
import type { SeriesRules } from './series-rules.js';
import type { SeriesBand, SeriesDate } from './series-types.js';
import { vegetationIndices } from './vegetation-index.js';

/** Mask code of bare ground, beside the `maskReasons`: it was observed, and takes no part in model and detection. */
export const bareGroundCode = 200;
/** `soil` of a strip: dates in a row, and this where the ground is bare for good. */
export const soilForGood = 255;

const { nodata, cloud, defective, snow } = maskReasons;
const [shadow, adjacent] = [maskReasons['cloud-shadow'], maskReasons['cloud-adjacent']];

export function stripPixelsOf(soil: Uint8Array): StripPixels {
  return { soil, mask: new Uint8Array(soil.length), core: new Uint8Array(soil.length) };
}

/**
 * Masks of one date over its strip, row-major: 0 = clear, else a code; counts bare ground in `soil` on the way.
 * All pixels take part, not only forest: their clouds have margins.
 */
export function maskStrip(date: SeriesDate, rules: SeriesRules, pixels: StripPixels): Uint8Array {
  const { mask, core } = pixels;
  mask.fill(0);
  core.fill(0);
  const someCloud = rules.mode === 'fordead' ? maskFordead(date, rules, pixels) : maskLandsicht(date, rules, pixels);
  if (someCloud) {
    const near = dilateCross(core, date.width, date.height, rules.cloudDilation);
    for (let o = 0; o < mask.length; o++) {
      if (near[o] === 0 || mask[o] !== 0) continue;
      mask[o] = core[o] === 0 ? adjacent.code : cloud.code;
    }
  }
  return mask;
}

/** A byte for each pixel of a strip; `mask` and `core` are used again on every date. */
export interface StripPixels {
  readonly soil: Uint8Array;
  /** What `maskStrip` gives. */
  readonly mask: Uint8Array;
  /** 1 = cloud, margins not included. */
  readonly core: Uint8Array;
}

/** Whether there is cloud. forest.md 3.1 and nothing else; of the product's mask only "no data" counts. */
function maskFordead(date: SeriesDate, rules: SeriesRules, { soil, mask, core }: StripPixels): boolean {
  const { reason } = date;
  const { soilDetection, soilMinSwir16, soilMaxBlue, soilMinGreenRed, soilDates, formulaMaxBlue } = rules;
  const { cloudBlue, cloudGreenShare, cloudGreenBlue } = rules;
  const used = usedBands(date, rules, rules.soilDetection ? ['blue', 'green', 'red', 'swir16'] : ['blue']);
  const blue = bandOf(date, 'blue');
  if (!soilDetection) {
    for (let o = 0; o < mask.length; o++) {
      if (reason[o] === nodata.code || (blue[o] as number) < 0) mask[o] = nodata.code;
      else if (anyZero(used, o)) mask[o] = shadow.code;
      else if ((blue[o] as number) >= formulaMaxBlue) mask[o] = cloud.code;
    }
    return false;
  }
  const [green, red, nir08, swir16] = [bandOf(date, 'green'), bandOf(date, 'red'), bandOf(date, 'nir08'), bandOf(date, 'swir16')];
  const others = used.filter((band) => ![blue, green, red, swir16].includes(band));
  const noData = nodata.code;
  let some = false;
  for (let o = 0; o < mask.length; o++) {
    const b = blue[o] as number;
    const g = green[o] as number;
    const r = red[o] as number;
    const s = swir16[o] as number;
    const outside = b < 0 || reason[o] === noData;
    const zero = b === 0 || g === 0 || r === 0 || s === 0 || anyZero(others, o);
    const bare = s > soilMinSwir16 && b < soilMaxBlue && g + r > soilMinGreenRed;
    let run = soil[o] as number;
    if (run !== soilForGood && !outside && !zero && b < soilMaxBlue) {
      run = bare ? run + 1 : 0;
      if (run === soilDates) run = soilForGood;
      soil[o] = run;
    }
    const ground = bare || run === soilForGood;
    if (!ground && (b > cloudBlue || (b > cloudGreenBlue && g / ((nir08[o] as number) + r + g) > cloudGreenShare))) {
      core[o] = 1;
      some = true;
    }
    if (outside) mask[o] = noData;
    else if (zero) mask[o] = shadow.code;
    else if (ground) mask[o] = bareGroundCode;
  }
  return some;
}

/** SWIR1 of bare ground and of dead standing trees by month, January first, as shares of July (forest.md 9, spruce B11). */
const swirByMonth = [0.45, 0.52, 0.67, 1.04, 1.04, 1, 1, 0.93, 0.71, 0.57, 0.45, 0.39] as const;
/** In July: above dead standing trees (1600), below a felled stand (2076 and more). */
const groundSwir16 = 1950;
/** Winter's low sun: felled stands have green + red of 747 then, above 890 in the growing season. */
const winterVisible = 0.8;
/** Fresh clear-cuts reach a blue of 753 with red/blue 1.4; clouds have red/blue below 1.1. */
const brightGround = { maxBlue: 1200, minRedOverBlue: 1.2 } as const;
/** Fmask (Zhu & Woodcock 2012): snow from NDSI 0.15; below a green of 300 it is water or shadow. */
const snowTest = { minNdsi: 0.15, minGreen: 300 } as const;
const darkTest = { maxNir08: 500, maxSwir16: 250 } as const;

/** The same rules, with bare ground told from dead trees by season, fresh bright cuts, snow, deep shadow and the product's own mask. */
function maskLandsicht(date: SeriesDate, rules: SeriesRules, { soil, mask, core }: StripPixels): boolean {
  const { reason, epochDay } = date;
  const { soilDetection, soilMinSwir16, soilMaxBlue, soilMinGreenRed, soilDates, cloudBlue, cloudGreenShare, cloudGreenBlue } = rules;
  const used = usedBands(date, rules, ['nir08', 'swir16']); // the atmosphere correction takes dark visible bands to 0; they were measured
  const [blue, green, red] = [bandOf(date, 'blue'), bandOf(date, 'green'), bandOf(date, 'red')];
  const [nir08, swir16] = [bandOf(date, 'nir08'), bandOf(date, 'swir16')];
  const [other = swir16, ...others] = used.filter((band) => band !== nir08 && band !== swir16);
  const hasOthers = others.length > 0;
  const { minGreen, minNdsi } = snowTest;
  const { maxBlue, minRedOverBlue } = brightGround;
  const { maxNir08, maxSwir16 } = darkTest;
  const minSwir16 = Math.max(soilMinSwir16, groundSwir16 * (swirByMonth[monthOf(epochDay) - 1] as number));
  const calmBlue = Math.min(cloudBlue, cloudGreenBlue);
  const minVisible = soilMinGreenRed * (isWinter(epochDay) ? winterVisible : 1);
  let some = false;
  for (let o = 0; o < mask.length; o++) {
    const given = reason[o] as number;
    const b = blue[o] as number;
    const g = green[o] as number;
    const r = red[o] as number;
    const n = nir08[o] as number;
    const s = swir16[o] as number;
    // living forest, most pixels: none of the tests below can hold
    if (
      given === 0 &&
      b >= 0 &&
      b <= calmBlue &&
      g <= minGreen &&
      n >= maxNir08 &&
      s <= minSwir16 &&
      s !== 0 &&
      other[o] !== 0 &&
      !hasOthers
    ) {
      if (soil[o] === 0) continue;
      if (soil[o] === soilForGood) mask[o] = bareGroundCode;
      else soil[o] = 0;
      continue;
    }
    if (given !== 0 || b < 0 || n === 0 || s === 0 || other[o] === 0 || anyZero(others, o)) {
      mask[o] = given !== 0 ? given : b < 0 ? nodata.code : defective.code;
      continue;
    }
    if (g > minGreen && g - s > minNdsi * (g + s)) {
      mask[o] = snow.code;
      continue;
    }
    const notBright = b < soilMaxBlue || (b < maxBlue && r > minRedOverBlue * b);
    const bare = soilDetection && s > minSwir16 && g + r > minVisible && notBright;
    if (!bare && (b > cloudBlue || (b > cloudGreenBlue && soil[o] !== soilForGood && g / (n + r + g) > cloudGreenShare))) {
      core[o] = 1;
      some = true;
      continue;
    }
    if (n < maxNir08 && s < maxSwir16) {
      mask[o] = shadow.code;
      continue;
    }
    let run = soil[o] as number;
    if (run !== soilForGood) {
      run = bare ? run + 1 : 0;
      if (run === soilDates) run = soilForGood;
      soil[o] = run;
    }
    if (bare || run === soilForGood) mask[o] = bareGroundCode;
  }
  return some;
}

export function bandOf({ dn, epochDay }: SeriesDate, band: SeriesBand, what = 'the masks'): Float32Array {
  const found = dn[band] ?? (band === 'nir' ? dn.nir08 : undefined);
  if (found != null) return found;
  const day = new Date(epochDay * 86_400_000).toISOString().slice(0, 10);
  throw new LandsichtError('band-missing', `${what} of ${day} need the band "${band}"; the scene has ${Object.keys(dn).join(', ')}`);
}

/** Bands whose zero means that nothing was measured: those given and those of the index. */
function usedBands(date: SeriesDate, rules: SeriesRules, masks: readonly SeriesBand[]): readonly Float32Array[] {
  const ofIndex = vegetationIndices[rules.index].bands.map((band) => bandOf(date, band, `the index ${rules.index}`));
  return [...new Set([...masks.map((band) => bandOf(date, band)), ...ofIndex])];
}

function anyZero(bands: readonly Float32Array[], o: number): boolean {
  for (let k = 0; k < bands.length; k++) if ((bands[k] as Float32Array)[o] === 0) return true;
  return false;
}
