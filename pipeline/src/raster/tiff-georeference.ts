import { type Affine, affine } from '@landsicht/core';
import type { Gcp } from './raster-file.js';
import { numbersOf, type TiffTags } from './tiff-layout.js';

export interface Georeference {
  /** Pixel corners → CRS. */
  readonly transform: Affine | null;
  readonly gcps: readonly Gcp[];
  readonly epsg: number | null;
}

/** "User-defined" and "undefined" in GeoTIFF keys. */
const NO_CODE: ReadonlySet<number> = new Set([0, 32767]);

/** OGC GeoTIFF 1.1, annex B: tie point and scale, a matrix, or tie points alone (ground control points). */
export function parseGeoreference(tags: TiffTags): Georeference {
  // PixelIsPoint: raster coordinates are pixel centres; ours are corners
  const shift = numbersOf(tags, 'GTRasterTypeGeoKey')[0] === 2 ? 0.5 : 0;
  const transform = transformOf(tags, shift);
  return { transform, gcps: transform == null ? gcpsOf(tags, shift) : [], epsg: epsgOf(tags) };
}

function transformOf(tags: TiffTags, shift: number): Affine | null {
  const [xSize = 0, ySize = 0] = numbersOf(tags, 'ModelPixelScale');
  const [col = 0, row = 0, , x, y] = numbersOf(tags, 'ModelTiepoint');
  const matrix = numbersOf(tags, 'ModelTransformation');
  if (xSize !== 0 && ySize !== 0 && x != null && y != null) {
    const height = Math.abs(ySize);
    return usable([xSize, 0, x - (col + shift) * xSize, 0, -height, y + (row + shift) * height]);
  }
  if (matrix.length !== 16) return null;
  const [a = 0, b = 0, , c = 0, d = 0, e = 0, , f = 0] = matrix;
  return usable(affine.translate([a, b, c, d, e, f], -shift, -shift));
}

/** Null for a transform that squeezes the plane to a line or is not finite. */
function usable(transform: Affine): Affine | null {
  const area = affine.pixelArea(transform);
  return transform.every(Number.isFinite) && area > 0 ? transform : null;
}

function gcpsOf(tags: TiffTags, shift: number): Gcp[] {
  const values = numbersOf(tags, 'ModelTiepoint');
  const gcps: Gcp[] = [];
  for (let i = 0; i + 6 <= values.length; i += 6) {
    const [col = 0, row = 0, , x = 0, y = 0] = values.slice(i, i + 6);
    gcps.push({ col: col + shift, row: row + shift, x, y });
  }
  return gcps.length >= 3 ? gcps : []; // fewer do not fix a plane
}

function epsgOf(tags: TiffTags): number | null {
  const model = numbersOf(tags, 'GTModelTypeGeoKey')[0];
  const projected = numbersOf(tags, 'ProjectedCSTypeGeoKey')[0];
  const geographic = numbersOf(tags, 'GeographicTypeGeoKey')[0];
  const code = model === 1 ? projected : model === 2 ? geographic : model == null ? (projected ?? geographic) : null;
  return code == null || NO_CODE.has(code) ? null : code;
}
