import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bboxLonLatOf, crsTransform, footprintLonLat, type Grid } from '@landsicht/core';
import { benchGrid, codesCog, exists, surfaceCog } from './inputs.js';

/** Bands of a Sentinel-2 L2A item by their pixel size. */
const bands10 = { blue: 'B02', green: 'B03', red: 'B04', nir: 'B08' } as const;
const bands20 = { rededge1: 'B05', rededge2: 'B06', rededge3: 'B07', nir08: 'B8A', swir16: 'B11', swir22: 'B12' } as const;

/** One Sentinel-2 date of `sizePx` × `sizePx` at 10 m, without a cloud; neighbours in the order of bands have different pixels. Returns the path of its item. */
export async function opticalScene(dir: string, sizePx: number): Promise<string> {
  const path = join(dir, `scene-${sizePx}.json`);
  if (await exists(path)) return path;
  const grid = benchGrid(sizePx);
  const coarse = benchGrid(sizePx / 2, 20);
  const surfaces = async (px: number, pixelM: number) => [
    await surfaceCog(dir, px, { pixelM }),
    await surfaceCog(dir, px, { pixelM, seed: 1 }),
  ];
  const [fine, half] = [await surfaces(sizePx, 10), await surfaces(sizePx / 2, 20)];
  const classes = await codesCog(dir, sizePx / 2, { pixelM: 20, first: 4 });
  const asset = (href: string, on: Grid, name: string) => ({
    ...{ href, type: 'image/tiff; application=geotiff', roles: [name === 'SCL' ? 'data-mask' : 'data'] },
    ...{ 'proj:code': 'EPSG:25833', 'proj:shape': [on.height, on.width], 'proj:transform': [...on.transform] },
    ...(name === 'SCL' ? {} : { 'eo:bands': [{ name }], 'raster:bands': [{ data_type: 'uint16', scale: 1e-4, offset: 0, nodata: 0 }] }),
  });
  const item = {
    ...{ type: 'Feature', stac_version: '1.0.0', id: 'S2_20240601T102021', collection: 'sentinel-2-l2a', stac_extensions: [], links: [] },
    ...{ geometry: { type: 'Polygon', coordinates: [footprintLonLat(grid)] }, bbox: [...bboxLonLatOf(grid)] },
    properties: { datetime: '2024-06-01T10:20:21Z', platform: 'sentinel-2a', 'processing:level': 'L2A' },
    assets: {
      ...Object.fromEntries(Object.entries(bands10).map(([key, name], i) => [key, asset(fine[i % 2] as string, grid, name)])),
      ...Object.fromEntries(Object.entries(bands20).map(([key, name], i) => [key, asset(half[i % 2] as string, coarse, name)])),
      scl: asset(classes, coarse, 'SCL'),
    },
  };
  await writeFile(path, JSON.stringify(item));
  return path;
}

/** Fields of 1 to 8 ha, turned, one in each cell of a raster over the scene; lon/lat. */
export async function fields(dir: string, sizePx: number, count: number): Promise<string> {
  const path = join(dir, `fields-${sizePx}-${count}.geojson`);
  if (await exists(path)) return path;
  const side = Math.ceil(Math.sqrt(count));
  const cellM = (10 * sizePx) / side;
  const { forward } = crsTransform(25833, 4326);
  const features = Array.from({ length: count }, (_, i) => {
    const [u, v, w] = [fraction(i, 1), fraction(i, 2), fraction(i, 3)];
    const [x, y] = [400_000 + ((i % side) + 0.5) * cellM, 5_700_000 - (Math.floor(i / side) + 0.5) * cellM];
    const [length, width, turn] = [120 + 160 * u, 80 + 120 * v, Math.PI * w];
    const corners = [
      [-1, -1],
      [1, -1],
      [1.1, 1],
      [-1, 1],
      [-1, -1],
    ].map(([a = 0, b = 0]) => {
      const [dx, dy] = [(a * length) / 2, (b * width) / 2];
      return forward(x + dx * Math.cos(turn) - dy * Math.sin(turn), y + dx * Math.sin(turn) + dy * Math.cos(turn));
    });
    return { type: 'Feature', id: String(i), properties: { id: i }, geometry: { type: 'Polygon', coordinates: [corners] } };
  });
  await writeFile(path, JSON.stringify({ type: 'FeatureCollection', features }));
  return path;
}

/** 0..1, always the same for the same field. */
function fraction(i: number, seed: number): number {
  const h = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(seed, 0x85ebca6b);
  return ((h ^ (h >>> 15)) >>> 8) / 2 ** 24;
}
