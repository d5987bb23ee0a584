import { affine, crsTransform, type Grid, pixelSizeM } from '@landsicht/core';
import type { LineString, MultiLineString, Position } from 'geojson';
import { projectLine } from '../../../vector/project-geometry.js';

/** Calls `visit` with every pixel of the grid that lon/lat lines cross and the metres of line in it. Parts outside the grid are left out. */
export function eachLinePiece(
  geometry: LineString | MultiLineString,
  grid: Grid,
  visit: (row: number, col: number, lengthM: number) => void,
): void {
  const transform = crsTransform(4326, grid.epsg);
  const toPixel = affine.invert(grid.transform);
  const size = pixelSizeM(grid);
  const lines = geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates;
  for (const line of lines) {
    const pixels = projectLine(line, transform).map(([x = Number.NaN, y = Number.NaN]: Position) => affine.apply(toPixel, x, y));
    for (let i = 1; i < pixels.length; i++) {
      cut(pixels[i - 1] as [number, number], pixels[i] as [number, number], (col, row, dCol, dRow) => {
        if (col >= 0 && row >= 0 && col < grid.width && row < grid.height) visit(row, col, Math.hypot(dCol * size.x, dRow * size.y));
      });
    }
  }
}

/** Cuts a segment at pixel borders: parameters of all crossings in order, each piece in the pixel of its middle. */
function cut(
  [x0, y0]: readonly [number, number],
  [x1, y1]: readonly [number, number],
  visit: (col: number, row: number, dCol: number, dRow: number) => void,
): void {
  if (!Number.isFinite(x0 + y0 + x1 + y1)) return;
  const at = [0, ...crossings(x0, x1), ...crossings(y0, y1), 1].sort((a, b) => a - b);
  for (let i = 1; i < at.length; i++) {
    const [from, to] = [at[i - 1] as number, at[i] as number];
    if (to <= from) continue;
    const middle = (from + to) / 2;
    visit(Math.floor(x0 + (x1 - x0) * middle), Math.floor(y0 + (y1 - y0) * middle), (x1 - x0) * (to - from), (y1 - y0) * (to - from));
  }
}

function crossings(from: number, to: number): number[] {
  const found: number[] = [];
  for (let border = Math.floor(Math.min(from, to)) + 1; border < Math.max(from, to); border++) found.push((border - from) / (to - from));
  return found;
}
