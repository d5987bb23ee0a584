import { open, readFile } from 'node:fs/promises';
import {
  errorMessage,
  type Grid,
  intersectWindows,
  isKnownEpsg,
  LandsichtError,
  rowBands,
  windowGrid,
  windowOfBbox,
} from '@landsicht/core';
import type { GeoJSON, MultiPolygon, Polygon } from 'geojson';
import { openRaster } from '../../raster/open-raster.js';
import { projectGeometry } from '../../vector/project-geometry.js';
import { PolygonMask } from '../../vector/rasterize.js';
import { rowsOnGrid } from '../flood/products/rows-on-grid.js';

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

/**
 * A raster (forest = value above `above`) or GeoJSON polygons in any known CRS. A mask without a forest pixel on the grid is an error:
 * it would answer "nothing found" for want of looking.
 */
export async function openForestMask(path: string, grid: Grid, above: number): Promise<ForestMask> {
  const mask = (await isGeoJson(path)) ? polygonMask(await readPolygons(path, 'forestMask'), grid) : await rasterMask(path, grid, above);
  for (const { row, height } of rowBands(grid, bandRows)) if ((await mask.rows(row, height)).includes(1)) return mask;
  await mask.close();
  throw new LandsichtError(
    'bad-argument',
    `forestMask ${path}: no forest pixel lies on the scenes (${grid.width}×${grid.height} px, EPSG:${grid.epsg}). It is empty, covers another place, or its values are not above forestMaskAbove=${above}`,
  );
}

async function isGeoJson(path: string): Promise<boolean> {
  const file = await open(path).catch((cause: unknown) => {
    throw new LandsichtError('not-found', `forestMask ${path}: cannot be read (${errorMessage(cause)})`, { cause });
  });
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0);
    const head = buffer.subarray(0, bytesRead).toString('latin1');
    if (head.startsWith('SQLite format 3')) {
      throw new LandsichtError(
        'raster-unsupported',
        `forestMask ${path}: GeoPackage is not read here. Convert it, e.g. ogr2ogr -f GeoJSON -t_srs EPSG:4326 forest.geojson ${path}`,
      );
    }
    return /^(\u00ef\u00bb\u00bf)?\s*\{/.test(head);
  } finally {
    await file.close();
  }
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

/** A polygon with what its feature says, in `epsg`. */
export interface NamedPolygon {
  readonly geometry: Polygon | MultiPolygon;
  readonly epsg: number;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** Polygons of a GeoJSON file: lon/lat (RFC 7946), or the CRS of the older `crs` member. */
export async function readPolygons(path: string, parameter: string): Promise<NamedPolygon[]> {
  const json = await readFile(path, 'utf8')
    .then((text) => JSON.parse(text.replace(/^\ufeff/, '')) as GeoJSON & { crs?: { properties?: { name?: unknown } } })
    .catch((cause: unknown) => {
      throw new LandsichtError('bad-argument', `${parameter} ${path}: not readable GeoJSON (${errorMessage(cause)})`, { cause });
    });
  const name = String(json.crs?.properties?.name ?? 'OGC:1.3:CRS84');
  const epsg = /CRS84$/.test(name) ? 4326 : Number(/EPSG:+(?:[\d.]*:)?(\d+)$/.exec(name)?.[1] ?? 0);
  if (!isKnownEpsg(epsg)) {
    throw new LandsichtError(
      'crs-unknown',
      `${parameter} ${path}: its coordinate system "${name}" is not known here. Reproject it to EPSG:4326`,
    );
  }
  const features = json.type === 'FeatureCollection' ? json.features : json.type === 'Feature' ? [json] : [];
  const polygons = features.flatMap(({ geometry, properties }) =>
    geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon' ? [{ geometry, epsg, properties: properties ?? {} }] : [],
  );
  if (polygons.length > 0) return polygons;
  throw new LandsichtError(
    'bad-argument',
    `${parameter} ${path}: holds no polygons; expected a FeatureCollection of Polygon or MultiPolygon`,
  );
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

export interface PlacedPolygon {
  /** Writes `value` where the polygon is into `count` rows of the grid from `row`. */
  paint(into: Uint8Array | Uint32Array, row: number, count: number, value: number): void;
}

/** A polygon on the pixels it can touch; null where it lies beside the grid. */
export function placeOnGrid({ geometry, epsg }: NamedPolygon, grid: Grid): PlacedPolygon | null {
  const projected = projectGeometry(geometry, epsg, grid.epsg);
  const rings = projected.type === 'Polygon' ? projected.coordinates : projected.coordinates.flat();
  const box = [Infinity, Infinity, -Infinity, -Infinity] as [number, number, number, number];
  for (const [x = 0, y = 0] of rings.flat()) {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  const window = box.every(Number.isFinite) ? windowOfBbox(grid, box) : null;
  if (window == null) return null;
  const mask = new PolygonMask(projected, grid.epsg, windowGrid(grid, window));
  return {
    paint(into, row, count, value) {
      const shared = intersectWindows(window, { col: 0, row, width: grid.width, height: count });
      if (shared == null) return;
      const inside = mask.rows(shared.row - window.row, shared.height);
      for (let r = 0; r < shared.height; r++) {
        const start = (shared.row - row + r) * grid.width + window.col;
        for (let c = 0; c < window.width; c++) if (inside[r * window.width + c] === 1) into[start + c] = value;
      }
    },
  };
}
