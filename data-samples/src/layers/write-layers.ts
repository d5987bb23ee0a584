import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { allocate, type CogLayout, type PixelArray, type PixelType, type StacItem } from '@landsicht/core';
import { cover } from '../land/cover.js';
import type { Land } from '../land/land.js';
import { indexAt, type LandRaster } from '../land/land-raster.js';
import { simulatedYear } from '../land/parcel.js';
import { gridOf } from '../land/region.js';
import { type AssetFile, itemDir, writeItem, writeJson } from '../write/stac-files.js';
import { type StreamOptions, streamRasters } from '../write/stream-rasters.js';
import { buildingFeatures, compartmentFeatures, parcelFeatures, parcelTruth, roadFeatures, wholeParcels } from './features.js';

const landcoverColors = Object.fromEntries(Object.values(cover).map(({ code, color }) => [code, color]));

const dataTypes: Partial<Record<PixelType, string>> = { f32: 'float32', u8: 'uint8', u16: 'uint16' };

/** Relief, land cover, dates of attack and felling, and the vector layers of an extent. */
export async function writeLayers(root: string, land: Land, raster: LandRaster, options: StreamOptions): Promise<StacItem> {
  const grid = gridOf(raster.extent, 10, 25833);
  const id = `SIM_LAYERS_${simulatedYear}`;
  const dir = itemDir(root, 'layers', id);
  await mkdir(dir, { recursive: true });
  const rasters: readonly { key: string; title: string; roles: string[]; layout: CogLayout; from: PixelArray }[] = [
    {
      key: 'dem',
      title: 'Height of the ground, m',
      roles: ['data'],
      layout: { grid, pixelType: 'f32', bands: [{ name: 'height', unit: 'm' }], nodata: -9999, overviews: 'average' },
      from: raster.heightM,
    },
    {
      key: 'landcover',
      title: `Land cover: ${Object.entries(cover)
        .map(([name, { code }]) => `${code} ${name}`)
        .join(', ')}`,
      roles: ['labels'],
      layout: { grid, pixelType: 'u8', bands: [{ name: 'landcover' }], nodata: 0, overviews: 'mode', colors: landcoverColors },
      from: raster.cover,
    },
    {
      key: 'infested_on',
      title: 'Truth: day of bark beetle attack, days since 1970-01-01, 0 = none',
      roles: ['labels'],
      layout: { grid, pixelType: 'u16', bands: [{ name: 'infested_on' }], overviews: 'mode' },
      from: raster.infestedOn,
    },
    {
      key: 'cleared_on',
      title: 'Truth: day of salvage felling, days since 1970-01-01, 0 = none',
      roles: ['labels'],
      layout: { grid, pixelType: 'u16', bands: [{ name: 'cleared_on' }], overviews: 'mode' },
      from: raster.clearedOn,
    },
  ];
  const path = (key: string): string => join(dir, `${key}.tif`);
  await streamRasters(
    rasters.map(({ key, layout }) => ({ path: path(key), layout })),
    grid.height,
    (row0, rows) => rasters.map(({ from, layout }) => ({ bands: [cut(raster, from, layout.pixelType, row0, rows)], rows })),
    options,
  );
  const parcels = wholeParcels(land, raster);
  const vectors = [
    { key: 'parcels', title: 'Declared parcels', roles: ['data'], value: parcelFeatures(land, parcels) },
    { key: 'compartments', title: 'Forest compartments', roles: ['data'], value: compartmentFeatures(parcels) },
    { key: 'buildings', title: 'Buildings', roles: ['data'], value: buildingFeatures(land, raster.extent) },
    { key: 'roads', title: 'Roads outside settlements', roles: ['data'], value: roadFeatures(land, raster.extent) },
  ];
  for (const { key, value } of vectors) await writeJson(join(dir, `${key}.geojson`), value);
  await writeJson(join(dir, 'parcels-truth.json'), parcelTruth(parcels));
  const assets: AssetFile[] = [
    ...rasters.map(
      ({ key, title, roles, layout }): AssetFile => ({
        key,
        title,
        roles,
        path: path(key),
        type: 'cog',
        grid,
        members: {
          'raster:bands': [
            { data_type: dataTypes[layout.pixelType], ...(layout.nodata == null ? {} : { nodata: layout.nodata }), spatial_resolution: 10 },
          ],
        },
      }),
    ),
    ...vectors.map(({ key, title, roles }): AssetFile => ({ key, title, roles, path: join(dir, `${key}.geojson`), type: 'geojson' })),
    {
      key: 'parcels_truth',
      title: 'Truth: crops and events of the parcels',
      roles: ['labels'],
      path: join(dir, 'parcels-truth.json'),
      type: 'json',
    },
  ];
  return writeItem(root, {
    id,
    collection: 'layers',
    grid,
    utc: new Date(Date.UTC(simulatedYear, 0, 1)),
    extensions: [],
    properties: {},
    assets,
  });
}

/** Rows of a layer; heights rounded to centimetres. */
function cut(raster: LandRaster, from: PixelArray, type: PixelType, row0: number, rows: number): PixelArray {
  const width = raster.extent.sizePx;
  const out = allocate(type, width * rows);
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < width; c++) {
      const value = from[indexAt(raster, c, row0 + r)] as number;
      out[r * width + c] = type === 'f32' ? Math.round(value * 100) / 100 : value;
    }
  }
  return out;
}
