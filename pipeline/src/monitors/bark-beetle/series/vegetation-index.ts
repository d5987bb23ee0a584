import type { LocalText } from '@landsicht/core';
import type { SeriesBand } from './series-types.js';

export interface VegetationIndex {
  readonly title: LocalText;
  /** In the order `valueOf` takes them. `nir` may be stood in for by `nir08`. */
  readonly bands: readonly SeriesBand[];
  /** Which way dieback moves it. */
  readonly sign: 1 | -1;
  /** Not finite where the index has no value. */
  readonly valueOf: (a: number, b: number, c: number) => number;
}

/** Where SWIR1 (1610.4 nm) lies between NIR (864 nm) and SWIR2 (2185.7 nm): the line that CRSWIR divides by. */
const continuumShare = (1610.4 - 864) / (2185.7 - 864);

/** FORDEAD 1.11.4, vegetation indices. */
export const vegetationIndices = {
  crswir: {
    title: { de: 'CRSWIR (Nadelwasser)', en: 'CRSWIR (needle water)' },
    bands: ['nir08', 'swir16', 'swir22'],
    sign: 1,
    valueOf: (nir08, swir16, swir22) => swir16 / (nir08 + (swir22 - nir08) * continuumShare),
  },
  ndvi: {
    title: { de: 'NDVI (Grün)', en: 'NDVI (greenness)' },
    bands: ['nir', 'red'],
    sign: -1,
    valueOf: (nir, red) => (nir - red) / (nir + red),
  },
  bsi: {
    title: { de: 'BSI', en: 'BSI' },
    bands: ['blue', 'green', 'red'],
    sign: -1,
    valueOf: (blue, green, red) => (red + blue - green) / (red + blue + green),
  },
  ndwi: {
    title: { de: 'NDWI (Wasser)', en: 'NDWI (water)' },
    bands: ['nir08', 'swir16'],
    sign: -1,
    valueOf: (nir08, swir16) => (nir08 - swir16) / (nir08 + swir16),
  },
  nbr: {
    title: { de: 'NBR', en: 'NBR' },
    bands: ['nir', 'swir22'],
    sign: -1,
    valueOf: (nir, swir22) => (nir - swir22) / (nir + swir22),
  },
} as const satisfies Readonly<Record<string, VegetationIndex>>;

export type IndexId = keyof typeof vegetationIndices;
