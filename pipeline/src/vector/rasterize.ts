import { affine, type Grid } from '@landsicht/core';
import type { MultiPolygon, Polygon } from 'geojson';
import { projectGeometry } from './project-geometry.js';

/** 1 where the pixel's centre lies in the geometry, row-major on the grid. See `PolygonMask` for rows at a time. */
export function rasterize(geometry: Polygon | MultiPolygon, epsg: number, grid: Grid): Uint8Array {
  return new PolygonMask(geometry, epsg, grid).rows(0, grid.height);
}

/** Edges of one polygon in pixels, by their upper end, so that rows can be swept from top to bottom. */
interface EdgeTable {
  readonly top: Float64Array;
  readonly bottom: Float64Array;
  /** Column at `top` and columns per row. */
  readonly col: Float64Array;
  readonly slope: Float64Array;
  readonly first: number;
  readonly last: number;
}

/**
 * A geometry on a grid, any rows at a time: a pixel belongs to it if its centre does (even-odd, so holes are holes however they turn;
 * a centre on a left or upper edge counts, on a right or lower one not: neighbours neither overlap nor leave gaps).
 */
export class PolygonMask {
  readonly #grid: Grid;
  readonly #polygons: readonly EdgeTable[];

  constructor(geometry: Polygon | MultiPolygon, epsg: number, grid: Grid) {
    const projected = projectGeometry(geometry, epsg, grid.epsg);
    const polygons = projected.type === 'Polygon' ? [projected.coordinates] : projected.coordinates;
    const toPixel = affine.invert(grid.transform);
    this.#grid = grid;
    this.#polygons = polygons.map((rings) => edgeTable(rings.map((ring) => ring.map(([x = 0, y = 0]) => affine.apply(toPixel, x, y)))));
  }

  /** Mask of `count` rows from `row`. */
  rows(row: number, count: number): Uint8Array {
    const { width } = this.#grid;
    const mask = new Uint8Array(width * count);
    for (const polygon of this.#polygons) {
      const from = Math.max(row, Math.ceil(polygon.first - 0.5));
      const to = Math.min(row + count, Math.ceil(polygon.last - 0.5));
      if (from < to) fill(polygon, from, to, row, width, mask);
    }
    return mask;
  }
}

function edgeTable(rings: readonly (readonly [col: number, row: number])[][]): EdgeTable {
  const edges: [top: number, bottom: number, col: number, slope: number][] = [];
  for (const ring of rings) {
    for (let i = 0; i + 1 < ring.length; i++) {
      const [a, b] = [ring[i] as readonly [number, number], ring[i + 1] as readonly [number, number]];
      if (a[1] === b[1]) continue;
      const [upper, lower] = a[1] < b[1] ? [a, b] : [b, a];
      edges.push([upper[1], lower[1], upper[0], (lower[0] - upper[0]) / (lower[1] - upper[1])]);
    }
  }
  edges.sort((a, b) => a[0] - b[0]);
  const bottom = Float64Array.from(edges, (edge) => edge[1]);
  return {
    top: Float64Array.from(edges, (edge) => edge[0]),
    bottom,
    col: Float64Array.from(edges, (edge) => edge[2]),
    slope: Float64Array.from(edges, (edge) => edge[3]),
    first: edges[0]?.[0] ?? 0,
    last: bottom.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY),
  };
}

function fill({ top, bottom, col, slope }: EdgeTable, from: number, to: number, firstRow: number, width: number, mask: Uint8Array): void {
  let active: number[] = [];
  let next = 0;
  for (let row = from; row < to; row++) {
    const centre = row + 0.5;
    while (next < top.length && (top[next] as number) <= centre) active.push(next++);
    active = active.filter((edge) => (bottom[edge] as number) > centre);
    const crossings = Float64Array.from(
      active,
      (edge) => (col[edge] as number) + (centre - (top[edge] as number)) * (slope[edge] as number),
    ).sort();
    const base = (row - firstRow) * width;
    for (let k = 0; k + 1 < crossings.length; k += 2) {
      const start = Math.max(0, Math.ceil((crossings[k] as number) - 0.5));
      const end = Math.min(width, Math.ceil((crossings[k + 1] as number) - 0.5));
      if (start < end) mask.fill(1, base + start, base + end);
    }
  }
}
