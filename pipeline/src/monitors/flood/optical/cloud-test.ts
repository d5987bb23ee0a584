import { maskReasons } from '@landsicht/core';
import { hazeOptimised } from './haze-level.js';
import { mndwi, ndvi } from './indices.js';

/** Ice absorbs at 1.6 µm, droplets of clouds hardly (Let-it-snow, Gascoin et al. 2019; values from memory). */
const snowNdsi = 0.4;
const snowRed = 0.2;
/**
 * Bright turbid water passes both. Snow of 1 mm grains still reflects about 0.82 as much in the NIR as in red (Wiscombe & Warren 1980,
 * from memory), water with sediment less, for water itself absorbs at 0.86 µm.
 */
const snowNirOverRed = 0.8;

/** Fmask "basic test" (Zhu & Woodcock 2012, eq. 1): cloud is bright at 2.2 µm and neither snow nor dense vegetation. */
const cloudSwir22 = 0.03;
const cloudNdsi = 0.8;
const cloudNdvi = 0.8;
/** Fmask eq. 2: Σ|band − mean| / mean over the visible bands; clouds are white. */
const cloudWhiteness = 0.7;
/** Fmask eq. 4: rock and soil reflect more at 1.6 µm than in the NIR, clouds do not. */
const cloudNirOverSwir16 = 0.75;
/** Thick cloud by brightness alone, also where the visible bands saturate and colour means nothing (ml4floods: 3500 of 10 000). */
const thickCloudVisible = 0.35;
/** Above the vapour nothing but ice cloud reflects at 1.38 µm (Zhu, Wang & Woodcock 2015, section 2.2.1; value as in python-fmask). */
const cirrusReflectance = 0.01;

const cloud = maskReasons.cloud.code;
const cirrus = maskReasons.cirrus.code;
const snow = maskReasons.snow.code;

/** `maskReasons` code of cloud, cirrus or snow, 0 = none. Pass 0 for `cirrus138` where the product has no such band. */
export function cloudReason(
  blue: number,
  green: number,
  red: number,
  nir: number,
  swir16: number,
  swir22: number,
  cirrus138: number,
  hotThreshold: number,
): number {
  const ndsi = mndwi(green, swir16);
  if (ndsi > snowNdsi && red > snowRed && nir > snowNirOverRed * red) return snow;
  const visible = (blue + green + red) / 3;
  if (swir22 > cloudSwir22 && ndsi < cloudNdsi && ndvi(red, nir) < cloudNdvi) {
    if (visible > thickCloudVisible) return cloud;
    const whiteness = (Math.abs(blue - visible) + Math.abs(green - visible) + Math.abs(red - visible)) / visible;
    if (whiteness < cloudWhiteness && hazeOptimised(blue, red) > hotThreshold && nir > cloudNirOverSwir16 * swir16) return cloud;
  }
  return cirrus138 > cirrusReflectance ? cirrus : 0;
}
