import type { StacItem } from '@landsicht/core';
import type { MaskKind } from './masks.js';
import { sensorOf } from './sensor-of.js';

export interface MaskSource {
  readonly kind: MaskKind;
  readonly asset: string;
}

/** The mask of an item, the finest and most readable of its assets; null where it has none. */
export function maskOf(item: StacItem): MaskSource | null {
  const sensor = sensorOf(item);
  const found = Object.keys(item.assets).flatMap((asset) => {
    const kind = kindOf(asset, sensor === 'hls');
    return kind == null ? [] : [{ kind, asset }];
  });
  // "scl" before "scl-jp2", "CLM_R1" (10 m) before "CLM_R2" (20 m), "SCL_20m" before "SCL_60m"
  found.sort((a, b) => Number(isJp2(item, a.asset)) - Number(isJp2(item, b.asset)) || (a.asset < b.asset ? -1 : 1));
  return found[0] ?? null;
}

function kindOf(asset: string, isHls: boolean): MaskKind | null {
  const key = asset.toLowerCase().replace(/-jp2$|\.tiff?$/, '');
  if (/^scl(_\d+m)?$/.test(key)) return 'scl';
  if (/^clm(_r[12])?$/.test(key)) return 'clm';
  if (key === 'qa_pixel') return 'qa-pixel';
  if (key === 'oa_fmask') return 'dea-fmask';
  if (key === 'fmask') return isHls ? 'hls-fmask' : 'cfmask';
  return key === 'cfmask' ? 'cfmask' : null;
}

function isJp2(item: StacItem, asset: string): boolean {
  const { href = '', type = '' } = item.assets[asset] ?? {};
  return /jp2/.test(type) || /\.jp2($|\?)/.test(href);
}
