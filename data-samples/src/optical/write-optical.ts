import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { CogLayout, StacItem } from '@landsicht/core';
import type { Land } from '../land/land.js';
import type { LandRaster } from '../land/land-raster.js';
import { gridOf } from '../land/region.js';
import { type AssetFile, itemDir, writeItem } from '../write/stac-files.js';
import { type StreamOptions, streamRasters } from '../write/stream-rasters.js';
import type { OpticalPass } from './optical-pass.js';
import { coarseBands, dnOffset, fineBands, OpticalRenderer } from './render-optical.js';
import { opticalBands } from './spectra.js';

const bandTitles = {
  blue: 'B02',
  green: 'B03',
  red: 'B04',
  rededge1: 'B05',
  nir: 'B08',
  nir08: 'B8A',
  swir16: 'B11',
  swir22: 'B12',
} as const;

const damageColors = { 0: '#ffffff00', 1: '#b8c95a', 2: '#c62828', 3: '#8c8c8c', 4: '#8c6d31', 255: '#ffffff00' };

/** One Sentinel-2 scene with the keys of Earth Search's sentinel-2-c1-l2a, and the truth `damage`. */
export async function writeOpticalScene(
  root: string,
  land: Land,
  raster: LandRaster,
  pass: OpticalPass,
  options: StreamOptions,
): Promise<StacItem> {
  const grids = { 10: gridOf(raster.extent, 10, 32633), 20: gridOf(raster.extent, 20, 32633) } as const;
  const id = `SIM_S2B_T33UVS_${pass.utc.toISOString().slice(0, 10).replace(/-/g, '')}_L2A`;
  const dir = itemDir(root, 'sentinel-2', id);
  await mkdir(dir, { recursive: true });
  const path = (name: string): string => join(dir, `${name}.tif`);
  const reflectance = (name: string, metres: 10 | 20): CogLayout => ({
    grid: grids[metres],
    pixelType: 'u16',
    bands: [{ name, scale: 0.0001, offset: -dnOffset / 10_000 }],
    nodata: 0,
    overviews: 'average',
  });
  const bands = [...fineBands.map((b) => [opticalBands[b], 10] as const), ...coarseBands.map((b) => [opticalBands[b], 20] as const)];
  const targets = [
    ...bands.map(([name, metres]) => ({ path: path(name), layout: reflectance(name, metres) })),
    { path: path('scl'), layout: { grid: grids[20], pixelType: 'u8', bands: [{ name: 'scl' }], nodata: 0, overviews: 'mode' } as const },
    {
      path: path('damage'),
      layout: {
        grid: grids[10],
        pixelType: 'u8',
        bands: [{ name: 'damage' }],
        nodata: 255,
        overviews: 'mode',
        colors: damageColors,
      } as const,
    },
  ];
  const renderer = new OpticalRenderer(land, raster, pass);
  const sclCounts = new Array<number>(12).fill(0);
  await streamRasters(
    targets,
    grids[10].height,
    (row0, rows) => {
      const { fine, coarse, scl, damage } = renderer.rows(row0, rows);
      for (const code of scl) sclCounts[code] = (sclCounts[code] as number) + 1;
      return [
        ...fine.map((band) => ({ bands: [band], rows })),
        ...[...coarse, scl].map((band) => ({ bands: [band], rows: rows / 2 })),
        { bands: [damage], rows },
      ];
    },
    options,
  );
  const percent = (...codes: number[]): number => {
    const sum = codes.reduce((n, code) => n + (sclCounts[code] as number), 0);
    return Math.round((1e6 * 100 * sum) / (grids[20].width * grids[20].height)) / 1e6;
  };
  const assets: AssetFile[] = bands.map(([name, metres]) => ({
    key: name,
    path: path(name),
    title: `${bandTitles[name]}: ${name}`,
    type: 'cog',
    roles: ['data', 'reflectance'],
    grid: grids[metres],
    members: {
      'eo:bands': [{ name: bandTitles[name], common_name: name === 'rededge1' ? 'rededge' : name }],
      'raster:bands': [{ data_type: 'uint16', nodata: 0, spatial_resolution: metres, scale: 0.0001, offset: -dnOffset / 10_000 }],
    },
  }));
  assets.push(
    {
      key: 'scl',
      path: path('scl'),
      title: 'Scene classification',
      type: 'cog',
      roles: ['data'],
      grid: grids[20],
      members: { 'raster:bands': [{ data_type: 'uint8', nodata: 0, spatial_resolution: 20 }] },
    },
    {
      key: 'damage',
      path: path('damage'),
      title: 'Truth: bark beetle stage of spruce (0 healthy, 1 green, 2 red, 3 grey, 4 felled; 255 no spruce)',
      type: 'cog',
      roles: ['labels'],
      grid: grids[10],
      members: { 'raster:bands': [{ data_type: 'uint8', nodata: 255, spatial_resolution: 10 }] },
    },
  );
  return writeItem(root, {
    id,
    collection: 'sentinel-2',
    grid: grids[10],
    utc: pass.utc,
    extensions: [
      'https://stac-extensions.github.io/eo/v1.1.0/schema.json',
      'https://stac-extensions.github.io/sat/v1.0.0/schema.json',
      'https://stac-extensions.github.io/view/v1.0.0/schema.json',
    ],
    properties: {
      platform: pass.platform,
      constellation: 'sentinel-2',
      instruments: ['msi'],
      'sat:orbit_state': 'descending',
      'sat:relative_orbit': pass.relativeOrbit,
      'eo:cloud_cover': percent(8, 9, 10),
      'view:sun_azimuth': pass.sun.azimuthDeg,
      'view:sun_elevation': pass.sun.elevationDeg,
      's2:processing_baseline': '05.09',
      's2:product_type': 'S2MSI2A',
      's2:cloud_shadow_percentage': percent(3),
      's2:vegetation_percentage': percent(4),
      's2:water_percentage': percent(6),
      'grid:code': 'MGRS-33UVS',
    },
    assets,
  });
}
