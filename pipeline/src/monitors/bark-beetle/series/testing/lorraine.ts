import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openRaster } from '../../../../raster/open-raster.js';
import type { SeriesBand, SeriesDate } from '../series-types.js';

const forest = fileURLToPath(new URL('../../../../../../../shared/data/forest/', import.meta.url));
const scenes = join(forest, 'lorraine-31UFQ');
const reference = join(forest, 'lorraine-reference');

/** Real Theia scenes with what FORDEAD made of them; tests skip where they are missing. */
export const lorraineThere = existsSync(scenes) && existsSync(reference);

export const sizePx = 80;
const bands: Readonly<Partial<Record<SeriesBand, string>>> = {
  blue: 'B2',
  green: 'B3',
  red: 'B4',
  nir08: 'B8A',
  swir16: 'B11',
  swir22: 'B12',
};

/** ISO days FORDEAD used, ascending: a cloud share of at most 0.4 in its own table, but for 2017-11-19 (0.36), which it left out. */
export function lorraineDays(): string[] {
  const rows = readFileSync(join(reference, 'Ennuagement.csv'), 'utf8').trim().split('\n').slice(1);
  const clear = rows.map((row) => row.split(',')).flatMap(([day, share]) => (day != null && Number(share) <= 0.4 ? [day] : []));
  return clear.filter((day) => existsSync(join(reference, 'Mask', `Mask_${day}.tif`))).sort();
}

/** 80 × 80 pixels at 10 m, the 20 m bands by nearest neighbour. */
export async function lorraineDate(day: string): Promise<SeriesDate> {
  const folder = readdirSync(scenes).find((name) => name.includes(`_${day.replaceAll('-', '')}T`)) ?? '';
  const dn: Partial<Record<SeriesBand, Float32Array>> = {};
  for (const [band, file] of Object.entries(bands)) dn[band as SeriesBand] = await pixelsOf(join(scenes, folder, `${file}.tif`));
  return { epochDay: Date.parse(day) / 86_400_000, width: sizePx, height: sizePx, dn, reason: new Uint8Array(sizePx * sizePx) };
}

export async function lorraineForest(): Promise<Int32Array> {
  const mask = await pixelsOf(join(scenes, 'forest_mask.tif'));
  return Int32Array.from([...mask.keys()].filter((o) => mask[o] === 1));
}

/** FORDEAD's own raster of a day. */
export function lorraineReference(kind: 'Mask' | 'VegetationIndex', day: string): Promise<Float32Array> {
  return pixelsOf(join(reference, kind, `${kind}_${day}.tif`));
}

async function pixelsOf(path: string): Promise<Float32Array> {
  const file = await openRaster(path);
  const { data } = await file.read({ bands: [0] });
  const { width } = file;
  await file.close();
  const times = sizePx / width;
  const pixels = new Float32Array(sizePx * sizePx);
  for (let o = 0; o < pixels.length; o++) {
    const [row, col] = [Math.floor(o / sizePx), o % sizePx];
    pixels[o] = data[0]?.[Math.floor(row / times) * width + Math.floor(col / times)] ?? Number.NaN;
  }
  return pixels;
}
