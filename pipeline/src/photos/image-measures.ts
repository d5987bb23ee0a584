import type { LumaImage } from './decode-photo.js';

export interface ImageMeasures {
  /** Variance of the 4-neighbour Laplacian of luma (Pech-Pacheco et al. 2000), on the analysis size. */
  readonly laplacianVariance: number;
  /** 0 to 255. */
  readonly medianLuma: number;
  /** Share of pixels at 250 and above, 0 to 1. */
  readonly brightShare: number;
}

export function measureImage(image: LumaImage): ImageMeasures {
  const { luma } = image;
  const counts = new Uint32Array(256);
  for (const value of luma) counts[value] = (counts[value] ?? 0) + 1;
  let medianLuma = 0;
  for (let below = counts[0] ?? 0; below * 2 < luma.length; below += counts[medianLuma] ?? 0) medianLuma++;
  const bright = counts.subarray(250).reduce((sum, n) => sum + n, 0);
  return { laplacianVariance: laplacianVariance(image), medianLuma, brightShare: bright / luma.length };
}

function laplacianVariance({ widthPx, heightPx, luma }: LumaImage): number {
  let [n, sum, squares] = [0, 0, 0];
  for (let y = 1; y < heightPx - 1; y++) {
    for (let x = 1, at = y * widthPx + 1; x < widthPx - 1; x++, at++) {
      const around = (luma[at - 1] ?? 0) + (luma[at + 1] ?? 0) + (luma[at - widthPx] ?? 0) + (luma[at + widthPx] ?? 0);
      const value = 4 * (luma[at] ?? 0) - around;
      n++;
      sum += value;
      squares += value * value;
    }
  }
  return n === 0 ? 0 : squares / n - (sum / n) ** 2;
}

/** Pearson correlation of two images of one size; 0 where one is flat. */
export function correlation(a: Uint8Array, b: Uint8Array): number {
  const n = a.length;
  let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    sa += x;
    sb += y;
    saa += x * x;
    sbb += y * y;
    sab += x * y;
  }
  const spread = Math.sqrt((saa - (sa * sa) / n) * (sbb - (sb * sb) / n));
  return spread > 0 ? (sab - (sa * sb) / n) / spread : 0;
}
