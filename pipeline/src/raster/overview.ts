import { allocate, type PixelArray, type PixelType } from '@landsicht/core';

export interface OverviewRule {
  readonly method: 'average' | 'mode';
  readonly pixelType: PixelType;
  readonly nodata?: number;
}

/** Halves rows in both directions; an odd last column or row stands for itself. */
export interface RowHalver {
  /** `rows` rows of `width` samples from `start` → ceil(rows / 2) rows of ceil(width / 2) samples. */
  halve(data: PixelArray, start: number, rows: number): PixelArray;
}

/** All arithmetic runs on Float64 rows, so that one compiled kernel serves all pixel types; every stored integer is exact in them. */
export function rowHalver(rule: OverviewRule, width: number): RowHalver {
  const halfWidth = Math.ceil(width / 2);
  const upper = new Float64Array(halfWidth * 2);
  const lower = new Float64Array(halfWidth * 2);
  const out = new Float64Array(halfWidth);
  const load = (row: Float64Array, data: PixelArray, at: number): void => {
    row.set(data.subarray(at, at + width));
    if (width % 2 === 1) row[width] = row[width - 1] as number;
  };
  const kernel = kernelFor(rule);
  return {
    halve(data, start, rows) {
      const halfRows = Math.ceil(rows / 2);
      const result = allocate(rule.pixelType, halfWidth * halfRows);
      for (let y = 0; y < halfRows; y++) {
        load(upper, data, start + 2 * y * width);
        if (2 * y + 1 < rows) load(lower, data, start + (2 * y + 1) * width);
        else lower.set(upper);
        kernel(upper, lower, out);
        result.set(out, y * halfWidth);
      }
      return result;
    },
  };
}

type Kernel = (upper: Float64Array, lower: Float64Array, out: Float64Array) => void;

function kernelFor({ method, pixelType, nodata }: OverviewRule): Kernel {
  const isFloat = pixelType === 'f32' || pixelType === 'f64';
  const missing = pixelType === 'f32' && nodata != null ? Math.fround(nodata) : (nodata ?? Number.NaN);
  if (method === 'mode') return (upper, lower, out) => modeRow(upper, lower, out, missing);
  const beside = isFloat ? missing + Math.max(Math.abs(missing) * 2 ** -22, 1e-30) : missing + (missing > 0 ? -1 : 1);
  return (upper, lower, out) => averageRow(upper, lower, out, { missing, beside, round: !isFloat });
}

/** Mean of the observed pixels among four; `missing` only where none is. A mean that happens to equal `missing` moves to `beside`. */
function averageRow(
  upper: Float64Array,
  lower: Float64Array,
  out: Float64Array,
  { missing, beside, round }: { missing: number; beside: number; round: boolean },
): void {
  for (let x = 0, i = 0; x < out.length; x++, i += 2) {
    let sum = 0;
    let count = 0;
    const a = upper[i] as number;
    const b = upper[i + 1] as number;
    const c = lower[i] as number;
    const d = lower[i + 1] as number;
    // without nodata `missing` is NaN, which equals nothing
    if (!Number.isNaN(a) && a !== missing) {
      sum += a;
      count++;
    }
    if (!Number.isNaN(b) && b !== missing) {
      sum += b;
      count++;
    }
    if (!Number.isNaN(c) && c !== missing) {
      sum += c;
      count++;
    }
    if (!Number.isNaN(d) && d !== missing) {
      sum += d;
      count++;
    }
    if (count === 0) {
      out[x] = missing;
      continue;
    }
    const mean = round ? Math.floor(sum / count + 0.5) : sum / count;
    out[x] = mean === missing ? beside : mean;
  }
}

/**
 * Most frequent of four; nodata counts as a class (a few observed pixels must not speak for an unobserved area) but loses ties;
 * else ties go to the first in reading order.
 */
function modeRow(upper: Float64Array, lower: Float64Array, out: Float64Array, missing: number): void {
  const four = new Float64Array(4);
  for (let x = 0, i = 0; x < out.length; x++, i += 2) {
    const a = upper[i] as number;
    const b = upper[i + 1] as number;
    const c = lower[i] as number;
    const d = lower[i + 1] as number;
    if (a === b && (a === c || a === d)) {
      out[x] = a;
      continue;
    }
    four[0] = a;
    four[1] = b;
    four[2] = c;
    four[3] = d;
    let best = a;
    let bestRank = -1;
    for (let k = 0; k < 4; k++) {
      const value = four[k] as number;
      let rank = value === missing || Number.isNaN(value) ? 0 : 1; // twice the count, plus 1 for data
      for (let j = 0; j < 4; j++) if (Object.is(four[j], value)) rank += 2;
      if (rank > bestRank) {
        best = value;
        bestRank = rank;
      }
    }
    out[x] = best;
  }
}
