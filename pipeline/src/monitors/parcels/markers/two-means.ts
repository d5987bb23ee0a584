export interface TwoMeans {
  /** Cluster 0 or 1 of each point; 255 = a value is missing. */
  readonly clusters: Uint8Array;
  readonly centres: readonly [readonly number[], readonly number[]];
}

const maximumRounds = 30;

/** Splits points into two clusters (Lloyd), from the 10th and 90th percentile of the column that spreads most. `columns`: one array per dimension. */
export function twoMeans(columns: readonly Float32Array[]): TwoMeans | null {
  const length = columns[0]?.length ?? 0;
  const whole = [...Array(length).keys()].filter((i) => columns.every((column) => !Number.isNaN(column[i])));
  if (whole.length < 2) return null;
  const spread = columns.map((column) => {
    const sorted = Float32Array.from(whole, (i) => column[i] as number).sort();
    const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number;
    return [at(0.1), at(0.9)] as const;
  });
  const widest = spread.reduce((best, [low, high], k) => {
    const [bestLow, bestHigh] = spread[best] as readonly [number, number];
    return high - low > bestHigh - bestLow ? k : best;
  }, 0);
  const [low, high] = spread[widest] as readonly [number, number];
  const clusters = new Uint8Array(length).fill(255);
  for (const i of whole) clusters[i] = (columns[widest]?.[i] as number) > (low + high) / 2 ? 1 : 0;
  let centres = centresOf(columns, clusters);
  for (let round = 0; round < maximumRounds && centres != null; round++) {
    let moved = 0;
    for (const i of whole) {
      const nearer = distance(columns, i, centres[0]) <= distance(columns, i, centres[1]) ? 0 : 1;
      if (clusters[i] !== nearer) moved++;
      clusters[i] = nearer;
    }
    centres = centresOf(columns, clusters);
    if (moved === 0) break;
  }
  return centres == null ? null : { clusters, centres };
}

/** Squared. */
function distance(columns: readonly Float32Array[], i: number, centre: readonly number[]): number {
  return columns.reduce((sum, column, k) => sum + ((column[i] as number) - (centre[k] as number)) ** 2, 0);
}

/** null where a cluster is empty. */
function centresOf(columns: readonly Float32Array[], clusters: Uint8Array): [number[], number[]] | null {
  const [zero, one] = [0, 1].map((cluster) =>
    columns.map((column) => {
      let [sum, count] = [0, 0];
      clusters.forEach((own, i) => {
        if (own !== cluster || Number.isNaN(column[i])) return;
        sum += column[i] as number;
        count++;
      });
      return sum / count;
    }),
  ) as [number[], number[]];
  return [...zero, ...one].some(Number.isNaN) ? null : [zero, one];
}
