/** Numbers kept of each band: `statisticNames` in order. */
export const statisticNames = ['count', 'mean', 'sd', 'min', 'p05', 'p25', 'p50', 'p75', 'p95', 'max'] as const;
export const statisticCount = statisticNames.length;

const shares = [0.05, 0.25, 0.5, 0.75, 0.95] as const;

let scratch = new Float32Array(1024);

/**
 * Statistics of the values that are no NaN, written to `into` at `at`: sd over all of them (not a sample's), percentiles linear between ranks, as
 * rasterstats and numpy have them. Without a value the count is 0 and the rest NaN.
 */
export function writeStatistics(values: Float32Array, into: Float32Array, at: number): void {
  const sorted = sortedValues(values);
  const count = sorted.length;
  if (count === 0) {
    into.fill(Number.NaN, at, at + statisticCount);
    into[at] = 0;
    return;
  }
  let sum = 0;
  for (let i = 0; i < count; i++) sum += sorted[i] as number;
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < count; i++) squares += ((sorted[i] as number) - mean) ** 2;
  into[at] = count;
  into[at + 1] = mean;
  into[at + 2] = Math.sqrt(squares / count);
  into[at + 3] = sorted[0] as number;
  for (let k = 0; k < shares.length; k++) into[at + 4 + k] = quantile(sorted, shares[k] as number);
  into[at + 9] = sorted[count - 1] as number;
}

/** Linear power → decibels: the mean is that of power, the rest are taken from decibels (parcels.md 3.2). */
export function writeDecibelStatistics(power: Float32Array, into: Float32Array, at: number): void {
  let [sum, count] = [0, 0];
  for (let i = 0; i < power.length; i++) {
    const value = power[i] as number;
    if (value > 0) {
      sum += value;
      count++;
      power[i] = 10 * Math.log10(value);
    } else power[i] = Number.NaN;
  }
  writeStatistics(power, into, at);
  if (count > 0) into[at + 1] = 10 * Math.log10(sum / count);
}

function sortedValues(values: Float32Array): Float32Array {
  if (scratch.length < values.length) scratch = new Float32Array(2 * values.length);
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isNaN(value)) scratch[count++] = value;
  }
  return scratch.subarray(0, count).sort();
}

function quantile(sorted: Float32Array, share: number): number {
  const rank = share * (sorted.length - 1);
  const below = Math.floor(rank);
  const low = sorted[below] as number;
  return low + (rank - below) * ((sorted[Math.min(below + 1, sorted.length - 1)] as number) - low);
}
