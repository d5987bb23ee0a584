import type { DeclaredCrop } from '../crops/declared-crop.js';
import type { ParcelPixels, ParcelSeason } from '../signals/parcel-season.js';
import type { Marker, UnansweredMarker } from './marker.js';

/** Markers of single pixels with the part of the parcel they are about. */
export function pixelMarkers(
  _season: ParcelSeason,
  _pixels: ParcelPixels,
  _declared: DeclaredCrop | null,
  _unanswered: UnansweredMarker[],
): Marker[] {
  return [];
}
