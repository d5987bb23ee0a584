/** Smallest pivot with which the dates still determine the model. */
const minPivot = 1e-10;

/**
 * Solves the normal equations by L·D·Lᵀ, written out because millions of pixels do it. `normal`: lower triangle row by row, 15 values;
 * `right`: 5 values, becomes the coefficients. False where the dates do not determine them.
 */
export function solveModel(normal: Float64Array, right: Float64Array): boolean {
  const d0 = normal[0] as number;
  if (!(d0 > minPivot)) return false;
  const m10 = normal[1] as number;
  const l10 = m10 / d0;
  const d1 = (normal[2] as number) - l10 * m10;
  if (!(d1 > minPivot)) return false;
  const m20 = normal[3] as number;
  const l20 = m20 / d0;
  const m21 = (normal[4] as number) - m20 * l10;
  const l21 = m21 / d1;
  const d2 = (normal[5] as number) - l20 * m20 - l21 * m21;
  if (!(d2 > minPivot)) return false;
  const m30 = normal[6] as number;
  const l30 = m30 / d0;
  const m31 = (normal[7] as number) - m30 * l10;
  const l31 = m31 / d1;
  const m32 = (normal[8] as number) - m30 * l20 - m31 * l21;
  const l32 = m32 / d2;
  const d3 = (normal[9] as number) - l30 * m30 - l31 * m31 - l32 * m32;
  if (!(d3 > minPivot)) return false;
  const m40 = normal[10] as number;
  const l40 = m40 / d0;
  const m41 = (normal[11] as number) - m40 * l10;
  const l41 = m41 / d1;
  const m42 = (normal[12] as number) - m40 * l20 - m41 * l21;
  const l42 = m42 / d2;
  const m43 = (normal[13] as number) - m40 * l30 - m41 * l31 - m42 * l32;
  const l43 = m43 / d3;
  const d4 = (normal[14] as number) - l40 * m40 - l41 * m41 - l42 * m42 - l43 * m43;
  if (!(d4 > minPivot)) return false;
  const y0 = right[0] as number;
  const y1 = (right[1] as number) - l10 * y0;
  const y2 = (right[2] as number) - l20 * y0 - l21 * y1;
  const y3 = (right[3] as number) - l30 * y0 - l31 * y1 - l32 * y2;
  const y4 = (right[4] as number) - l40 * y0 - l41 * y1 - l42 * y2 - l43 * y3;
  const x4 = y4 / d4;
  const x3 = y3 / d3 - l43 * x4;
  const x2 = y2 / d2 - l32 * x3 - l42 * x4;
  const x1 = y1 / d1 - l21 * x2 - l31 * x3 - l41 * x4;
  const x0 = y0 / d0 - l10 * x1 - l20 * x2 - l30 * x3 - l40 * x4;
  right[0] = x0;
  right[1] = x1;
  right[2] = x2;
  right[3] = x3;
  right[4] = x4;
  return true;
}
