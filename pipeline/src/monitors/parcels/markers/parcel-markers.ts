import { clearLooks } from './clear-series.js';
import { minimumPixels } from './confidence.js';
import type { CauseCode, ParcelMarkers } from './marker.js';
import { minimumMowingLooks, mowingMarkers, mowingSeason } from './mowing.js';
import { seasonOfSeries } from './season-of-series.js';
import type { ParcelSeries } from './signal-series.js';

/** What the imported series of one parcel says about its year. Too few clear looks or pixels: no markers, with the cause. */
export function markersOf(series: ParcelSeries, year: number): ParcelMarkers {
  const season = seasonOfSeries(series, year);
  const looks = clearLooks(season);
  const flags: CauseCode[] = [
    ...(looks.length > 0 && Math.max(...looks.map(({ pixels }) => pixels)) < minimumPixels ? ['SMALL' as const] : []),
    ...(mowingSeason(looks, year).length < minimumMowingLooks ? ['FEW_OBS' as const] : []),
  ];
  if (flags.length > 0) return { id: series.id, monitorable: false, flags, markers: [] };
  return { id: series.id, monitorable: true, flags, markers: mowingMarkers(season, looks) };
}
