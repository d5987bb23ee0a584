import { clearSeries, epochDayOf } from './clear-series.js';
import type { CauseCode, Marker, ParcelMarkers } from './marker.js';
import { mowingByCoherence } from './mowing-coherence.js';
import { mowingByDrop, mowingRules, round } from './mowing-drop.js';
import type { CoherenceRow, ParcelSeries } from './signal-series.js';

/** Fewer inner pixels of 10 m: no statement (parcels.md 3.1). */
const minimumPixels = 8;
/** Fewer: confidence × 0.8. */
const fullPixels = 25;
const reducedConfidence = 0.8;
/**
 * Fewer clear looks in the season: at 5–10 dates mowing is hardly found and at 13–18 masks cause false ones on forest (parcels.md 4.1); the usual
 * yield is 19–24 of a year, about 16 of the season.
 */
const minimumLooks = 12;
/** Rise of VV or VH coherence over the mean of the three looks before that speaks for a cut (signature of parcels.md 4.1: +0.06 to +0.12). */
const coherenceRise = 0.06;

/** What the series of one parcel says about its year. Too few clear looks or pixels: no markers, with the cause. */
export function markersOf({ id, s2, coh6 = [] }: ParcelSeries, year: number): ParcelMarkers {
  const looks = clearSeries(s2);
  const inSeason = looks.filter(({ date }) => date >= `${year}-${mowingRules.from}` && date <= `${year}-${mowingRules.to}`);
  const pixels = Math.max(0, ...looks.map((look) => look.pixels));
  const flags: CauseCode[] = [
    ...(looks.length > 0 && pixels < minimumPixels ? ['SMALL' as const] : []),
    ...(inSeason.length < minimumLooks ? ['FEW_OBS' as const] : []),
  ];
  if (flags.length > 0) return { id, monitorable: false, flags, markers: [] };
  const byDrop = mowingByDrop(looks, year, (fromDay, toDay) => hasCoherenceRise(coh6, fromDay, toDay));
  const byCoherence = mowingByCoherence(
    coh6.filter(({ date }) => date >= `${year}-${mowingRules.from}` && date <= `${year}-${mowingRules.to}`),
    pixels,
  );
  const share = pixels < fullPixels ? reducedConfidence : 1;
  const markers = byDrop
    .map((marker) => strengthened(marker, byCoherence))
    .map((marker) => ({ ...marker, confidence: round(marker.confidence * share, 3) }));
  return { id, monitorable: true, flags, markers };
}

/** Fusion of overlapping intervals: 1 − 1 / Σ(1 / (1 − cᵢ)) (Sen4CAP L4B). */
function strengthened(marker: Marker, radar: readonly Marker[]): Marker {
  const agreeing = radar.filter(({ start, end }) => start <= marker.end && end >= marker.start);
  if (agreeing.length === 0) return marker;
  const sum = [marker, ...agreeing].reduce((all, { confidence }) => all + 1 / Math.max(1 - confidence, 1e-3), 0);
  return { ...marker, confidence: round(Math.min(0.999, 1 - 1 / sum), 3), values: { ...marker.values, radar: 'coherence agrees' } };
}

function hasCoherenceRise(rows: readonly CoherenceRow[], fromDay: number, toDay: number): boolean {
  const looks = rows.map((row) => ({ ...row, epochDay: epochDayOf(row.date) })).sort((a, b) => a.epochDay - b.epochDay);
  return looks.some(({ epochDay, VH, VV }, k) => {
    if (epochDay < fromDay || epochDay > toDay + 12 || k < 3) return false;
    const before = looks.slice(k - 3, k);
    const rises = (value: number | null, of: (look: CoherenceRow) => number | null) => {
      const known = before.map(of).filter((one) => one != null);
      return value != null && known.length > 0 && value - known.reduce((sum, one) => sum + one, 0) / known.length >= coherenceRise;
    };
    return rises(VH, (look) => look.VH) || rises(VV, (look) => look.VV);
  });
}
