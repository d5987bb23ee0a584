import { type MaskReason, maskReasons, type PixelArray } from '@landsicht/core';
import { nextOther } from './next-other.js';

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

const pairTables = new Map<MaskKind, Uint16Array>();

/** Two codes of a byte each → their two reasons. */
function pairTable(kind: MaskKind): Uint16Array {
  const table = reasonTable(kind);
  const pairs =
    pairTables.get(kind) ??
    Uint16Array.from({ length: 65_536 }, (_, pair) => (table[pair & 255] as number) | ((table[pair >> 8] as number) << 8));
  pairTables.set(kind, pairs);
  return pairs;
}

/** Fills `reason` two pixels at a time; how many pixels are done. */
function pairwise(codes: Uint8Array, reason: Uint8Array, pairs: Uint16Array): number {
  if (codes.byteOffset % 2 !== 0) return 0;
  const from = new Uint16Array(codes.buffer, codes.byteOffset, codes.length >> 1);
  const to = new Uint16Array(reason.buffer, reason.byteOffset, reason.length >> 1);
  for (let i = 0; i < to.length; i++) to[i] = pairs[from[i] as number] as number;
  return 2 * to.length;
}

/** Reason of each pixel. `valid` 0 = outside the mask's file: no mask is no observation. */
export function maskReasonsOf(codes: PixelArray, valid: Uint8Array, kind: MaskKind): Uint8Array {
  const table = reasonTable(kind);
  const wrap = table.length - 1;
  const reason = new Uint8Array(codes.length);
  const done = codes instanceof Uint8Array ? pairwise(codes, reason, pairTable(kind)) : 0;
  for (let i = done; i < reason.length; i++) reason[i] = table[(codes[i] as number) & wrap] as number;
  for (let i = nextOther(valid, 0, 1); i < reason.length; i = nextOther(valid, i + 1, 1)) reason[i] = maskReasons.nodata.code;
  return reason;
}

/** 1 at the codes of cloud, cirrus and cloud shadow. */
const isBuffered = new Uint8Array(256);
for (const name of ['cloud', 'cirrus', 'cloud-shadow'] as const) isBuffered[maskReasons[name].code] = 1;

/** Marks observed pixels within `radiusPx` (Euclidean) of cloud, cirrus or cloud shadow as next to cloud. In place; O(cloudy rows × width × radius). */
export function bufferClouds(reason: Uint8Array, width: number, height: number, radiusPx: number): void {
  const reach = Math.floor(radiusPx);
  if (reach < 1) return;
  const far = reach + 1;
  const across = new Uint16Array(width * height); // distance along the row to the nearest cloud, at most `far`; only in rows with cloud
  const cloudyRows: number[] = [];
  for (let row = 0; row < height; row++) {
    if (alongRow(reason, across, row * width, width, far)) cloudyRows.push(row);
  }
  const adjacent = maskReasons['cloud-adjacent'].code;
  for (const from of cloudyRows) {
    for (let row = Math.max(0, from - reach); row <= Math.min(height - 1, from + reach); row++) {
      const span = Math.floor(Math.sqrt(radiusPx ** 2 - (row - from) ** 2));
      const [to, own] = [row * width, from * width];
      for (let col = 0; col < width; col++) {
        if ((across[own + col] as number) <= span && reason[to + col] === 0) reason[to + col] = adjacent;
      }
    }
  }
}

/** False where the row has no cloud. */
function alongRow(reason: Uint8Array, across: Uint16Array, start: number, width: number, far: number): boolean {
  let distance = far;
  let isCloudy = false;
  for (let i = start; i < start + width; i++) {
    if (isBuffered[reason[i] as number] === 1) {
      distance = 0;
      isCloudy = true;
    } else if (distance < far) distance++;
    across[i] = distance;
  }
  if (!isCloudy) return false;
  distance = far;
  for (let i = start + width - 1; i >= start; i--) {
    if (across[i] === 0) distance = 0;
    else if (distance < far) distance++;
    if (distance < (across[i] as number)) across[i] = distance;
  }
  return true;
}
