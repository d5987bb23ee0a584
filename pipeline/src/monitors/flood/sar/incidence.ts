import type { StacItem } from '@landsicht/core';

/** Middle of the IW swath (about 29…46°). */
const assumedDeg = 38;

/** Mean incidence angle of a scene: `view:incidence_angle` of its item, else assumed. */
export function incidenceOf(item: StacItem | undefined): { readonly deg: number; readonly isAssumed: boolean } {
  const said = item?.properties['view:incidence_angle'];
  return typeof said === 'number' && said > 0 && said < 90 ? { deg: said, isAssumed: false } : { deg: assumedDeg, isAssumed: true };
}
