import type { Marker } from './marker.js';
import { round } from './mowing-drop.js';

/** Fewer inner pixels of 10 m: no statement (parcels.md 3.1). */
export const minimumPixels = 8;
/** Fewer: confidence × 0.8, and no test of homogeneity (parcels.md 3.1). */
export const fullPixels = 25;
const reducedConfidence = 0.8;

/** Confidence of a marker on a parcel of so many inner pixels. */
export function weighed(confidence: number, pixels: number): number {
  return pixels < fullPixels ? round(confidence * reducedConfidence, 3) : round(confidence, 3);
}

/** Confidence of markers with overlapping intervals: 1 − 1 / Σ(1 / (1 − cᵢ)) (Sen4CAP L4B). */
export function fused(marker: Pick<Marker, 'confidence'>, agreeing: readonly Pick<Marker, 'confidence'>[]): number {
  if (agreeing.length === 0) return marker.confidence;
  const sum = [marker, ...agreeing].reduce((all, { confidence }) => all + 1 / Math.max(1 - confidence, 1e-3), 0);
  return round(Math.min(0.999, 1 - 1 / sum), 3);
}
