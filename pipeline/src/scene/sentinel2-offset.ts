import { LandsichtError, type StacItem } from '@landsicht/core';
import { xmlElements, xmlNumber, xmlText } from './xml-scanner.js';

/** Reflectance per digital number of every Sentinel-2 product. */
export const sentinel2Scale = 1e-4;

/** From this processing baseline on, products carry RADIO_ADD_OFFSET / BOA_ADD_OFFSET −1000 DN (ESA, S2 products specification 14.9). */
const shiftedFrom = 4;
const shift = -0.1;

/**
 * Reflectance offset of a band: reflectance = DN × 1e-4 + offset. In this order, never by date:
 * the provider says its pixels are already shifted back (Earth Search: then the item's own −0.1 must not be applied again); the item's
 * own offset; the processing baseline. Null where the item holds none of them.
 */
export function sentinel2Offset(item: StacItem, declaredOffset: number | null): number | null {
  if (isDeclaredShifted(item)) return 0;
  if (declaredOffset != null) return declaredOffset;
  const baseline = processingBaseline(item);
  return baseline == null ? null : offsetOfBaseline(baseline);
}

export function offsetOfBaseline(baseline: number): number {
  return baseline >= shiftedFrom ? shift : 0;
}

export function unknownOffset(item: StacItem): LandsichtError {
  return new LandsichtError(
    'item-invalid',
    `Item ${item.id}: its reflectance offset cannot be told: it has no raster:bands offset, no s2:processing_baseline, no N0xxx in its id or s2:product_uri. Add s2:processing_baseline (e.g. "05.10") to its properties`,
  );
}

function isDeclaredShifted({ properties }: StacItem): boolean {
  return properties['earthsearch:boa_offset_applied'] === true || properties['sentinel:boa_offset_applied'] === true;
}

/**
 * Earth Search's `sentinel-2-l2a` says "offset not applied" of pixels that are (earth-search#66, #71): such items must be judged by their
 * pixels. Its `sentinel-2-c1-l2a` is right.
 */
export function isShiftDoubtful(item: StacItem): boolean {
  const baseline = processingBaseline(item);
  return (
    item.properties['earthsearch:boa_offset_applied'] === false && item.collection === 'sentinel-2-l2a' && (baseline ?? 0) >= shiftedFrom
  );
}

/**
 * Whether red pixels were already shifted back by 1000 DN: after the offset, the darkest twentieth (water, dense vegetation, shadow)
 * would be below −0.01 reflectance. `red`: stored DN, 0 = nodata.
 */
export function looksShifted(red: ArrayLike<number>): boolean {
  const observed = Uint16Array.from(Array.prototype.filter.call(red, (dn: number) => dn > 0)).sort();
  const dark = observed[Math.floor(observed.length * 0.05)];
  return dark != null && dark * sentinel2Scale + shift < -0.01;
}

/** As a number: 5.1 for "05.10". From `s2:processing_baseline`, else N0xxx in the product's name. */
export function processingBaseline({ id, properties }: StacItem): number | null {
  const declared = properties['s2:processing_baseline'] ?? properties['processing:version'];
  if (typeof declared === 'string' && /^\d{1,2}\.\d+$/.test(declared)) return Number(declared);
  if (typeof declared === 'number') return declared;
  const names = [
    properties['s2:product_uri'],
    properties['sentinel:product_id'],
    id,
    properties['s2:granule_id'],
    properties['s2:tile_id'],
  ];
  for (const name of names) {
    const [, major, minor] = /_N(\d{2})\.?(\d{2})(?=$|[_.])/.exec(String(name ?? '')) ?? [];
    if (major != null) return Number(`${major}.${minor}`);
  }
  return null;
}

/** What MTD_MSIL1C.xml and MTD_MSIL2A.xml say of the numbers. */
export interface Sentinel2Metadata {
  readonly baseline: number;
  /** DN per unit of reflectance. */
  readonly quantification: number;
  /** DN, by `band_id` 0–12 (B1 … B8, B8A, B9, B10, B11, B12); all 0 before baseline 04.00. */
  readonly offsetsDn: readonly number[];
}

export function parseSentinel2Metadata(xml: string, where: string): Sentinel2Metadata {
  const baseline = Number(xmlText(xml, 'PROCESSING_BASELINE') ?? Number.NaN);
  const quantification = xmlNumber(xml, 'BOA_QUANTIFICATION_VALUE') ?? xmlNumber(xml, 'QUANTIFICATION_VALUE');
  if (!Number.isFinite(baseline) || quantification == null) {
    throw new LandsichtError(
      'item-invalid',
      `${where}: no PROCESSING_BASELINE and QUANTIFICATION_VALUE; expected MTD_MSIL1C.xml or MTD_MSIL2A.xml of a Sentinel-2 product`,
    );
  }
  const offsets = [...xmlElements(xml, 'BOA_ADD_OFFSET'), ...xmlElements(xml, 'RADIO_ADD_OFFSET')].map(Number);
  return { baseline, quantification, offsetsDn: Array.from({ length: 13 }, (_, i) => offsets[i] ?? 0) };
}
