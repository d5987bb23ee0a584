import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { affine, bboxLonLatOf, footprintLonLat, type Grid, type StacItem } from '@landsicht/core';
import { writeRaster } from '../../../scene/testing/made-raster.js';

/** Blue, green, red, B8A, B11, B12: reflectance × 10 000. */
export type Spectrum = readonly [number, number, number, number, number, number];
export const bandNames = ['blue', 'green', 'red', 'nir08', 'swir16', 'swir22'] as const;

/** Pure conifer of Lorraine by month, January first (forest.md 9; January and November between their neighbours). */
const conifer: readonly Spectrum[] = [
  [108, 150, 85, 1200, 370, 178],
  [71, 129, 79, 1204, 422, 235],
  [70, 147, 91, 1252, 538, 267],
  [92, 189, 118, 1455, 841, 435],
  [102, 217, 134, 1553, 840, 401],
  [81, 201, 45, 1813, 809, 360],
  [107, 228, 94, 1916, 808, 357],
  [68, 158, 19, 1670, 752, 330],
  [46, 139, 27, 1551, 573, 243],
  [89, 161, 79, 1442, 464, 189],
  [117, 165, 85, 1320, 390, 155],
  [145, 172, 90, 1198, 319, 122],
];
/** SWIR1 of trees without needle water over that of green ones. */
const dyingSwir = 1.5;
const bare: Spectrum = [420, 700, 970, 2690, 2700, 1490];
const cloud: Spectrum = [3320, 3340, 3188, 3887, 3430, 2714];

export type Cover = 'healthy' | 'dying' | 'bare' | 'cloud';

export interface MadeDate {
  readonly dir: string;
  /** 2018-06-01 */
  readonly day: string;
  readonly grid: Grid;
  readonly cover: (col: number, row: number) => Cover;
  readonly sensor?: 'sentinel-2' | 'landsat' | 'hls';
  /** Of Sentinel-2; from 04.00 on 1000 is added to every count. */
  readonly baseline?: string;
  readonly bands?: readonly (typeof bandNames)[number][];
  readonly id?: string;
}

/** One date as files and a STAC item, with small noise that depends on place and day alone. */
export async function madeDate(made: MadeDate): Promise<StacItem> {
  const { dir, day, grid, cover, sensor = 'sentinel-2', baseline = '02.09', bands = bandNames } = made;
  const id = made.id ?? `${sensor}-${day}-${baseline}`;
  const month = Number(day.slice(5, 7)) - 1;
  const epochDay = Date.parse(day) / 86_400_000;
  const folder = join(dir, id);
  await mkdir(folder, { recursive: true });
  const covers = Array.from({ length: grid.width * grid.height }, (_, o) => cover(o % grid.width, Math.floor(o / grid.width)));
  const assets: Record<string, StacItem['assets'][string]> = {};
  for (const band of bands) {
    const k = bandNames.indexOf(band);
    const stored = Uint16Array.from(covers, (kind, o) => {
      const noise = 1 + 0.02 * Math.sin(o * 12.9898 + epochDay * 78.233 + k * 37.719);
      const dn = Math.round((spectrumOf(kind, month)[k] as number) * noise);
      if (sensor === 'landsat') return Math.round((dn / 10_000 + 0.2) / 2.75e-5);
      return dn + (sensor === 'sentinel-2' && Number(baseline) >= 4 ? 1000 : 0);
    });
    const href = await writeRaster(join(folder, `${band}.tif`), grid, stored);
    assets[band] = { href, type: 'image/tiff; application=geotiff', 'eo:bands': [{ name: band, common_name: band }] };
  }
  const mask = maskOf(sensor);
  const codes = Uint16Array.from(covers, (kind) => (kind === 'cloud' ? mask.cloud : mask.clear));
  const href = await writeRaster(join(folder, `${mask.asset}.tif`), grid, sensor === 'landsat' ? codes : Uint8Array.from(codes));
  assets[mask.asset] = { href, type: 'image/tiff; application=geotiff' };
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    id,
    collection: { 'sentinel-2': 'sentinel-2-l2a', landsat: 'landsat-c2-l2', hls: 'HLSS30.v2.0' }[sensor],
    geometry: { type: 'Polygon', coordinates: [footprintLonLat(grid)] },
    bbox: [...bboxLonLatOf(grid)],
    properties: {
      datetime: `${day}T10:20:31Z`,
      platform: sensor === 'landsat' ? 'landsat-8' : 'sentinel-2a',
      'proj:epsg': grid.epsg,
      'proj:shape': [grid.height, grid.width],
      'proj:transform': [...grid.transform],
      ...(sensor === 'landsat' ? { 'landsat:wrs_path': '192', 'landsat:wrs_row': '024' } : { 's2:mgrs_tile': '33UVS' }),
      ...(sensor === 'sentinel-2' ? { 's2:processing_baseline': baseline } : {}),
    },
    links: [],
    assets,
  };
}

function spectrumOf(cover: Cover, month: number): Spectrum {
  const green = conifer[month] as Spectrum;
  switch (cover) {
    case 'healthy':
      return green;
    case 'dying':
      return [green[0] + 60, green[1] + 60, green[2] + 150, green[3], green[4] * dyingSwir, green[5] * dyingSwir];
    case 'bare':
      return bare;
    case 'cloud':
      return cloud;
  }
}

function maskOf(sensor: NonNullable<MadeDate['sensor']>) {
  switch (sensor) {
    case 'sentinel-2':
      return { asset: 'scl', clear: 4, cloud: 9 };
    case 'hls':
      return { asset: 'Fmask', clear: 0, cloud: 2 };
    case 'landsat':
      return { asset: 'qa_pixel', clear: 64, cloud: 8 };
  }
}

/** 10 m pixels near Dresden. */
export function madeGrid(width: number, height: number): Grid {
  return { width, height, transform: affine.northUp(400_000, 5_660_000, 10), epsg: 32633 };
}

/** Days from the first to the last, both included. */
export function daysBetween(first: string, last: string, step: number): string[] {
  const days: string[] = [];
  for (let ms = Date.parse(first); ms <= Date.parse(last); ms += step * 86_400_000) days.push(new Date(ms).toISOString().slice(0, 10));
  return days;
}
