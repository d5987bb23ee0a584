import { type Grid, pixelAreaM2, reasonOfCode } from '@landsicht/core';
import type { LayerRows } from './beetle-layers.js';
import { tierClasses } from './info.js';
import { stateClasses, stateCodes } from './series/state-codes.js';

/** Counts pixels while rows go by: modelled and not, by reason, by state and tier. */
export class BeetleSummary {
  readonly #states = new Float64Array(256);
  readonly #tiers = new Float64Array(256);
  readonly #reasons = new Float64Array(256);

  addRows({ state, tier }: LayerRows): void {
    for (let i = 0; i < state.length; i++) {
      const code = state[i] as number;
      this.#states[code] = (this.#states[code] as number) + 1;
      if (code === stateCodes.notModelled) continue;
      this.#tiers[tier[i] as number] = (this.#tiers[tier[i] as number] as number) + 1;
    }
  }

  /** Of forest pixels. */
  addReasons(reason: Uint8Array): void {
    for (const code of reason) this.#reasons[code] = (this.#reasons[code] as number) + 1;
  }

  values(grid: Grid): Record<string, number> {
    const total = grid.width * grid.height;
    const notObservedPx = this.#states[stateCodes.notModelled] as number;
    const forestPx = this.#reasons.reduce((sum, count) => sum + count, 0);
    const values: Record<string, number> = { forestPx, observedPx: total - notObservedPx, notObservedPx };
    if (total > forestPx) values['notObservedPx.outside-area'] = total - forestPx;
    this.#reasons.forEach((count, code) => {
      const reason = code === 0 || count === 0 ? null : reasonOfCode(code);
      if (reason != null) values[`notObservedPx.${reason}`] = (values[`notObservedPx.${reason}`] ?? 0) + count;
    });
    for (const { id, code } of stateClasses) values[`statePx.${id}`] = this.#states[code] as number;
    for (const { id, code } of tierClasses) if (id !== 'not-observed') values[`tierPx.${id}`] = this.#tiers[code] as number;
    const areaM2 = pixelAreaM2(grid);
    for (const id of ['suspected', 'confirmed', 'cleared']) values[`${id}M2`] = Math.round((values[`tierPx.${id}`] ?? 0) * areaM2);
    return values;
  }
}
