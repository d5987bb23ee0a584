import { type Grid, intersectWindows, LandsichtError, windowGrid, windowOfBbox } from '@landsicht/core';
import type { MultiPolygon, Polygon } from 'geojson';
import { projectGeometry } from '../../vector/project-geometry.js';
import { PolygonMask } from '../../vector/rasterize.js';
import type { FieldValue } from '../../vector-file/feature-file.js';
import { readFeatures } from '../../vector-file/read-features.js';

/** A polygon with what its feature says, in `epsg`. */
export interface NamedPolygon {
  readonly geometry: Polygon | MultiPolygon;
  readonly epsg: number;
  readonly properties: Readonly<Record<string, FieldValue>>;
}

/** Polygons of a vector file in any known CRS. `what`: the parameter that names it. */
export async function readPolygons(path: string, what: string): Promise<NamedPolygon[]> {
  const { epsg, features } = await readFeatures(path);
  const polygons = features.flatMap(({ geometry, properties }) =>
    geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon' ? [{ geometry, epsg, properties }] : [],
  );
  if (polygons.length > 0) return polygons;
  throw new LandsichtError(
    'bad-argument',
    `${what} ${path}: none of its ${features.length} features is a polygon; expected Polygon or MultiPolygon`,
  );
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
