import { join } from 'node:path';
import { affine, type Grid, type StacItem } from '@landsicht/core';
import { randomOf } from '@landsicht/core/testing';
import { writeRaster } from '../../../../scene/testing/made-raster.js';
import { itemOf } from '../../../../scene/testing/shared-data.js';

export const madeGrid: Grid = { width: 240, height: 220, transform: affine.northUp(400_000, 5_660_000, 10), epsg: 25833 };

/** Median σ0 in dB of VV and VH at a pixel. */
export type Ground = (col: number, row: number) => { readonly vv: number; readonly vh: number };

export const ground = {
  land: { vv: -10, vh: -16.4 },
  water: { vv: -19, vh: -27 },
  /** VV up by 8 dB, VH by 1 dB (flood.md 8). */
  windyWater: { vv: -11, vh: -26 },
  /** Asphalt: as dark as water, all year. */
  airfield: { vv: -17, vh: -25 },
} as const;

export interface MadeScene {
  readonly dir: string;
  readonly id: string;
  readonly day: number;
  readonly ground: Ground;
  readonly orbit?: number;
  /** Bands written, by the name in the item; default both. */
  readonly bands?: readonly ('vv' | 'vh')[];
  /** What the file holds; default linear. */
  readonly stored?: 'linear' | 'dB' | 'nothing';
  /** What the item says of it; default linear. */
  readonly said?: 'linear' | 'dB';
  /** Swaps the names of the files' contents. */
  readonly swapped?: true;
}

/** A simulated radar scene on disk: speckle of five looks, correlated over neighbours as in Sentinel-1 GRD. */
export async function madeScene(made: MadeScene): Promise<StacItem> {
  const { dir, id, day, bands = ['vv', 'vh'], stored = 'linear', said = 'linear', orbit = 95 } = made;
  const { width, height } = madeGrid;
  const assets: Record<string, StacItem['assets'][string]> = {};
  for (const [b, band] of bands.entries()) {
    const speckle = correlatedSpeckle(width, height, day * 10 + b + 1);
    const truth = made.swapped === true ? (band === 'vv' ? 'vh' : 'vv') : band;
    const data = Float32Array.from(speckle, (factor, i) => {
      if (stored === 'nothing') return Number.NaN;
      const power = 10 ** (made.ground(i % width, Math.floor(i / width))[truth] / 10) * factor;
      return stored === 'dB' ? 10 * Math.log10(power) : power;
    });
    const path = await writeRaster(join(dir, `${id}-${band}.tif`), madeGrid, data, { overviews: 'average' });
    assets[band] = { href: path, type: 'image/tiff; application=geotiff', bands: [{ name: band, unit: said }] };
  }
  return itemOf({
    id,
    bbox: [13, 51, 14, 52],
    assets,
    properties: {
      datetime: new Date(Date.UTC(2024, 8, day, 5, 18)).toISOString(),
      'landsicht:sensor': 'sentinel-1',
      'sat:relative_orbit': orbit,
      'sat:orbit_state': 'descending',
    },
  });
}

/** Mean 1: complex Gaussian noise, blurred over 3 × 3 px, its power averaged over five looks. */
function correlatedSpeckle(width: number, height: number, seed: number): Float64Array {
  const random = randomOf(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const out = new Float64Array(width * height);
  for (let look = 0; look < 10; look++) {
    const noise = Float64Array.from({ length: (width + 2) * (height + 2) }, normal);
    for (let i = 0; i < out.length; i++) {
      const at = Math.floor(i / width) * (width + 2) + (i % width);
      let sum = 0;
      for (let dy = 0; dy < 3; dy++) for (let dx = 0; dx < 3; dx++) sum += noise[at + dy * (width + 2) + dx] as number;
      out[i] = (out[i] as number) + (sum * sum) / 90;
    }
  }
  return out;
}

export function inBox(col: number, row: number, [left, top, right, bottom]: readonly [number, number, number, number]): boolean {
  return col >= left && col < right && row >= top && row < bottom;
}
