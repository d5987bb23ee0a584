import { type Detection, type Grid, pixelAreaM2, reasonOfCode } from '@landsicht/core';
import { floodCodes, floodInfo } from './info.js';

/** Counts while rows go by: observed and not observed pixels, by reason, and the area of each class. */
export class FloodSummary {
  private readonly pixels = new Float64Array(256);
  private readonly likelihoods = new Float64Array(256);
  private readonly reasons = new Float64Array(256);

  addState(state: Uint8Array): void {
    countCodes(state, this.pixels);
  }

  /** Likelihood in percent of pixels that are flood, or water where nothing says which. */
  addLikelihood(state: Uint8Array, likelihoodPercent: Uint8Array): void {
    for (let i = 0; i < state.length; i++) {
      if (state[i] !== floodCodes.flood && state[i] !== floodCodes.water) continue;
      const percent = likelihoodPercent[i] as number;
      this.likelihoods[percent] = (this.likelihoods[percent] as number) + 1;
    }
  }

  addReasons(reasons: Uint8Array): void {
    countCodes(reasons, this.reasons);
  }

  /**
   * Areas in m²: of classes that are detected the sum of the detections, which leaves out what is smaller than the minimum unit; of
   * reference water pixels × ground area of a pixel at the grid's centre.
   */
  values(grid: Grid, detections: readonly Pick<Detection, 'class' | 'areaM2'>[]): Record<string, number> {
    const areaM2 = pixelAreaM2(grid);
    const total = this.pixels.reduce((sum, count) => sum + count, 0);
    const notObservedPx = this.pixels[floodCodes.notObserved] ?? 0;
    const values: Record<string, number> = { observedPx: total - notObservedPx, notObservedPx };
    for (const { id, code, detect } of floodInfo.classes) {
      if (detect) values[`${id}M2`] = Math.round(detections.reduce((sum, one) => sum + (one.class === id ? one.areaM2 : 0), 0));
      else if (id === 'reference') values[`${id}M2`] = Math.round((this.pixels[code] ?? 0) * areaM2);
    }
    this.reasons.forEach((count, code) => {
      const reason = code === 0 || count === 0 ? null : reasonOfCode(code);
      if (reason != null) values[`notObservedPx.${reason}`] = count;
    });
    const likely = this.likelihoods.reduce((sum, count) => sum + count, 0);
    if (likely === 0) return values;
    values['likelihoodMean'] = Math.round(this.likelihoods.reduce((sum, count, percent) => sum + count * percent, 0) / likely);
    let below = 0;
    values['likelihoodP10'] = this.likelihoods.findIndex((count) => {
      below += count;
      return 10 * below >= likely;
    });
    return values;
  }
}

function countCodes(codes: Uint8Array, counts: Float64Array): void {
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    counts[code] = (counts[code] as number) + 1;
  }
}
