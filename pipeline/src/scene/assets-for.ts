import type { StacItem } from '@landsicht/core';
import { bandsOf } from './band-map.js';
import { maskOf } from './mask-map.js';

/** Metadata that `openScene` takes numbers from. */
const metadataKeys = /^(mtl(\.txt)?|product[-_]metadata|mtd([-_]msil(1c|2a))?(\.xml)?|(.*-)?(calibration|noise)-(vv|vh|hh|hv))$/i;

/** Keys of every asset that can change what reading these bands gives: the bands' own, the mask, calibration metadata. */
export function assetsFor(item: StacItem, bands: readonly string[]): string[] {
  const sources = bandsOf(item).filter(({ name }) => bands.includes(name));
  const mask = maskOf(item);
  const metadata = Object.keys(item.assets).filter((key) => metadataKeys.test(key));
  return [...new Set([...sources.map(({ asset }) => asset), ...(mask == null ? [] : [mask.asset]), ...metadata])];
}
