/**
 * Where tiles begin so that they cover `lengthPx`, each overlapping the next by at least `overlapPx`: evenly spaced, the first at the
 * start, the last at the end. One tile where all fits into it (it reaches beyond the end and is padded).
 */
export function tileStarts(lengthPx: number, tilePx: number, overlapPx: number): number[] {
  if (lengthPx <= tilePx) return [0];
  const count = Math.ceil((lengthPx - overlapPx) / (tilePx - overlapPx));
  return Array.from({ length: count }, (_, k) => Math.round((k * (lengthPx - tilePx)) / (count - 1)));
}

/** Weights along one side of a tile: rises over the overlap as a raised cosine, so that tiles meet without a seam; never 0. */
export function blendWeights(tilePx: number, overlapPx: number): Float32Array {
  return Float32Array.from({ length: tilePx }, (_, i) => {
    const inside = Math.min(i, tilePx - 1 - i) + 0.5;
    return inside >= overlapPx ? 1 : 0.5 - 0.5 * Math.cos((Math.PI * inside) / overlapPx);
  });
}

/** Index inside [0, length) of a place beyond the ends, mirrored without repeating the edge. */
export function mirrored(index: number, length: number): number {
  if (length === 1) return 0;
  const period = 2 * (length - 1);
  const at = ((index % period) + period) % period;
  return at < length ? at : period - at;
}
