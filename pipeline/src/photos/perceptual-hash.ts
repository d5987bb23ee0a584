import type { LumaImage } from './decode-photo.js';

const SIDE = 32;
const LOW = 8;

/** Standard deviation of luma below which 64 signs are noise: a lens cap, a white wall. */
const FLAT_SD = 2;

/**
 * 64 bits, hex: signs of the low frequencies 1..8 × 1..8 of a 32 × 32 DCT against their median (Zauner 2010, pHash's DCT hash).
 * Survives recompression, resizing and small retouching. null: the image is flat.
 */
export function perceptualHash(image: LumaImage): string | null {
  const small = shrink(image);
  const mean = small.reduce((sum, v) => sum + v, 0) / small.length;
  const variance = small.reduce((sum, v) => sum + (v - mean) ** 2, 0) / small.length;
  if (variance < FLAT_SD ** 2) return null;
  const coefficients: number[] = [];
  for (let v = 1; v <= LOW; v++) {
    for (let u = 1; u <= LOW; u++) {
      let sum = 0;
      for (let y = 0; y < SIDE; y++) {
        const cosine = cosines[v * SIDE + y] ?? 0;
        for (let x = 0; x < SIDE; x++) sum += cosine * (cosines[u * SIDE + x] ?? 0) * (small[y * SIDE + x] ?? 0);
      }
      coefficients.push(sum);
    }
  }
  const ordered = coefficients.toSorted((a, b) => a - b);
  const median = ((ordered[31] ?? 0) + (ordered[32] ?? 0)) / 2;
  const bits = coefficients.reduce((hash, value) => (hash << 1n) | (value > median ? 1n : 0n), 0n);
  return bits.toString(16).padStart(16, '0');
}

/** Differing bits, 0 to 64. */
export function hammingDistance(a: string, b: string): number {
  let different = BigInt(`0x${a}`) ^ BigInt(`0x${b}`);
  let count = 0;
  for (; different > 0n; different &= different - 1n) count++;
  return count;
}

const cosines = Float64Array.from({ length: (LOW + 1) * SIDE }, (_, i) =>
  Math.cos((Math.floor(i / SIDE) * (2 * (i % SIDE) + 1) * Math.PI) / (2 * SIDE)),
);

/** Mean of the pixels under each of 32 × 32 cells. */
function shrink({ widthPx, heightPx, luma }: LumaImage): Float64Array {
  const out = new Float64Array(SIDE * SIDE);
  for (let cy = 0; cy < SIDE; cy++) {
    const [y0, y1] = cell(cy, heightPx);
    for (let cx = 0; cx < SIDE; cx++) {
      const [x0, x1] = cell(cx, widthPx);
      let sum = 0;
      for (let y = y0; y < y1; y++) for (let x = x0; x < x1; x++) sum += luma[y * widthPx + x] ?? 0;
      out[cy * SIDE + cx] = sum / ((y1 - y0) * (x1 - x0));
    }
  }
  return out;
}

function cell(index: number, sidePx: number): readonly [from: number, to: number] {
  const from = Math.min(Math.floor((index * sidePx) / SIDE), sidePx - 1);
  return [from, Math.max(from + 1, Math.floor(((index + 1) * sidePx) / SIDE))];
}
