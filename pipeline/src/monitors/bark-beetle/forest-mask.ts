import { type Grid, LandsichtError, rowBands } from '@landsicht/core';
import { openRaster } from '../../raster/open-raster.js';
import { rowsOnGrid } from '../flood/products/rows-on-grid.js';
import { type NamedPolygon, placeOnGrid, readPolygons } from './polygons-on-grid.js';

/** Where the forest is, on the pixels of a grid. */
export interface ForestMask {
  /** 1 = forest; `count` rows from `row`. */
  rows(row: number, count: number): Promise<Uint8Array>;
  close(): Promise<void>;
}

/** Every pixel counts as forest. */
export function everywhere({ width }: Grid): ForestMask {
  return { rows: async (_, count) => new Uint8Array(width * count).fill(1), close: async () => {} };
}

const bandRows = 512;
/** Everything else is opened as a raster. */
const vectorFile = /\.(geojson|json|gpkg|shp|zip|fgb|parquet|geoparquet)$/i;

/**
 * A raster (forest = value above `above`) or polygons of a vector file, in any known CRS. A mask without a forest pixel on the grid is an error:
 * it would answer "nothing found" for want of looking.
 */
export async function openForestMask(path: string, grid: Grid, above: number): Promise<ForestMask> {
  const mask = vectorFile.test(path) ? polygonMask(await readPolygons(path, 'forestMask'), grid) : await rasterMask(path, grid, above);
  for (const { row, height } of rowBands(grid, bandRows)) if ((await mask.rows(row, height)).includes(1)) return mask;
  await mask.close();
  throw new LandsichtError(
    'bad-argument',
    `forestMask ${path}: no forest pixel lies on the scenes (${grid.width}×${grid.height} px, EPSG:${grid.epsg}). It is empty, covers another place, or its values are not above forestMaskAbove=${above}`,
  );
}

async function rasterMask(path: string, grid: Grid, above: number): Promise<ForestMask> {
  const file = await openRaster(path);
  const read = rowsOnGrid(file, grid);
  return {
    async rows(row, count) {
      const { data, valid } = await read(row, count);
      return valid.map((ok, i) => (ok === 1 && (data[i] as number) > above ? 1 : 0));
    },
    close: () => file.close(),
  };
}

function polygonMask(polygons: readonly NamedPolygon[], grid: Grid): ForestMask {
  const placed = polygons.flatMap((polygon) => placeOnGrid(polygon, grid) ?? []);
  return {
    async rows(row, count) {
      const forest = new Uint8Array(grid.width * count);
      for (const one of placed) one.paint(forest, row, count, 1);
      return forest;
    },
    close: async () => {},
  };
}
