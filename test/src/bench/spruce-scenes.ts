import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bboxLonLatOf, type CogLayout, footprintLonLat, type StacItem } from '@landsicht/core';
import { benchGrid, cogOf, exists, type FillRows } from './inputs.js';

/** Of a tile at 20 m: as wide, and two strips of the monitor high. */
export const sceneWidth = 5490;
export const sceneRows = 1021;
/** Two of five dates train, as of 150 dates of six years; dates are 40 days apart. */
export const sceneDates = 35;
const [firstDay, daysBetween] = [17_090, 40] as const; // 2016-10-16

/** Spruce by month from March on (forest.md 9), DN; every date has the files of one of them. */
const bands = ['blue', 'green', 'red', 'nir08', 'swir16', 'swir22'] as const;
const spectra = [
  [70, 147, 91, 1252, 538, 267],
  [92, 189, 118, 1455, 841, 435],
  [102, 217, 134, 1553, 840, 401],
  [81, 201, 60, 1813, 809, 360],
  [107, 228, 94, 1916, 808, 357],
  [68, 158, 60, 1670, 752, 330],
  [60, 139, 50, 1551, 573, 243],
  [89, 161, 79, 1442, 464, 189],
] as const;
const firstMonth = 3;
const [texture, noise, cloudShare] = [0.16, 0.08, 0.15] as const;

/** Sentinel-2 items of a spruce forest at 20 m, deflate and predictor 2 in tiles of 512, as a JSON array; returns its path. */
export async function spruceScenes(dir: string): Promise<string> {
  const path = join(dir, 'spruce-items.json');
  if (await exists(path)) return path;
  const grid = { ...benchGrid(sceneWidth, 20), height: sceneRows };
  const layout = (pixelType: 'u16' | 'u8', name: string): CogLayout => ({ grid, pixelType, bands: [{ name }], overviews: 'mode' });
  const files: Record<string, string>[] = [];
  for (const [month, spectrum] of spectra.entries()) {
    const hrefs: Record<string, string> = { scl: join(dir, `spruce-${month}-scl.tif`) };
    await cogOf(hrefs['scl'] as string, layout('u8', 'scl'), cloudRows(month));
    for (const [k, band] of bands.entries()) {
      hrefs[band] = join(dir, `spruce-${month}-${band}.tif`);
      await cogOf(hrefs[band], layout('u16', band), bandRows(spectrum[k] as number, 10 * month + k));
    }
    files.push(hrefs);
  }
  const items: StacItem[] = Array.from({ length: sceneDates }, (_, i) => {
    const acquired = new Date((firstDay + i * daysBetween) * 86_400_000);
    const month = Math.min(spectra.length - 1, Math.max(0, acquired.getUTCMonth() + 1 - firstMonth));
    return {
      type: 'Feature',
      stac_version: '1.0.0',
      id: `spruce-${acquired.toISOString().slice(0, 10)}`,
      collection: 'sentinel-2-l2a',
      geometry: { type: 'Polygon', coordinates: [footprintLonLat(grid)] },
      bbox: bboxLonLatOf(grid),
      properties: {
        datetime: acquired.toISOString(),
        platform: 'sentinel-2a',
        'proj:epsg': grid.epsg,
        's2:mgrs_tile': '33UVS',
        's2:processing_baseline': '02.09',
      },
      links: [],
      assets: Object.fromEntries(
        Object.entries(files[month] as Record<string, string>).map(([name, href]) => [
          name,
          { href, type: 'image/tiff; application=geotiff', ...(name === 'scl' ? {} : { 'eo:bands': [{ name, common_name: name }] }) },
        ]),
      ),
    } as StacItem;
  });
  await writeFile(path, JSON.stringify(items));
  return path;
}

/** The same texture in every scene, and noise of its own. */
function bandRows(dn: number, seed: number): FillRows {
  return (firstRow, block) => {
    const ofGround = uniform(firstRow + 1);
    const ofScene = uniform((firstRow + 1) * 65_537 + seed);
    for (let i = 0; i < block.length; i++)
      block[i] = Math.round(dn * (1 + texture * (ofGround() - 0.5)) + Math.max(8, noise * dn) * (ofScene() - 0.5));
  };
}

/** Vegetation under square clouds. */
function cloudRows(seed: number): FillRows {
  const [vegetation, cloud, cloudPx] = [4, 9, 128];
  return (firstRow, block) => {
    for (let i = 0; i < block.length; i++) {
      const [col, row] = [i % sceneWidth, firstRow + Math.floor(i / sceneWidth)];
      const square = uniform(Math.floor(col / cloudPx) + 64 * Math.floor(row / cloudPx) + 4096 * (seed + 1));
      square();
      block[i] = square() < cloudShare ? cloud : vegetation;
    }
  };
}

/** 0..1 */
function uniform(seed: number): () => number {
  let state = Math.imul(seed, 2_654_435_761) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
