import { affine, areaEpsgOf, type Grid, LandsichtError, pixelSizeM } from '@landsicht/core';
import { suggestGrid } from '../../raster/warp-grid.js';

/** Crowns of 3–6 m are judged on pixels of at most this size: finer ones are averaged, which the smoothing would do anyway. */
const WORK_PIXEL_M = 0.2;
/** Of coarser pixels a crown has too few. */
const COARSEST_M = 0.5;

export interface WorkGrid {
  readonly grid: Grid;
  readonly pixelM: number;
}

/** The north-up grid in metres that an image is judged on: its own where that is one, its pixels put together until they are about 20 cm. */
export function workGrid(source: Grid, name: string): WorkGrid {
  const { x, y } = pixelSizeM(source);
  const coarsest = Math.max(x, y);
  if (!(coarsest <= COARSEST_M)) {
    throw new LandsichtError(
      'raster-unsupported',
      `${name}: crowns need pixels of at most ${COARSEST_M} m, got ${metres(coarsest)} m (EPSG:${source.epsg}). Use an orthophoto or drone mosaic; where it is one, its CRS is wrong: metres stated as degrees, or the reverse. Correct it, e.g. gdal_edit.py -a_srs EPSG:25833 FILE`,
    );
  }
  const factor = Math.max(1, Math.floor(WORK_PIXEL_M / coarsest + 1e-6));
  const epsg = areaEpsgOf(source);
  const isSquare = Math.abs(x - y) < 1e-6 * coarsest;
  if (epsg !== source.epsg || !isSquare || !affine.isNorthUp(source.transform)) {
    const pixelM = coarsest * factor;
    return { grid: suggestGrid(source, epsg, pixelM), pixelM };
  }
  const [a, , west, , e, north] = source.transform;
  const grid: Grid = {
    width: Math.max(1, Math.floor(source.width / factor)),
    height: Math.max(1, Math.floor(source.height / factor)),
    transform: [a * factor, 0, west, 0, e * factor, north],
    epsg,
  };
  return { grid, pixelM: coarsest * factor };
}

function metres(value: number): string {
  return value < 10 ? value.toFixed(2) : Math.round(value).toString();
}
