import { affine, crsTransform, type Grid, LandsichtError, type PixelArray } from '@landsicht/core';
import { openRaster } from '../raster/open-raster.js';
import type { RasterFile } from '../raster/raster-file.js';
import { warp } from '../raster/warp.js';
import type { WarpMethod } from '../raster/warp-grid.js';
import { colorize, type LayerStyle } from './colorize.js';
import { OpenFiles } from './open-files.js';
import { paintPng } from './paint.js';
import { planTile, TILE_PX, type TileAddress } from './plan.js';

export interface QuicklookLayer extends Omit<LayerStyle, 'range'> {
  /** The layer's COG. */
  readonly path: string;
}

/** Shows result rasters as pictures. Files stay open between calls. */
export interface Quicklook {
  /** PNG, transparent where the raster has nothing. */
  tile(layer: QuicklookLayer, address: TileAddress): Promise<Uint8Array<ArrayBuffer>>;
  /** The stored value at a place; null outside the raster or where it is not observed. */
  value(path: string, lon: number, lat: number): Promise<number | null>;
  /** Least and greatest value (0 = none left out), from the coarsest overview; null where there is none. */
  range(path: string): Promise<readonly [number, number] | null>;
  close(): Promise<void>;
}

export interface QuicklookOptions {
  readonly open?: (path: string) => Promise<RasterFile>;
  /** Default 64. */
  readonly openFiles?: number;
}

/** More source pixels than this for one tile: the file lacks overviews. */
const MAX_SOURCE_PX = 16_000_000;

export function createQuicklook({ open = openRaster, openFiles = 64 }: QuicklookOptions = {}): Quicklook {
  const files = new OpenFiles(open, openFiles);
  const ranges = new WeakMap<RasterFile, Promise<readonly [number, number] | null>>();
  const rangeOf = (file: RasterFile): Promise<readonly [number, number] | null> => {
    const known = ranges.get(file) ?? readRange(file);
    ranges.set(file, known);
    return known;
  };
  const blanks = new Map<number, Promise<Uint8Array<ArrayBuffer>>>();
  const blank = (scale: 1 | 2): Promise<Uint8Array<ArrayBuffer>> => {
    const size = TILE_PX * scale;
    const png = blanks.get(size) ?? paintPng(new Uint8Array(4 * size * size), size);
    blanks.set(size, png);
    return png;
  };
  return {
    tile: (layer, address) =>
      files.use(layer.path, async (file) => {
        const method = methodOf(layer.kind);
        const plan = planTile(file, gridOf(file), address, method);
        if (plan == null) return blank(address.scale);
        if (plan.window.width * plan.window.height > MAX_SOURCE_PX) {
          throw new LandsichtError(
            'raster-too-large',
            `${file.href}: has no overviews fit for a tile at zoom ${address.z}. Zoom in, or write it as a COG`,
          );
        }
        const { data, valid } = await file.read({ level: plan.level, window: plan.window });
        if (!valid.includes(1)) return blank(address.scale);
        const warped = warp({ grid: plan.source, data, valid }, plan.target, { method });
        if (!warped.valid.includes(1)) return blank(address.scale);
        const range = layer.kind === 'days' || layer.kind === 'count' ? await rangeOf(file) : null;
        const size = TILE_PX * address.scale;
        return paintPng(colorize({ size, ...warped }, { ...layer, range }), size);
      }),
    value: (path, lon, lat) =>
      files.use(path, async (file) => {
        const grid = gridOf(file);
        const [x, y] = crsTransform(4326, grid.epsg).forward(lon, lat);
        const [col, row] = affine.apply(affine.invert(grid.transform), x, y).map(Math.floor) as [number, number];
        if (!(col >= 0 && row >= 0 && col < grid.width && row < grid.height)) return null;
        const { data, valid } = await file.read({ window: { col, row, width: 1, height: 1 }, bands: [0] });
        return valid[0] === 1 ? (data[0]?.[0] ?? null) : null;
      }),
    range: (path) => files.use(path, rangeOf),
    close: () => files.close(),
  };
}

/** Codes must not mix; continuous values may. */
function methodOf(kind: QuicklookLayer['kind']): WarpMethod {
  return kind === 'image' || kind === 'percent' ? 'bilinear' : 'nearest';
}

function gridOf(file: RasterFile): Grid {
  if (file.grid != null) return file.grid;
  throw new LandsichtError('crs-missing', `${file.href}: has no place on the ground (${file.georeference}); it cannot be shown on a map`);
}

async function readRange(file: RasterFile): Promise<readonly [number, number] | null> {
  const { data, valid } = await file.read({ level: file.levels.length - 1, bands: [0] });
  const values = data[0] as PixelArray;
  let [least, greatest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < valid.length; i++) {
    const value = values[i] ?? 0;
    if (valid[i] === 0 || value === 0) continue;
    if (value < least) least = value;
    if (value > greatest) greatest = value;
  }
  return least <= greatest ? [least, greatest] : null;
}
