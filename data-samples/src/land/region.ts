import { type Grid, LandsichtError } from '@landsicht/core';
import { northUpGrid } from './north-up-grid.js';

/**
 * The land is modelled on a plane of 20 × 20 km: x east, y north, in metres from its south-west corner. The corner lies in the Müglitz hills south of
 * the Elbe on the lattice of Sentinel-2 tile 33UVS. ETRS89 / UTM 33N (EPSG:25833) and WGS 84 / UTM 33N (EPSG:32633) are taken as one plane.
 */
export const regionM = 20_000;
export const regionEast = 408_000;
export const regionNorth = 5_628_000;

/** Sentinel pixel, m. */
export const pixelM = 10;
/** Pixels of the region along one side. */
export const regionPx = regionM / pixelM;

/** Square of Sentinel pixels; column and row count from the north-west corner of the region and may be negative or beyond it. */
export interface Extent {
  readonly col: number;
  readonly row: number;
  readonly sizePx: number;
}

/** Throws where a side length does not fit the 20 m lattice or exceeds a Sentinel-2 tile. */
export function assertExtentM(sizeM: number): void {
  if (!Number.isInteger(sizeM / 20) || sizeM < 1000 || sizeM > 109_800) {
    throw new LandsichtError(
      'bad-argument',
      `extentM is ${sizeM}; expected a multiple of 20 m from 1000 to 109 800 (a whole Sentinel-2 tile)`,
    );
  }
}

/** Centred on a place of the model plane, on the 20 m lattice. */
export function extentAround(x: number, y: number, sizeM: number): Extent {
  assertExtentM(sizeM);
  const snap = (metres: number): number => Math.round(metres / 20) * 2;
  return { col: snap(x - sizeM / 2), row: snap(regionM - y - sizeM / 2), sizePx: sizeM / pixelM };
}

/** The extent as a grid of `metres` pixels (10 or 20). */
export function gridOf({ col, row, sizePx }: Extent, metres: number, epsg: number): Grid {
  const size = (sizePx * pixelM) / metres;
  return northUpGrid(regionEast + col * pixelM, regionNorth + regionM - row * pixelM, metres, size, size, epsg);
}

/** Beyond its edges the land repeats mirrored, so that it stays continuous: pixel → pixel inside the region. */
export function mirrorPx(px: number): number {
  const period = 2 * regionPx;
  const k = ((px % period) + period) % period;
  return k < regionPx ? k : period - 1 - k;
}
