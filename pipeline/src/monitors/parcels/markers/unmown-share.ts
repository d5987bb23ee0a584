import type { Marker } from './marker.js';
import { round } from './mowing-drop.js';
import type { PixelCourse } from './pixel-course.js';

/** A pixel whose NDVI fell by less than this share of the parcel's fall was left standing (proposal). */
const standingShare = 0.4;

/** Adds to a mowing the share of pixels that it left standing (ÖR 1d: old grass strips; parcels.md 8), where pixels saw it. */
export function withUnmownShare(marker: Marker, { looks }: PixelCourse): Marker {
  const [before, after] = [looks.find(({ date }) => date === marker.start), looks.find(({ date }) => date === marker.observedOn)];
  if (marker.type !== 'mowing' || before == null || after == null) return marker;
  const falls = before.ndvi.map((ndvi, i) => ndvi - (after.ndvi[i] as number)).filter((fall) => !Number.isNaN(fall));
  if (falls.length === 0) return marker;
  // of the mown pixels: a strip left standing must not shrink what it is held against
  const usual = falls.slice().sort()[Math.floor(0.75 * (falls.length - 1))] as number;
  const standing = falls.filter((fall) => fall < standingShare * usual).length;
  return { ...marker, values: { ...marker.values, unmownShare: round(standing / falls.length, 4) } };
}
