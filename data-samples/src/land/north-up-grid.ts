import { affine, type Grid } from '@landsicht/core';

export function northUpGrid(west: number, north: number, metres: number, width: number, height: number, epsg: number): Grid {
  return { width, height, transform: affine.northUp(west, north, metres), epsg };
}
