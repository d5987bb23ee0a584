/**
 * Whittaker smoothing (Eilers 2003): the z that minimises Σ wᵢ(yᵢ − zᵢ)² + λ Σ (Δ²zᵢ)². (W + λD₂ᵀD₂)z = Wy is pentadiagonal: LDLᵀ in O(n). Weight 0
 * where nothing was observed. With fewer than two observed values there is no curve: NaN. For people to look at; markers use what was observed.
 */
export function whittaker(values: ArrayLike<number>, weights: ArrayLike<number>, lambda: number): Float64Array {
  const n = values.length;
  const observed = Array.from({ length: n }, (_, i) => i).filter((i) => (weights[i] ?? 0) > 0);
  if (observed.length < 2 || n < 3) {
    return Float64Array.from({ length: n }, (_, i) => (observed.length >= 2 && (weights[i] ?? 0) > 0 ? (values[i] as number) : Number.NaN));
  }
  const [d, l1, l2, z] = [new Float64Array(n), new Float64Array(n), new Float64Array(n), new Float64Array(n)];
  for (let i = 0; i < n; i++) {
    const weight = weights[i] ?? 0;
    // rows of D₂ᵀD₂: 1 −2 1 / −2 5 −4 1 / 1 −4 6 −4 1 … mirrored at the end
    const main = penaltyDiagonal(i, n);
    const [a, b] = [d[i - 1] ?? 0, d[i - 2] ?? 0];
    d[i] = weight + lambda * main - a * (l1[i - 1] ?? 0) ** 2 - b * (l2[i - 2] ?? 0) ** 2;
    if (i + 1 < n) l1[i] = (lambda * penaltyNext(i, n) - a * (l1[i - 1] ?? 0) * (l2[i - 1] ?? 0)) / (d[i] as number);
    if (i + 2 < n) l2[i] = lambda / (d[i] as number);
    z[i] = (weight > 0 ? weight * (values[i] as number) : 0) - (l1[i - 1] ?? 0) * (z[i - 1] ?? 0) - (l2[i - 2] ?? 0) * (z[i - 2] ?? 0);
  }
  for (let i = n - 1; i >= 0; i--)
    z[i] = (z[i] as number) / (d[i] as number) - (l1[i] ?? 0) * (z[i + 1] ?? 0) - (l2[i] ?? 0) * (z[i + 2] ?? 0);
  return z;
}

/** Of D₂ᵀD₂: squares of the second differences that value i takes part in. */
function penaltyDiagonal(i: number, n: number): number {
  return (i >= 2 ? 1 : 0) + (i >= 1 && i <= n - 2 ? 4 : 0) + (i <= n - 3 ? 1 : 0);
}

function penaltyNext(i: number, n: number): number {
  return (i >= 1 ? -2 : 0) + (i <= n - 3 ? -2 : 0);
}

/** λ for curves on a grid of 5 days: arable land changes slower than mown grassland (parcels.md 3.4). */
export const smoothingOf = { arable: 20, grassland: 3 } as const;
const stepDays = 5;

/** A smooth curve every 5 days from the first to the last look; several looks of a step are averaged. */
export function smoothCurve(
  looks: readonly { readonly epochDay: number; readonly value: number }[],
  lambda: number,
): { readonly epochDay: number; readonly value: number }[] {
  const [first, last] = [looks[0], looks.at(-1)];
  if (first == null || last == null) return [];
  const n = Math.floor((last.epochDay - first.epochDay) / stepDays) + 1;
  const [sums, weights] = [new Float64Array(n), new Float64Array(n)];
  for (const { epochDay, value } of looks) {
    const i = Math.min(n - 1, Math.round((epochDay - first.epochDay) / stepDays));
    sums[i] = (sums[i] as number) + value;
    weights[i] = (weights[i] as number) + 1;
  }
  const z = whittaker(
    sums.map((sum, i) => sum / Math.max(1, weights[i] as number)),
    weights,
    lambda,
  );
  return Array.from(z, (value, i) => ({ epochDay: first.epochDay + i * stepDays, value })).filter(({ value }) => !Number.isNaN(value));
}
