import { affine, type BboxCrs, crsTransform, type Grid, LandsichtError, pixelAreaM2, windowGrid, windowOfBbox } from '@landsicht/core';
import type { Feature, FeatureCollection, Geometry, MultiPolygon, Polygon } from 'geojson';
import type { RasterFile } from '../../../raster/raster-file.js';
import { projectGeometry } from '../../../vector/project-geometry.js';
import { PolygonMask } from '../../../vector/rasterize.js';
import { eachLinePiece } from './line-pieces.js';
import { PixelIndex } from './pixel-index.js';
import { rowsOnGrid } from './rows-on-grid.js';

/** What may be touched by water, on one grid. */
export interface ExposureLayers {
  readonly landUse?: LandUse;
  readonly buildings?: BuildingIndex;
  readonly roads?: RoadIndex;
  /** People per pixel of the grid, row-major; 0 where nobody lives or nothing is known. */
  readonly population?: (row: number, rows: number) => Promise<Float64Array>;
}

export interface LandUse {
  /** Of code i + 1. */
  readonly names: readonly string[];
  /** 0 = unknown. */
  readonly rows: (row: number, rows: number) => Promise<Uint8Array>;
}

export interface BuildingIndex {
  readonly count: number;
  /** Pixels that a building touches. */
  readonly pixels: PixelIndex;
}

export interface RoadIndex {
  readonly classes: readonly string[];
  /** Owner = class, weight = metres. */
  readonly pieces: PixelIndex;
}

const unknownClass = 'unknown';

/** Class raster: `names` by its codes; other codes are unknown. */
export function landUseOfRaster(file: RasterFile, grid: Grid, names: Readonly<Record<string, string>>): LandUse {
  const entries = Object.entries(names);
  const distinct = [...new Set(entries.map(([, name]) => name))].sort();
  const lookup = new Map(entries.map(([code, name]) => [Number(code), distinct.indexOf(name) + 1]));
  const read = rowsOnGrid(file, grid);
  return {
    names: distinct,
    async rows(row, rows) {
      const { data, valid } = await read(row, rows);
      return Uint8Array.from(valid, (ok, i) => (ok === 1 ? (lookup.get(data[i] as number) ?? 0) : 0));
    },
  };
}

/** Polygons with a class property; where they overlap the later one counts. */
export function landUseOfPolygons(collection: FeatureCollection, grid: Grid, property = 'class'): LandUse {
  const polygons = collection.features.filter(isPolygon);
  const classes = polygons.map((feature) => classOf(feature, property));
  const names = [...new Set(classes)].sort();
  if (names.length > 255)
    throw new LandsichtError('bad-argument', `land use: ${names.length} classes in property "${property}"; at most 255 are told apart`);
  const placed = polygons.flatMap((feature, i) => placePolygon(feature.geometry, grid, names.indexOf(classes[i] as string) + 1));
  return {
    names,
    async rows(row, rows) {
      const codes = new Uint8Array(grid.width * rows);
      for (const { window, mask, code } of placed) {
        const from = Math.max(row, window.row);
        const to = Math.min(row + rows, window.row + window.height);
        if (from >= to) continue;
        const inside = mask.rows(from - window.row, to - from);
        for (let r = from; r < to; r++) {
          const source = (r - from) * window.width;
          const target = (r - row) * grid.width + window.col;
          for (let c = 0; c < window.width; c++) if (inside[source + c] === 1) codes[target + c] = code;
        }
      }
      return codes;
    },
  };
}

export interface PlacedPolygon {
  readonly window: { readonly col: number; readonly row: number; readonly width: number; readonly height: number };
  /** Of the window. */
  readonly mask: PolygonMask;
  readonly code: number;
}

/** A lon/lat polygon on the part of the grid it reaches; none where it lies elsewhere. */
export function placePolygon(geometry: Polygon | MultiPolygon, grid: Grid, code: number): PlacedPolygon[] {
  const projected = projectGeometry(geometry, 4326, grid.epsg);
  const window = windowOfBbox(grid, bboxOfPositions(projected));
  return window == null ? [] : [{ window, code, mask: new PolygonMask(projected, grid.epsg, windowGrid(grid, window)) }];
}

/** Buildings as polygons (every pixel they touch) or points. */
export function buildingIndex(collection: FeatureCollection, grid: Grid): BuildingIndex {
  const pixels = new PixelIndex();
  const { forward } = crsTransform(4326, grid.epsg);
  const toPixel = affine.invert(grid.transform);
  let count = 0;
  for (const { geometry } of collection.features) {
    const owner = count;
    const touched = new Set<number>();
    const touch = (row: number, col: number): void => {
      if (row < 0 || col < 0 || row >= grid.height || col >= grid.width) return;
      const at = row * grid.width + col;
      if (!touched.has(at)) pixels.add(row, col, owner);
      touched.add(at);
    };
    const touchPoint = ([lon = Number.NaN, lat = Number.NaN]: readonly number[]): void => {
      const [col, row] = affine.apply(toPixel, ...forward(lon, lat));
      touch(Math.floor(row), Math.floor(col));
    };
    if (geometry?.type === 'Point') touchPoint(geometry.coordinates);
    else if (geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon') {
      const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
      eachLinePiece({ type: 'MultiLineString', coordinates: rings }, grid, touch);
      for (const { window, mask } of placePolygon(geometry, grid, 1)) {
        mask.rows(0, window.height).forEach((inside, i) => {
          if (inside === 1) touch(window.row + Math.floor(i / window.width), window.col + (i % window.width));
        });
      }
    } else continue;
    count++;
  }
  return { count, pixels };
}

export function roadIndex(collection: FeatureCollection, grid: Grid, property = 'class'): RoadIndex {
  const lines = collection.features.filter(({ geometry }) => geometry?.type === 'LineString' || geometry?.type === 'MultiLineString');
  const classes = [...new Set(lines.map((feature) => classOf(feature, property)))].sort();
  const pieces = new PixelIndex();
  for (const feature of lines) {
    const { geometry } = feature;
    if (geometry.type !== 'LineString' && geometry.type !== 'MultiLineString') continue;
    const owner = classes.indexOf(classOf(feature, property));
    eachLinePiece(geometry, grid, (row, col, lengthM) => pieces.add(row, col, owner, lengthM));
  }
  return { classes, pieces };
}

/** Population raster (people per cell, e.g. 100 m): every pixel gets its share of the cell by area. Negative values are nodata (GHS-POP: −200). */
export function populationOf(file: RasterFile, grid: Grid): NonNullable<ExposureLayers['population']> {
  const read = rowsOnGrid(file, grid);
  const cellAreaM2 = file.grid == null ? Number.NaN : pixelAreaM2(file.grid);
  const share = pixelAreaM2(grid) / cellAreaM2;
  return async (row, rows) => {
    const { data, valid } = await read(row, rows);
    return Float64Array.from(valid, (ok, i) => (ok === 1 ? Math.max(0, data[i] as number) * share : 0));
  };
}

function classOf({ properties }: Feature, property: string): string {
  const value: unknown = properties?.[property];
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : unknownClass;
}

function isPolygon(feature: Feature): feature is Feature<Polygon | MultiPolygon> {
  const geometry: Geometry | null = feature.geometry;
  return geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon';
}

function bboxOfPositions(geometry: Polygon | MultiPolygon): BboxCrs {
  const rings = geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat();
  const bbox: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of rings) {
    for (const [x = Number.NaN, y = Number.NaN] of ring) {
      bbox[0] = Math.min(bbox[0], x);
      bbox[1] = Math.min(bbox[1], y);
      bbox[2] = Math.max(bbox[2], x);
      bbox[3] = Math.max(bbox[3], y);
    }
  }
  return bbox;
}
