import type { SensorId } from '@landsicht/core';

/** The names Landsicht uses for bands (core/src/scene.ts), with those few sensors have. */
const commonNames = new Set([
  'coastal',
  'blue',
  'green',
  'yellow',
  'red',
  'rededge1',
  'rededge2',
  'rededge3',
  'nir',
  'nir08',
  'nir09',
  'cirrus',
  'swir16',
  'swir22',
  'pan',
  'lwir',
  'lwir11',
  'lwir12',
  'vv',
  'vh',
  'hh',
  'hv',
  'dem',
  'coh-vv',
  'coh-vh',
]);

const aliases: Readonly<Record<string, string>> = {
  r: 'red',
  g: 'green',
  b: 'blue',
  n: 'nir',
  coastal_aerosol: 'coastal',
  panchromatic: 'pan',
  swir_1: 'swir16',
  swir_2: 'swir22',
  lwir11_high_gain: 'lwir-high-gain',
  // interferometric coherence, as catalogues and JRC cbm call it
  coh_vv: 'coh-vv',
  coh_vh: 'coh-vh',
  coherence_vv: 'coh-vv',
  coherence_vh: 'coh-vh',
  'coherence-vv': 'coh-vv',
  'coherence-vh': 'coh-vh',
  vvc: 'coh-vv',
  vhc: 'coh-vh',
};

const sentinel2: Readonly<Record<string, string>> = {
  b1: 'coastal',
  b2: 'blue',
  b3: 'green',
  b4: 'red',
  b5: 'rededge1',
  b6: 'rededge2',
  b7: 'rededge3',
  b8: 'nir',
  b8a: 'nir08',
  b9: 'nir09',
  b10: 'cirrus',
  b11: 'swir16',
  b12: 'swir22',
};

/** Landsat 8 and 9 (OLI, TIRS); HLS L30 has the same numbers. */
const oli: Readonly<Record<string, string>> = {
  b1: 'coastal',
  b2: 'blue',
  b3: 'green',
  b4: 'red',
  b5: 'nir08',
  b6: 'swir16',
  b7: 'swir22',
  b8: 'pan',
  b9: 'cirrus',
  b10: 'lwir11',
  b11: 'lwir12',
};

/** Landsat 4, 5 and 7 (TM, ETM+). */
const tm: Readonly<Record<string, string>> = {
  b1: 'blue',
  b2: 'green',
  b3: 'red',
  b4: 'nir08',
  b5: 'swir16',
  b6: 'lwir',
  b6_vcid_1: 'lwir',
  b6_vcid_2: 'lwir-high-gain',
  b7: 'swir22',
  b8: 'pan',
};

export type BandNumbering = 'sentinel-2' | 'oli' | 'tm' | 'none';

/** Who numbered the bands: `platform` as in the item, in lower case. */
export function bandNumbering(sensor: SensorId, platform: string): BandNumbering {
  if (sensor === 'sentinel-2-l1c' || sensor === 'sentinel-2-l2a') return 'sentinel-2';
  if (sensor === 'hls') return /landsat|l30/.test(platform) ? 'oli' : 'sentinel-2';
  if (sensor !== 'landsat-c2-l2' && sensor !== 'landsat-l1') return 'none';
  return /landsat[-_ ]?[457]|l[te]0[457]/.test(platform) ? 'tm' : 'oli';
}

const numberings: Readonly<Record<BandNumbering, Readonly<Record<string, string>>>> = { 'sentinel-2': sentinel2, oli, tm, none: {} };

/** The band id of the producer: `b8a` of `B8A_20m`, `FRE_B8A`, `B8A-jp2`; `b4` of `OLI_B4`, `SR_B4.TIF`, `B04`. */
export function bandIdOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/\.tiff?$|\.jp2$/, '')
    .replace(/-jp2$/, '')
    .replace(/[-_](10|20|60)m$/, '')
    .replace(/^(fre|sre|sr|st|oli|tirs|etm|tm|mss|nbart|nbar|gamma0|sigma0|iw|ew|sm)[-_]/, '')
    .replace(/^b0(\d)$/, 'b$1');
}

/** Landsicht's name for what an asset key, band name or common name says; null where it says nothing we know. */
export function bandNameOf(text: string, numbering: BandNumbering): string | null {
  const id = bandIdOf(text);
  const numbered = numberings[numbering][id];
  if (numbered != null) return numbered;
  const name = aliases[id] ?? id;
  if ((numbering === 'oli' || numbering === 'tm') && name === 'nir') return 'nir08'; // Landsat's one NIR band is the narrow one
  return commonNames.has(name) || name === 'lwir-high-gain' ? name : null;
}
