import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { StacItem } from '@landsicht/core';
import type { Land } from '../land/land.js';
import type { LandRaster } from '../land/land-raster.js';
import { gridOf } from '../land/region.js';
import { itemDir, writeItem } from '../write/stac-files.js';
import { type StreamOptions, streamRasters } from '../write/stream-rasters.js';
import { grdExtensions, grdProperties, sigmaAsset, sigmaLayout } from './grd-item.js';
import { type LookAlikes, lookAlikeKind } from './look-alikes.js';
import { incidenceDeg, type RadarPass } from './radar-scene.js';
import { RadarRenderer } from './render-radar.js';

/** One Sentinel-1 scene: σ0 VV and VH, and the truth `water` and `flood`, and `look_alike` where there are such. */
export async function writeRadarScene(
  root: string,
  land: Land,
  raster: LandRaster,
  pass: RadarPass,
  { lookAlikes, ...options }: StreamOptions & { readonly lookAlikes: LookAlikes | null },
): Promise<StacItem> {
  const grid = gridOf(raster.extent, 10, 32633);
  const stamp = pass.utc.toISOString().replace(/[-:]/g, '').slice(0, 15);
  const id = `SIM_S1A_IW_GRDH_1SDV_${stamp}`;
  const dir = itemDir(root, 'sentinel-1', id);
  await mkdir(dir, { recursive: true });
  const path = (name: string): string => join(dir, `${name}.tif`);
  const time = { metadata: { TIFFTAG_DATETIME: pass.utc.toISOString().slice(0, 19).replace(/-/g, ':').replace('T', ' ') } };
  const sigma = (name: 'vv' | 'vh') => ({ ...sigmaLayout(grid, name), ...time });
  const truth = (name: string) => ({
    grid,
    pixelType: 'u8' as const,
    bands: [{ name }],
    nodata: 255,
    overviews: 'mode' as const,
    colors: { 0: '#ffffff00', 1: name === 'flood' ? '#1565c0' : '#8fb8d9' },
    ...time,
  });
  const renderer = new RadarRenderer(land, raster, pass, lookAlikes);
  await streamRasters(
    [
      { path: path('vv'), layout: sigma('vv') },
      { path: path('vh'), layout: sigma('vh') },
      { path: path('water'), layout: truth('water') },
      { path: path('flood'), layout: truth('flood') },
      ...(lookAlikes == null ? [] : [{ path: path('look_alike'), layout: truth('look_alike') }]),
    ],
    grid.height,
    (row0, rows) => {
      const { vv, vh, water, flood, lookAlike } = renderer.rows(row0, rows);
      return [vv, vh, water, flood, ...(lookAlike == null ? [] : [lookAlike])].map((band) => ({ bands: [band], rows }));
    },
    options,
  );
  const byte = { 'raster:bands': [{ data_type: 'uint8', nodata: 255, spatial_resolution: 10 }] };
  const middle = (raster.extent.col + raster.extent.sizePx / 2) * 10;
  return writeItem(root, {
    id,
    collection: 'sentinel-1',
    grid,
    utc: pass.utc,
    extensions: grdExtensions,
    properties: {
      ...grdProperties(pass),
      'view:incidence_angle': Math.round(incidenceDeg(middle) * 100) / 100,
    },
    assets: [
      ...(['vv', 'vh'] as const).map((name) => sigmaAsset(path(name), name, grid)),
      {
        key: 'water',
        path: path('water'),
        title: 'Truth: all standing water (1), also under trees and between houses',
        type: 'cog',
        roles: ['labels'],
        grid,
        members: byte,
      },
      {
        key: 'flood',
        path: path('flood'),
        title: 'Truth: water that is normally not there (1)',
        type: 'cog',
        roles: ['labels'],
        grid,
        members: byte,
      },
      ...(lookAlikes == null
        ? []
        : [
            {
              key: 'look_alike',
              path: path('look_alike'),
              title: `Truth: what looks like flood and is none: ${Object.entries(lookAlikeKind)
                .map(([name, code]) => `${code} ${name}`)
                .join(', ')}`,
              type: 'cog' as const,
              roles: ['labels'],
              grid,
              members: byte,
            },
          ]),
    ],
  });
}
