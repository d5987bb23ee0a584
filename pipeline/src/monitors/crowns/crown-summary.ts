import { type Grid, pixelAreaM2, reasonOfCode } from '@landsicht/core';
import type { Crown } from './crown-segments.js';
import { crownCodes } from './info.js';

/** Counts while tiles go by. */
export class CrownSummary {
  private readonly codes = new Array<number>(256).fill(0);
  private readonly reasons = new Array<number>(256).fill(0);
  private readonly crowns = { red: 0, grey: 0 };

  addRows(codes: Uint8Array, reasons: Uint8Array): void {
    for (const code of codes) this.codes[code] = (this.codes[code] as number) + 1;
    for (const reason of reasons) this.reasons[reason] = (this.reasons[reason] as number) + 1;
  }

  addCrown({ stage }: Crown): void {
    this.crowns[stage]++;
  }

  /** Areas in m²; the dead share is of the canopy that is seen, live and dead. */
  values(grid: Grid): Record<string, number> {
    const areaM2 = pixelAreaM2(grid);
    const pixels = (code: number): number => this.codes[code] as number;
    const dead = pixels(crownCodes.red) + pixels(crownCodes.grey);
    const canopy = dead + pixels(crownCodes.live);
    const total = this.codes.reduce((sum, count) => sum + count, 0);
    const values: Record<string, number> = {
      observedPx: total - pixels(crownCodes.notObserved),
      notObservedPx: pixels(crownCodes.notObserved),
      redM2: Math.round(pixels(crownCodes.red) * areaM2),
      greyM2: Math.round(pixels(crownCodes.grey) * areaM2),
      canopyM2: Math.round(canopy * areaM2),
      deadShareOfCanopyPercent: canopy === 0 ? 0 : Math.round((1000 * dead) / canopy) / 10,
      redCrowns: this.crowns.red,
      greyCrowns: this.crowns.grey,
    };
    this.reasons.forEach((count, code) => {
      const reason = code === 0 || count === 0 ? null : reasonOfCode(code);
      if (reason != null) values[`notObservedPx.${reason}`] = count;
    });
    return values;
  }
}
