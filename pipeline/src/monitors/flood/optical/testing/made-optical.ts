import { join } from 'node:path';
import { affine, type Grid, type StacItem } from '@landsicht/core';
import { randomOf } from '@landsicht/core/testing';
import { writeRaster } from '../../../../scene/testing/made-raster.js';
import { itemOf } from '../../../../scene/testing/shared-data.js';

export const opticalGrid: Grid = { width: 240, height: 200, transform: affine.northUp(400_000, 5_660_000, 10), epsg: 25833 };

/** Reflectance of blue, green, red, narrow NIR, 1.6 µm, 2.2 µm (flood.md 8). */
export const spectra = {
  meadow: [0.035, 0.07, 0.04, 0.38, 0.19, 0.09],
  lake: [0.025, 0.035, 0.018, 0.008, 0.004, 0.002],
  turbid: [0.07, 0.09, 0.1, 0.06, 0.015, 0.008],
  cloud: [0.5, 0.5, 0.5, 0.55, 0.4, 0.3],
} as const satisfies Record<string, Spectrum>;

type Spectrum = readonly [number, number, number, number, number, number];
type Pixel = (col: number, row: number) => keyof typeof spectra;

export interface MadeOptical {
  readonly dir: string;
  readonly id: string;
  readonly day: number;
  readonly ground: Pixel;
  /** Default Sentinel-2 L2A. */
  readonly sensor?: string;
  /** SCL code by pixel; absent = the product has no mask. */
  readonly scl?: (col: number, row: number) => number;
  readonly properties?: Readonly<Record<string, unknown>>;
}

const bandNames = ['blue', 'green', 'red', 'nir08', 'swir16', 'swir22'] as const;

/** An optical scene on disk, reflectance as float32, with a little noise. */
export async function madeOptical(made: MadeOptical): Promise<StacItem> {
  const { dir, id, day, ground, sensor = 'sentinel-2-l2a', scl, properties = {} } = made;
  const { width, height } = opticalGrid;
  const assets: Record<string, StacItem['assets'][string]> = {};
  const each = <A extends Float32Array | Uint8Array>(into: A, at: (col: number, row: number) => number): A =>
    into.map((_, i) => at(i % width, Math.floor(i / width))) as A;
  for (const [b, name] of bandNames.entries()) {
    const random = randomOf(day * 10 + b);
    const data = each(new Float32Array(width * height), (col, row) => (spectra[ground(col, row)][b] as number) + 0.002 * (random() - 0.5));
    const href = await writeRaster(join(dir, `${id}-${name}.tif`), opticalGrid, data, { overviews: 'average' });
    assets[name] = { href, type: 'image/tiff; application=geotiff', bands: [{ name }] };
  }
  if (scl != null) {
    const href = await writeRaster(join(dir, `${id}-scl.tif`), opticalGrid, each(new Uint8Array(width * height), scl));
    assets['scl'] = { href, type: 'image/tiff; application=geotiff' };
  }
  return itemOf({
    id,
    bbox: [13, 51, 14, 52],
    assets,
    properties: { datetime: new Date(Date.UTC(2024, 8, day, 10, 10)).toISOString(), 'landsicht:sensor': sensor, ...properties },
  });
}
