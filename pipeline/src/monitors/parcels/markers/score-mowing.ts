import { epochDayOf } from './clear-series.js';
import type { Marker } from './marker.js';

export interface MowingScore {
  readonly hits: number;
  readonly events: number;
  readonly markers: number;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
}

/** Days that a known mowing may lie beside a marker's interval (parcels.md 4.1, measured table). */
const toleranceDays = 10;

/** Known mowings against markers, parcel by parcel; each marker answers for one mowing. */
export function scoreMowings(parcels: readonly { readonly events: readonly string[]; readonly markers: readonly Marker[] }[]): MowingScore {
  let [hits, events, markers] = [0, 0, 0];
  for (const parcel of parcels) {
    const used = new Set<Marker>();
    for (const event of parcel.events) {
      const day = epochDayOf(event);
      const match = parcel.markers.find(
        (marker) => !used.has(marker) && day >= epochDayOf(marker.start) - toleranceDays && day <= epochDayOf(marker.end) + toleranceDays,
      );
      if (match != null) used.add(match);
    }
    hits += used.size;
    events += parcel.events.length;
    markers += parcel.markers.length;
  }
  const ratio = (part: number, whole: number) => (whole === 0 ? null : part / whole);
  return { hits, events, markers, precision: ratio(hits, markers), recall: ratio(hits, events), f1: ratio(2 * hits, events + markers) };
}
