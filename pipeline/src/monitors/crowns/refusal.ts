import { affine, crsTransform, type Grid } from '@landsicht/core';
import type { CanopyReference } from './canopy-reference.js';

/** Why vitality cannot be judged on an image; a flag of the unit. */
export type Refusal = 'leaf-off' | 'no-green-canopy' | 'canopy-too-varied';

/** Deciduous trees are in leaf from about day 120 to 300 of the year (logistic, 15 days; forest.md section 9). */
const leafOnDays = { first: 120, last: 300 } as const;
/** Nearer to the equator the calendar does not tell. */
const SEASONS_FROM_LAT = 25;
/** Out of season only an image as good as all green shows that its trees keep their needles. */
const EVERGREEN_SHARE = 0.9;
/** With less green left than this, dead stands and bare ones look alike. */
const LEAST_GREEN_SHARE = 0.15;
/** Live canopy that itself reaches half as far beyond neutral as it is away from it. */
const LARGEST_LOSS_THRESHOLD = 1.5;

export function refusalOf(reference: CanopyReference | null, lossThreshold: number, acquiredUtc: Date, grid: Grid): Refusal | null {
  if (reference == null) return isLeafOff(acquiredUtc, grid) ? 'leaf-off' : 'no-green-canopy';
  if (isLeafOff(acquiredUtc, grid) && reference.greenShare < EVERGREEN_SHARE) return 'leaf-off';
  if (reference.greenShare < LEAST_GREEN_SHARE) return 'no-green-canopy';
  return lossThreshold > LARGEST_LOSS_THRESHOLD ? 'canopy-too-varied' : null;
}

function isLeafOff(acquiredUtc: Date, grid: Grid): boolean {
  const [x, y] = affine.apply(grid.transform, grid.width / 2, grid.height / 2);
  const [, lat] = crsTransform(grid.epsg, 4326).forward(x, y);
  if (Math.abs(lat) < SEASONS_FROM_LAT) return false;
  const day = Math.floor((acquiredUtc.getTime() - Date.UTC(acquiredUtc.getUTCFullYear(), 0, 1)) / 86_400_000) + 1;
  const northern = lat > 0 ? day : ((day + 182) % 365) + 1;
  return northern < leafOnDays.first || northern > leafOnDays.last;
}
