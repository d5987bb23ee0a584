import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Grid, type StacItem, sunAngles, type WriteCog } from '@landsicht/core';
import { forestBands } from '../forest/forest-spectra.js';
import { type AssetFile, itemDir, writeItem } from './stac-files.js';
import { layoutOf, writeWhole } from './write-whole.js';

export type L2aGrids = Readonly<Record<10 | 20, Grid>>;

/** One acquisition: four bands at 10 m, six at 20 m, scene classes at 20 m; bands in the order of `forestBands`. */
export interface L2aImage {
  readonly fine: readonly Uint16Array[];
  readonly coarse: readonly Uint16Array[];
  readonly scl: Uint8Array;
}

export interface L2aPass {
  readonly utc: Date;
  /** Added to every band: from processing baseline 04.00 on. */
  readonly offsetDn: 0 | 1000;
  /** Begins the item's id; default `SIM`. */
  readonly series?: string;
}

/** A Sentinel-2 L2A picture of a series: `R10m.tif`, `R20m.tif`, `scl.tif` and its item. */
export async function writeL2a(
  root: string,
  grids: L2aGrids,
  { utc, offsetDn, series = 'SIM' }: L2aPass,
  image: L2aImage,
  writeCog: WriteCog,
): Promise<StacItem> {
  const id = `${series}_S2B_T33UVS_${utc.toISOString().slice(0, 10).replace(/-/g, '')}_L2A`;
  const dir = itemDir(root, 'sentinel-2', id);
  await mkdir(dir, { recursive: true });
  const assets: AssetFile[] = [];
  for (const [metres, pixels] of [
    [10, image.fine],
    [20, image.coarse],
  ] as const) {
    const bands = forestBands.filter(([, , m]) => m === metres);
    const path = join(dir, `R${metres}m.tif`);
    const grid = grids[metres];
    await writeWhole(writeCog, path, { ...layoutOf(grid, 'u16', 0, 'average'), bands: bands.map(([, name]) => ({ name })) }, pixels);
    assets.push({
      key: `R${metres}m`,
      path,
      title: bands.map(([id]) => id).join(', '),
      type: 'cog',
      roles: ['data', 'reflectance'],
      grid,
      members: {
        'eo:bands': bands.map(([name, common]) => ({ name, common_name: common.startsWith('rededge') ? 'rededge' : common })),
        'raster:bands': bands.map(() => ({ data_type: 'uint16', nodata: 0, spatial_resolution: metres })),
      },
    });
  }
  const scl = join(dir, 'scl.tif');
  await writeWhole(writeCog, scl, { ...layoutOf(grids[20], 'u8', 0, 'mode'), bands: [{ name: 'scl' }] }, [image.scl]);
  assets.push({
    key: 'scl',
    path: scl,
    title: 'Scene classification',
    type: 'cog',
    roles: ['data'],
    grid: grids[20],
    members: { 'raster:bands': [{ data_type: 'uint8', nodata: 0, spatial_resolution: 20 }] },
  });
  const percent = (...codes: number[]): number =>
    Math.round((1e6 * image.scl.filter((code) => codes.includes(code)).length) / image.scl.length) / 1e4;
  const sun = sunAngles(utc, 13.9, 50.9);
  return writeItem(root, {
    id,
    collection: 'sentinel-2',
    grid: grids[10],
    utc,
    extensions: ['https://stac-extensions.github.io/eo/v1.1.0/schema.json', 'https://stac-extensions.github.io/view/v1.0.0/schema.json'],
    properties: {
      platform: 'sentinel-2b',
      constellation: 'sentinel-2',
      instruments: ['msi'],
      'eo:cloud_cover': percent(8, 9, 10),
      'view:sun_azimuth': sun.azimuthDeg,
      'view:sun_elevation': sun.elevationDeg,
      's2:processing_baseline': offsetDn === 0 ? '03.01' : '04.00',
      's2:product_type': 'S2MSI2A',
      's2:snow_ice_percentage': percent(11),
      'grid:code': 'MGRS-33UVS',
    },
    assets,
  });
}
