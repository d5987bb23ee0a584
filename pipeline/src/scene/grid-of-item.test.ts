import type { StacItem } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import { gridOfItem, windowOfArea } from './grid-of-item.js';

const item = (properties: Record<string, unknown>, asset: Record<string, unknown> = {}): StacItem => ({
  type: 'Feature',
  stac_version: '1.0.0',
  id: 'a',
  geometry: null,
  properties: { datetime: '2024-09-16T05:16:00Z', ...properties },
  links: [],
  assets: { vh: { href: 'vh.tif', ...asset } },
});

const utm = { 'proj:shape': [500, 400], 'proj:transform': [10, 0, 400_000, 0, -10, 5_660_000, 0, 0, 1] };

describe('gridOfItem', () => {
  it('reads proj:code or proj:epsg, from the asset before the item', () => {
    expect(gridOfItem(item({ ...utm, 'proj:epsg': 32633 }), 'vh')).toEqual({
      width: 400,
      height: 500,
      transform: [10, 0, 400_000, 0, -10, 5_660_000],
      epsg: 32633,
    });
    expect(gridOfItem(item({ ...utm, 'proj:epsg': 32633 }, { 'proj:code': 'EPSG:25833' }), 'vh')?.epsg).toBe(25833);
  });

  it('says nothing where the item says too little', () => {
    expect(gridOfItem(item({ 'proj:epsg': 32633 }), 'vh')).toBeNull();
    expect(gridOfItem(item({ ...utm, 'proj:epsg': 2056 }), 'vh')).toBeNull();
    expect(gridOfItem(item({ ...utm, 'proj:epsg': 32633, 'proj:shape': ['x', 1] }), 'vh')).toBeNull();
  });
});

describe('windowOfArea', () => {
  const placed = item({ ...utm, 'proj:epsg': 32633 });

  it('cuts the scene to the pixels that cover the area', () => {
    const window = windowOfArea(placed, 'vh', [13.6, 51.05, 13.61, 51.06]);
    expect(window).not.toBeNull();
    // 0.01° of longitude is about 700 m, of latitude 1112 m, turned a little against the UTM grid
    expect(window?.width).toBeGreaterThan(69);
    expect(window?.width).toBeLessThan(76);
    expect(window?.height).toBeGreaterThan(110);
    expect(window?.height).toBeLessThan(116);
  });

  it('takes the whole scene without an area or without a declared grid', () => {
    expect(windowOfArea(placed, 'vh', null)).toBeNull();
    expect(windowOfArea(item({}), 'vh', [13.6, 51.05, 13.61, 51.06])).toBeNull();
  });
});
