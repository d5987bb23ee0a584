/** A neck narrower than this share of the lower peak parts two crowns; crowns are round, so one crown has no such neck. */
const NECK_SHARE = 0.85;
/** Levels of distance per pixel when pixels are sorted. */
const LEVELS_PER_PX = 16;

export interface Segments {
  /** Segment of each pixel, from 1; 0 outside. */
  readonly labels: Int32Array;
  /** By label: its peak pixel, the first of the highest; −1 at 0. */
  readonly peaks: Int32Array;
}

/**
 * Parts the mask where its distance transform has a neck: pixels are taken from high to low, a pixel without a labelled neighbour begins a
 * segment, and two segments that meet become one unless both stand well above the place where they meet. Neighbours share an edge, so a
 * segment is one piece with one outline.
 */
export function watershed(distance: Float32Array, width: number): Segments {
  const order = byDistance(distance);
  const labels = new Int32Array(distance.length);
  const peaks: number[] = [-1];
  const parents: number[] = [0];
  const rootOf = (label: number): number => {
    let root = label;
    while (parents[root] !== root) {
      parents[root] = parents[parents[root] as number] as number;
      root = parents[root] as number;
    }
    return root;
  };
  const height = distance.length / width;
  for (const at of order) {
    const [col, row] = [at % width, Math.floor(at / width)];
    let best = 0;
    let bestDistance = -1;
    for (let side = 0; side < 4; side++) {
      if ((side === 0 && row === 0) || (side === 1 && col === 0) || (side === 2 && col === width - 1) || (side === 3 && row === height - 1))
        continue;
      const neighbour = at + (side === 0 ? -width : side === 1 ? -1 : side === 2 ? 1 : width);
      const label = labels[neighbour] as number;
      if (label === 0) continue;
      const root = rootOf(label);
      if (best === 0) best = root;
      else if (root !== best) best = meet(root, best, distance[at] as number);
      if ((distance[neighbour] as number) > bestDistance) {
        bestDistance = distance[neighbour] as number;
        labels[at] = label;
      }
    }
    if (best !== 0) continue;
    labels[at] = parents.push(parents.length) - 1;
    peaks.push(at);
  }
  return renumbered(labels, peaks, rootOf);

  /** Returns the higher of the two, after the lower has become part of it or not. */
  function meet(a: number, b: number, saddle: number): number {
    const [high, low] = peakOf(a) > peakOf(b) || (peakOf(a) === peakOf(b) && a < b) ? [a, b] : [b, a];
    if (saddle >= NECK_SHARE * peakOf(low)) parents[low] = high;
    return high;
  }

  function peakOf(label: number): number {
    return distance[peaks[label] as number] as number;
  }
}

/** Pixels above 0 from high to low, equal ones in reading order (counting sort). */
function byDistance(distance: Float32Array): Int32Array {
  let highest = 0;
  for (const value of distance) if (value > highest) highest = value;
  const levels = Math.ceil(highest * LEVELS_PER_PX) + 1;
  const starts = new Int32Array(levels + 1);
  const levelOf = (value: number): number => levels - 1 - Math.floor(value * LEVELS_PER_PX);
  for (const value of distance) if (value > 0) starts[levelOf(value) + 1] = (starts[levelOf(value) + 1] as number) + 1;
  for (let level = 1; level <= levels; level++) starts[level] = (starts[level] as number) + (starts[level - 1] as number);
  const order = new Int32Array(starts[levels] as number);
  for (let i = 0; i < distance.length; i++) {
    const value = distance[i] as number;
    if (value <= 0) continue;
    const level = levelOf(value);
    const place = starts[level] as number;
    order[place] = i;
    starts[level] = place + 1;
  }
  return order;
}

function renumbered(labels: Int32Array, peaks: readonly number[], rootOf: (label: number) => number): Segments {
  const numbers = new Int32Array(peaks.length);
  const kept: number[] = [-1];
  for (let label = 1; label < peaks.length; label++) if (rootOf(label) === label) numbers[label] = kept.push(peaks[label] as number) - 1;
  for (let i = 0; i < labels.length; i++) if (labels[i] !== 0) labels[i] = numbers[rootOf(labels[i] as number)] as number;
  return { labels, peaks: Int32Array.from(kept) };
}
