import {
  type Affine,
  affine,
  type BboxLonLat,
  type Grid,
  isKnownEpsg,
  type StacItem,
  type Window,
  windowOfBboxLonLat,
} from '@landsicht/core';

/** The grid of an asset as its item declares it (projection extension 1.x and 2.x, on the asset or the item); null where it does not. Opens no file. */
export function gridOfItem(item: StacItem, asset: string): Grid | null {
  const member = (name: string) => item.assets[asset]?.[name] ?? item.properties[name];
  const epsg = epsgOf(member('proj:code')) ?? member('proj:epsg');
  const shape = numbers(member('proj:shape'));
  const transform = numbers(member('proj:transform'));
  const [height, width] = shape ?? [];
  if (typeof epsg !== 'number' || !isKnownEpsg(epsg) || transform == null || transform.length < 6 || height == null || width == null)
    return null;
  const [a, b, c, d, e, f] = transform as [number, number, number, number, number, number];
  const grid: Grid = { width, height, transform: [a, b, c, d, e, f] satisfies Affine, epsg };
  return affine.pixelArea(grid.transform) > 0 ? grid : null;
}

/** The pixels of an area, or null for the whole scene: where no area was asked for, or the item does not say where its pixels lie. */
export function windowOfArea(item: StacItem, asset: string, area: BboxLonLat | null): Window | null {
  const grid = area == null ? null : gridOfItem(item, asset);
  return area == null || grid == null ? null : windowOfBboxLonLat(grid, area);
}

function epsgOf(code: unknown): number | null {
  const found = typeof code === 'string' ? /^EPSG:(\d+)$/i.exec(code) : null;
  return found == null ? null : Number(found[1]);
}

function numbers(value: unknown): number[] | null {
  return Array.isArray(value) && value.every((one) => typeof one === 'number' && Number.isFinite(one)) ? (value as number[]) : null;
}
