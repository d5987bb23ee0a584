import { type MaskReason, maskReasons, type PixelArray } from '@landsicht/core';

/** Mask products, each with its own codes. */
export type MaskKind = 'scl' | 'clm' | 'hls-fmask' | 'cfmask' | 'dea-fmask' | 'qa-pixel';

type Rule = (code: number) => MaskReason | null;

/** Sentinel-2 L2A scene classification. 2 (dark, topographic shadow), 6 (water) and 7 (unclassified) count as observed (flood.md 2). */
const scl: Rule = (code) => {
  switch (code) {
    case 0:
      return 'nodata';
    case 1:
      return 'defective';
    case 3:
      return 'cloud-shadow';
    case 8:
    case 9:
      return 'cloud';
    case 10:
      return 'cirrus';
    case 11:
      return 'snow';
    default:
      return code > 11 ? 'nodata' : null;
  }
};

/**
 * Theia/MAJA CLM bits (MUSCATE format): 0 any cloud or shadow, 1 any cloud, 2 mono-temporal, 3 multi-temporal, 4 thinnest, 5 shadow of a
 * cloud in the image, 6 shadow of one outside, 7 high cloud by 1.38 µm. 0 = clear; anything else is masked, as FORDEAD does.
 */
const clm: Rule = (code) => {
  if (code === 0) return null;
  if ((code & 0b0000_1110) !== 0) return 'cloud';
  if ((code & 0b0110_0000) !== 0) return 'cloud-shadow';
  return (code & 0b1001_0000) !== 0 ? 'cirrus' : 'cloud';
};

/** HLS v2 Fmask bits: 1 cloud, 2 adjacent to cloud or shadow, 3 shadow, 4 snow or ice, 5 water, 6–7 aerosol (observed). 255 = fill. */
const hlsFmask: Rule = (code) => {
  if (code === 255) return 'nodata';
  if ((code & 0b10) !== 0) return 'cloud';
  if ((code & 0b1000) !== 0) return 'cloud-shadow';
  if ((code & 0b1_0000) !== 0) return 'snow';
  return (code & 0b100) !== 0 ? 'cloud-adjacent' : null;
};

/** Fmask classes of USGS Collection 1: 0 clear, 1 water, 2 shadow, 3 snow, 4 cloud, 255 fill. */
const cfmask: Rule = (code) => classOf(code, [null, null, 'cloud-shadow', 'snow', 'cloud']);

/** Fmask classes of Geoscience Australia: 0 fill, 1 clear, 2 cloud, 3 shadow, 4 snow, 5 water. */
const deaFmask: Rule = (code) => classOf(code, ['nodata', null, 'cloud', 'cloud-shadow', 'snow', null]);

/** Landsat Collection 2 QA_PIXEL bits: 0 fill, 1 dilated cloud, 2 cirrus, 3 cloud, 4 shadow, 5 snow, 6 clear, 7 water. */
const qaPixel: Rule = (code) => {
  if ((code & 1) !== 0) return 'nodata';
  if ((code & 0b1000) !== 0) return 'cloud';
  if ((code & 0b1_0000) !== 0) return 'cloud-shadow';
  if ((code & 0b100) !== 0) return 'cirrus';
  if ((code & 0b10_0000) !== 0) return 'snow';
  return (code & 0b10) !== 0 ? 'cloud-adjacent' : null;
};

function classOf(code: number, reasons: readonly (MaskReason | null)[]): MaskReason | null {
  return code < reasons.length ? (reasons[code] ?? null) : 'nodata';
}

const rules: Readonly<Record<MaskKind, { rule: Rule; codes: number }>> = {
  scl: { rule: scl, codes: 256 },
  clm: { rule: clm, codes: 256 },
  'hls-fmask': { rule: hlsFmask, codes: 256 },
  cfmask: { rule: cfmask, codes: 256 },
  'dea-fmask': { rule: deaFmask, codes: 256 },
  'qa-pixel': { rule: qaPixel, codes: 65_536 },
};

const tables = new Map<MaskKind, Uint8Array>();

/** Mask code → `maskReasons` code, 0 = observed. Length 256 or 65,536. */
export function reasonTable(kind: MaskKind): Uint8Array {
  const made = tables.get(kind);
  if (made != null) return made;
  const { rule, codes } = rules[kind];
  const table = Uint8Array.from({ length: codes }, (_, code) => {
    const reason = rule(code);
    return reason == null ? 0 : maskReasons[reason].code;
  });
  tables.set(kind, table);
  return table;
}

/** Reason of each pixel. `valid` 0 = outside the mask's file: no mask is no observation. */
export function maskReasonsOf(codes: PixelArray, valid: Uint8Array, kind: MaskKind): Uint8Array {
  const table = reasonTable(kind);
  const wrap = table.length - 1;
  const reason = new Uint8Array(codes.length);
  for (let i = 0; i < reason.length; i++) {
    reason[i] = valid[i] === 1 ? (table[(codes[i] as number) & wrap] as number) : maskReasons.nodata.code;
  }
  return reason;
}

const buffered = new Set<number>([maskReasons.cloud.code, maskReasons.cirrus.code, maskReasons['cloud-shadow'].code]);

/** Marks observed pixels within `radiusPx` (Euclidean) of cloud, cirrus or cloud shadow as next to cloud. In place; O(pixels × radius). */
export function bufferClouds(reason: Uint8Array, width: number, height: number, radiusPx: number): void {
  const reach = Math.floor(radiusPx);
  if (reach < 1) return;
  const far = reach + 1;
  const across = new Uint16Array(width * height).fill(far); // distance along the row to the nearest cloud, at most `far`
  for (let row = 0; row < height; row++) {
    const start = row * width;
    for (let col = 0, distance = far; col < width; col++) {
      distance = buffered.has(reason[start + col] as number) ? 0 : Math.min(far, distance + 1);
      across[start + col] = distance;
    }
    for (let col = width - 1, distance = far; col >= 0; col--) {
      distance = across[start + col] === 0 ? 0 : Math.min(far, distance + 1);
      across[start + col] = Math.min(across[start + col] as number, distance);
    }
  }
  const adjacent = maskReasons['cloud-adjacent'].code;
  for (let row = 0; row < height; row++) {
    for (let col = 0; col < width; col++) {
      const at = row * width + col;
      if (reason[at] !== 0) continue;
      for (let other = Math.max(0, row - reach); other <= Math.min(height - 1, row + reach); other++) {
        const distance = across[other * width + col] as number;
        if (distance ** 2 + (other - row) ** 2 <= radiusPx ** 2) {
          reason[at] = adjacent;
          break;
        }
      }
    }
  }
}
