import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Grid, type PixelArray, rowBands } from '@landsicht/core';
import { openRaster } from '../../../raster/open-raster.js';
import type { RasterFile } from '../../../raster/raster-file.js';
import { canonicalJson } from '../../../runs/canonical-json.js';
import type { UnitContext, UnitFile, UnitTask } from '../../../runs/unit.js';
import type { TracedPolygon } from '../../../vector/trace.js';
import { type AreaTableRow, areaTable } from './area-table.js';
import { writeFloodDepth } from './depth.js';
import { openExposureFiles } from './exposure-files.js';
import { openHand } from './hand-rows.js';
import { type ObjectNumbers, ObjectNumbersScan } from './object-numbers.js';

export interface UnitProducts {
  readonly files: readonly UnitFile[];
  /** In the order of the polygons. */
  readonly objects: readonly ObjectNumbers[];
  /** Of the whole unit. */
  readonly affected: Readonly<Record<string, number>>;
}

export interface ProductParts {
  readonly grid: Grid;
  readonly polygons: readonly TracedPolygon[];
  /** Layers written and closed: path in the unit by id. */
  readonly layers: Readonly<Record<string, string>>;
}

const bandRows = 512;

/** What is made of the layers once they are closed: estimated depth where there is a DEM, the table of areas, numbers of each object. */
export async function unitProducts(task: UnitTask, context: UnitContext, { grid, polygons, layers }: ProductParts): Promise<UnitProducts> {
  const { signal } = context;
  const opened = new Map<string, RasterFile>();
  const exposure = await openExposureFiles(task.parameters, grid);
  try {
    for (const id of ['flood', 'likelihood', 'exclusion']) {
      const path = layers[id];
      if (path != null) opened.set(id, await openRaster(join(context.dir, path)));
    }
    const read = async (id: string, row: number, rows: number): Promise<PixelArray | null> => {
      const file = opened.get(id);
      if (file == null) return null;
      const { data } = await file.read({ window: { col: 0, row, width: grid.width, height: rows }, bands: [0], signal });
      return data[0] ?? null;
    };
    const flood = async (row: number, rows: number) =>
      ((await read('flood', row, rows)) ?? new Uint8Array(grid.width * rows)) as Uint8Array;

    const files: UnitFile[] = [];
    const demPath = String(task.parameters['dem'] ?? '');
    if (demPath !== '') {
      await writeDepth(demPath, context, grid, flood);
      opened.set('depth', await openRaster(join(context.dir, 'depth.tif')));
      files.push({
        path: 'depth.tif',
        role: 'layer',
        layer: 'depth',
        mediaType: 'image/tiff; application=geotiff; profile=cloud-optimized',
      });
    }
    const scan = new ObjectNumbersScan(grid.width, polygons);
    if (polygons.length > 0) for (const { row, height } of rowBands(grid, bandRows)) scan.addRows(await flood(row, height));
    const objects = scan.finish(polygons);
    const table = await areaTable({
      grid,
      areas: [{ id: 'all', title: 'all', geometry: null }, ...exposure.areas],
      layers: exposure.layers,
      bandRows,
      signal,
      // the first area is everywhere, so every band comes by, once and in order
      async source(row, rows) {
        const state = await flood(row, rows);
        const [likelihood, exclusion, depthM] = await Promise.all(['likelihood', 'exclusion', 'depth'].map((id) => read(id, row, rows)));
        objects.addRows(state, (likelihood ?? null) as Uint8Array | null, (depthM ?? null) as Float32Array | null);
        return {
          flood: state,
          ...(likelihood == null ? {} : { likelihood: likelihood as Uint8Array }),
          ...(exclusion == null ? {} : { exclusion: exclusion as Uint8Array }),
        };
      },
    });
    await writeFile(join(context.dir, 'areas.json'), `${canonicalJson({ areas: table.map(roundedRow) }, 1)}\n`);
    files.push({ path: 'areas.json', role: 'table', mediaType: 'application/json' });
    return { files, objects: objects.finish(), affected: affectedOf(table[0]) };
  } finally {
    await Promise.all([exposure.close(), ...[...opened.values()].map((file) => file.close())]);
  }
}

async function writeDepth(
  demPath: string,
  { dir, signal }: UnitContext,
  grid: Grid,
  flood: (row: number, rows: number) => Promise<Uint8Array>,
) {
  const hand = await openHand(demPath, grid, join(dir, 'hand.tif'), signal);
  try {
    await writeFloodDepth(join(dir, 'depth.tif'), {
      grid,
      bandRows,
      signal,
      source: async (row, rows) => ({ flood: await flood(row, rows), handM: await hand.rows(row, rows) }),
    });
  } finally {
    await hand.remove();
  }
}

/** Square metres, single metres of road, tenths of people: no false precision, and the same text on every machine. */
function roundedRow(row: AreaTableRow): object {
  return JSON.parse(
    JSON.stringify(row, (_, value: unknown) => (typeof value === 'number' ? Math.round(value * 1e4) / 1e4 : value)),
  ) as object;
}

/** Numbers for the summary; what was not given is left out. */
function affectedOf(row: AreaTableRow | undefined): Record<string, number> {
  if (row == null) return {};
  const { buildings, population, roadsKmByClass } = row;
  return {
    ...(buildings == null ? {} : { buildings }),
    ...(population == null ? {} : { population: Math.round(population) }),
    ...(roadsKmByClass == null ? {} : { roadsM: Math.round(1000 * Object.values(roadsKmByClass).reduce((sum, km) => sum + km, 0)) }),
  };
}
