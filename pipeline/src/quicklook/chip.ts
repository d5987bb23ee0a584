import { affine, crsTransform, type Grid, type StacItem } from '@landsicht/core';
import type { MultiPolygon, Polygon } from 'geojson';
import { maskOf } from '../scene/mask-map.js';
import { openScene } from '../scene/open-scene.js';
import type { AssetAccess } from '../sources/access/asset-access.js';
import { paintPng } from './paint.js';

/** Visible colours; near infrared, short-wave infrared and red, as agencies look at crops; greenness. */
export const chipStyles = ['true', 'false', 'ndvi'] as const;
export type ChipStyle = (typeof chipStyles)[number];

export interface ChipRequest {
  readonly item: StacItem;
  /** Outline of the parcel, longitude and latitude. */
  readonly geometry: Polygon | MultiPolygon;
  readonly style: ChipStyle;
  /** Reflectance drawn black and white, by Sentinel-2 band name: the same for all dates of a parcel. */
  readonly stretch: Readonly<Record<string, readonly [number, number]>>;
  /** Signs the addresses of sources that need it. */
  readonly access?: AssetAccess;
  readonly signal?: AbortSignal;
}

export const CHIP_PX = 128;
/** The parcel takes this share of the chip, unless it is smaller than `leastM`. */
const parcelShare = 0.6;
const leastM = 320;

type BandName = 'blue' | 'green' | 'red' | 'nir' | 'swir16';
const sentinelNames: Readonly<Record<BandName, string>> = { blue: 'B02', green: 'B03', red: 'B04', nir: 'B08', swir16: 'B11' };
/** Where the parcel was never seen clear. */
const plainStretch: Readonly<Record<BandName, readonly [number, number]>> = {
  blue: [0, 0.15],
  green: [0, 0.18],
  red: [0, 0.2],
  nir: [0.05, 0.5],
  swir16: [0.05, 0.4],
};
const channels: Readonly<Record<ChipStyle, readonly BandName[]>> = {
  true: ['red', 'green', 'blue'],
  false: ['nir', 'swir16', 'red'],
  ndvi: ['nir', 'red'],
};

/** A picture of the parcel and what lies around it on one date, clouds included, as PNG of 128 × 128 pixels with the outline. */
export async function paintChip({ item, geometry, style, stretch, access, signal }: ChipRequest): Promise<Uint8Array<ArrayBuffer>> {
  const scene = await openScene(withoutMask(item), { ...(access == null ? {} : { access }), ...(signal == null ? {} : { signal }) });
  try {
    const grid = chipGrid(geometry, scene.grid.epsg);
    const bands = channels[style];
    const raster = await scene.read(bands, { grid, ...(signal == null ? {} : { signal }) });
    const values = bands.map((band) => raster.bands[band] as ArrayLike<number>);
    const rgba =
      style === 'ndvi'
        ? ndviColours(values, raster.valid)
        : stretched(
            values,
            raster.valid,
            bands.map((band) => stretchOf(band, stretch)),
          );
    drawOutline(rgba, geometry, grid);
    return await paintPng(rgba, CHIP_PX);
  } finally {
    await scene.close();
  }
}

/** A mask, in whatever forms it is there, hides what people want to see: the cloud itself. */
function withoutMask(item: StacItem): StacItem {
  const mask = maskOf(item);
  if (mask == null) return item;
  return withoutMask({ ...item, assets: Object.fromEntries(Object.entries(item.assets).filter(([name]) => name !== mask.asset)) });
}

/** Square, north up, around the middle of the parcel. */
export function chipGrid(geometry: Polygon | MultiPolygon, epsg: number): Grid {
  const { forward } = crsTransform(4326, epsg);
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const projected = polygons.flatMap(([outer = []]) => outer.map(([lon = 0, lat = 0]) => forward(lon, lat)));
  const [xs, ys] = [projected.map(([x]) => x), projected.map(([, y]) => y)];
  const [left, right, bottom, top] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const sideM = Math.max(leastM, Math.max(right - left, top - bottom) / parcelShare);
  const px = sideM / CHIP_PX;
  return {
    ...{ width: CHIP_PX, height: CHIP_PX, epsg },
    transform: affine.northUp((left + right) / 2 - sideM / 2, (bottom + top) / 2 + sideM / 2, px),
  };
}

function stretchOf(band: BandName, stretch: ChipRequest['stretch']): readonly [number, number] {
  const [low, high] = stretch[sentinelNames[band]] ?? plainStretch[band];
  return high - low < 0.02 ? plainStretch[band] : [low, high];
}

function stretched(bands: readonly ArrayLike<number>[], valid: Uint8Array, limits: readonly (readonly [number, number])[]): Uint8Array {
  const rgba = new Uint8Array(4 * valid.length);
  for (let i = 0; i < valid.length; i++) {
    if (valid[i] === 0) continue;
    for (let channel = 0; channel < 3; channel++) {
      const [low, high] = limits[channel] as readonly [number, number];
      rgba[4 * i + channel] = Math.max(0, Math.min(255, Math.round((255 * ((bands[channel]?.[i] ?? 0) - low)) / (high - low))));
    }
    rgba[4 * i + 3] = 255;
  }
  return rgba;
}

/** NDVI 0 brown, 0.4 yellow, 0.9 dark green; the same on every chip, so that dates and parcels compare. */
const ndviStops: readonly (readonly [ndvi: number, red: number, green: number, blue: number])[] = [
  [0, 120, 80, 50],
  [0.2, 196, 156, 100],
  [0.4, 240, 226, 140],
  [0.6, 150, 195, 85],
  [0.9, 10, 90, 40],
];

function ndviColours([nir, red]: readonly ArrayLike<number>[], valid: Uint8Array): Uint8Array {
  const rgba = new Uint8Array(4 * valid.length);
  for (let i = 0; i < valid.length; i++) {
    const [n, r] = [nir?.[i] ?? 0, red?.[i] ?? 0];
    if (valid[i] === 0 || !(n + r > 0)) continue;
    const ndvi = Math.max(0, Math.min(0.9, (n - r) / (n + r)));
    const k = Math.max(
      1,
      ndviStops.findIndex(([stop]) => stop >= ndvi),
    );
    const [below, above] = [ndviStops[k - 1], ndviStops[k]] as [(typeof ndviStops)[number], (typeof ndviStops)[number]];
    const share = (ndvi - below[0]) / (above[0] - below[0]);
    for (let channel = 0; channel < 3; channel++) {
      const [a, b] = [below[channel + 1] as number, above[channel + 1] as number];
      rgba[4 * i + channel] = Math.round(a + share * (b - a));
    }
    rgba[4 * i + 3] = 255;
  }
  return rgba;
}

/** Rings in yellow on a dark edge: seen on any ground. */
function drawOutline(rgba: Uint8Array, geometry: Polygon | MultiPolygon, grid: Grid): void {
  const { forward } = crsTransform(4326, grid.epsg);
  const toPixel = affine.invert(grid.transform);
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const lines = polygons.flat().map((ring) =>
    ring.map(([lon = 0, lat = 0]) => {
      const [x, y] = forward(lon, lat);
      return affine.apply(toPixel, x, y);
    }),
  );
  const paint = (col: number, row: number, colour: readonly number[]) => {
    const [c, r] = [Math.floor(col), Math.floor(row)];
    if (c >= 0 && r >= 0 && c < grid.width && r < grid.height) rgba.set(colour, 4 * (r * grid.width + c));
  };
  for (const [offset, colour] of [
    [1, [0, 0, 0, 255]],
    [0, [255, 225, 0, 255]],
  ] as const) {
    for (const line of lines) {
      line.slice(1).forEach(([endCol, endRow], i) => {
        const [col, row] = line[i] as readonly [number, number];
        const steps = Math.max(1, Math.ceil(2 * Math.max(Math.abs(endCol - col), Math.abs(endRow - row))));
        for (let k = 0; k <= steps; k++)
          paint(col + (k / steps) * (endCol - col) + offset, row + (k / steps) * (endRow - row) + offset, colour);
      });
    }
  }
}
