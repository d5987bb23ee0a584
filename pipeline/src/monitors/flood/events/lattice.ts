import { affine, type BboxLonLat, crsTransform, type Grid, rowBands } from '@landsicht/core';
import type { MultiPolygon, Polygon } from 'geojson';
import { geometryBbox } from '../../../store/geometry-bbox.js';
import { pixelGeometry } from '../../../vector/pixel-geometry.js';
import { projectGeometry } from '../../../vector/project-geometry.js';
import { PolygonMask } from '../../../vector/rasterize.js';
import { simplify } from '../../../vector/simplify.js';
import { PolygonTracer, type TracedPolygon } from '../../../vector/trace.js';
import { eachRun, type Region, RegionBuilder, rowsOf } from './region.js';

/** The one lattice on which events are compared: ETRS89-LAEA keeps areas, so a cell is 100 m² wherever it lies and no zone border cuts an event. */
export const latticeEpsg = 3035;
export const cellM = 10;
export const cellM2 = cellM * cellM;

/** Cells looked at in one go while rasterising. */
const bandCells = 4_000_000;

/** The grid of a rectangle of cells. Row r spans y from −10·r down to −10·(r + 1). */
export function latticeGrid(firstCol: number, firstRow: number, width: number, height: number): Grid {
  return { width, height, transform: affine.northUp(firstCol * cellM, -firstRow * cellM, cellM), epsg: latticeEpsg };
}

export function gridOfRegion(region: Region): Grid {
  return latticeGrid(region.minCol, region.firstRow, Math.max(1, region.maxCol - region.minCol), Math.max(1, rowsOf(region)));
}

/** Cells whose centre lies in a lon/lat geometry; the cell of its first corner where it holds no centre. */
export function regionOfGeometry(geometry: Polygon | MultiPolygon): Region {
  const projected = projectGeometry(geometry, 4326, latticeEpsg);
  const [xMin, yMin, xMax, yMax] = geometryBbox(projected);
  const firstCol = Math.floor(xMin / cellM);
  const firstRow = Math.floor(-yMax / cellM);
  const grid = latticeGrid(firstCol, firstRow, Math.floor(xMax / cellM) + 1 - firstCol, Math.floor(-yMin / cellM) + 1 - firstRow);
  const mask = new PolygonMask(projected, latticeEpsg, grid);
  const builder = new RegionBuilder();
  for (const band of rowBands(grid, Math.max(1, Math.floor(bandCells / grid.width)))) {
    const cells = mask.rows(band.row, band.height);
    for (let r = 0; r < band.height; r++) {
      addRow(builder, firstRow + band.row + r, firstCol, cells.subarray(r * grid.width, (r + 1) * grid.width));
    }
  }
  const region = builder.finish();
  if (region.cells > 0) return region;
  const [x = 0, y = 0] = (projected.type === 'Polygon' ? projected.coordinates[0]?.[0] : projected.coordinates[0]?.[0]?.[0]) ?? [];
  builder.add(Math.floor(-y / cellM), Math.floor(x / cellM), Math.floor(x / cellM) + 1);
  return builder.finish();
}

/** Adds the runs of non-zero cells of one row. */
export function addRow(builder: RegionBuilder, row: number, firstCol: number, cells: Uint8Array): void {
  for (let start = cells.indexOf(1); start >= 0; ) {
    const end = cells.indexOf(0, start);
    builder.add(row, firstCol + start, firstCol + (end < 0 ? cells.length : end));
    start = end < 0 ? -1 : cells.indexOf(1, end);
  }
}

/** 1 where a cell of the grid is in the region: rows [row, row + count) of `gridOfRegion`-like grids whose upper left is (firstCol, firstRow). */
export function maskOfRegion(region: Region, grid: Grid, row: number, count: number): Uint8Array {
  const firstCol = Math.round(grid.transform[2] / cellM);
  const firstRow = Math.round(-grid.transform[5] / cellM) + row;
  const mask = new Uint8Array(grid.width * count);
  const from = Math.max(firstRow, region.firstRow);
  const to = Math.min(firstRow + count, region.firstRow + rowsOf(region));
  for (let r = from; r < to; r++) {
    const base = (r - firstRow) * grid.width - firstCol;
    const [i, end] = [region.offsets[r - region.firstRow] as number, region.offsets[r - region.firstRow + 1] as number];
    for (let k = i; k < end; k += 2) {
      const start = Math.max(region.spans[k] as number, firstCol);
      const stop = Math.min(region.spans[k + 1] as number, firstCol + grid.width);
      if (start < stop) mask.fill(1, base + start, base + stop);
    }
  }
  return mask;
}

/** Outline in lon/lat, simplified by one cell. An empty region has none. */
export function outlineOf(region: Region): MultiPolygon {
  const grid = gridOfRegion(region);
  const tracer = new PolygonTracer(grid.width, { connectivity: 8 });
  const polygons: TracedPolygon[] = [];
  let row = region.firstRow;
  let line = new Uint8Array(grid.width);
  eachRun(region, (r, start, end) => {
    while (row < r) {
      polygons.push(...tracer.addRow(line));
      line = new Uint8Array(grid.width);
      row++;
    }
    line.fill(1, start - region.minCol, end - region.minCol);
  });
  polygons.push(...tracer.addRow(line), ...tracer.finish());
  const parts = simplify(polygons, { toleranceCrs: cellM, transform: grid.transform }).flat();
  if (parts.length === 0) return { type: 'MultiPolygon', coordinates: [] };
  const geometry = projectGeometry(pixelGeometry(parts, grid), latticeEpsg, 4326);
  const coordinates = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  return {
    type: 'MultiPolygon',
    coordinates: coordinates.map((rings) => rings.map((ring) => ring.map((at) => at.map((v) => Math.round(v * 1e7) / 1e7)))),
  };
}

export interface LatticeBounds {
  readonly minCol: number;
  readonly maxCol: number;
  readonly minRow: number;
  readonly maxRow: number;
}

/** Cells that a box in lon/lat can reach. */
export function latticeBounds([west, south, east, north]: BboxLonLat): LatticeBounds {
  const { forward } = crsTransform(4326, latticeEpsg);
  const bounds = { minCol: Infinity, maxCol: -Infinity, minRow: Infinity, maxRow: -Infinity };
  const steps = 8;
  for (let i = 0; i <= steps; i++) {
    for (let j = 0; j <= steps; j++) {
      const [x, y] = forward(west + ((east - west) * i) / steps, south + ((north - south) * j) / steps);
      bounds.minCol = Math.min(bounds.minCol, Math.floor(x / cellM));
      bounds.maxCol = Math.max(bounds.maxCol, Math.ceil(x / cellM));
      bounds.minRow = Math.min(bounds.minRow, Math.floor(-y / cellM));
      bounds.maxRow = Math.max(bounds.maxRow, Math.ceil(-y / cellM));
    }
  }
  return bounds;
}

export function reaches(region: Region, { minCol, maxCol, minRow, maxRow }: LatticeBounds): boolean {
  return (
    region.cells > 0 &&
    region.minCol < maxCol &&
    region.maxCol > minCol &&
    region.firstRow < maxRow &&
    region.firstRow + rowsOf(region) > minRow
  );
}
