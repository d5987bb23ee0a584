import { EdgeStrength } from './edge-strength.js';
import { RegionGraph } from './region-graph.js';
import { watershed } from './watershed.js';

export interface DelineationRules {
  /** Depth below which a basin of the mean edge is no field of its own, NDVI per pixel. */
  readonly minimumDepth: number;
  readonly maximumDistance: number;
  readonly minimumPx: number;
}

export interface Delineation {
  /** 1 … n; 0 = not observed. */
  readonly fields: Int32Array;
  /** Mean NDVI of each field on each date; index 0 is field 1. */
  readonly courses: readonly (readonly number[])[];
  /** Mean edge, NDVI per pixel, NaN = not observed. */
  readonly edge: Float32Array;
}

/**
 * Model-free delineation (parcels.md 7): edges of NDVI over all dates, watershed, merging of neighbours that grew alike. `ndviOf(k)` gives date k,
 * NaN where not observed, and is called twice for each date, so that only one date is held.
 */
export async function delineate(
  width: number,
  height: number,
  dates: number,
  ndviOf: (k: number) => Promise<Float32Array>,
  { minimumDepth, ...mergeRules }: DelineationRules,
): Promise<Delineation> {
  const edges = new EdgeStrength(width, height);
  for (let k = 0; k < dates; k++) edges.add(await ndviOf(k));
  const edge = edges.mean();
  const { labels, count } = numbered(watershed(edge, width, minimumDepth));
  const graph = new RegionGraph(labels, width, count, dates);
  for (let k = 0; k < dates; k++) graph.add(labels, k, await ndviOf(k));
  const merged = graph.merge(mergeRules);
  const ended = numbered(labels.map((label) => (label < 0 ? -1 : (merged[label] as number))));
  const roots = new Int32Array(ended.count);
  labels.forEach((label, i) => {
    if (label >= 0) roots[ended.labels[i] as number] = merged[label] as number;
  });
  return { fields: ended.labels.map((label) => label + 1), courses: [...roots].map((root) => graph.courseOf(root)), edge };
}

/** Any ids, −1 = none → 0, 1, 2 … in order of appearance. */
function numbered(ids: Int32Array): { labels: Int32Array; count: number } {
  const numberOf = new Map<number, number>();
  const labels = ids.map((id) => {
    if (id < 0) return -1;
    const known = numberOf.get(id);
    if (known != null) return known;
    numberOf.set(id, numberOf.size);
    return numberOf.size - 1;
  });
  return { labels, count: numberOf.size };
}
