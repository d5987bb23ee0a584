import { beforeAll, describe, expect, it } from 'vitest';
import { fordeadRules } from './series-rules.js';
import { SeriesState } from './series-state.js';
import type { SeriesDate } from './series-types.js';
import { maskStrip, stripPixelsOf } from './strip-mask.js';
import { lorraineDate, lorraineDays, lorraineForest, lorraineReference, lorraineThere, sizePx } from './testing/lorraine.js';
import { vegetationIndices } from './vegetation-index.js';

const why = lorraineThere ? '' : ' (skipped: needs ../shared/data)';

describe.skipIf(!lorraineThere)(`FORDEAD's own masks and index in Lorraine${why}`, () => {
  const dates: SeriesDate[] = [];
  beforeAll(async () => {
    for (const day of lorraineDays()) dates.push(await lorraineDate(day));
  });

  it('masks the same pixels on every date of the reference', async () => {
    const soil = new Uint8Array(sizePx * sizePx);
    const different: string[] = [];
    for (const date of dates) {
      const day = new Date(date.epochDay * 86_400_000).toISOString().slice(0, 10);
      const mask = maskStrip(date, fordeadRules, stripPixelsOf(soil));
      const expected = await lorraineReference('Mask', day);
      const count = mask.reduce((sum, code, o) => sum + ((code !== 0) === (expected[o] !== 0) ? 0 : 1), 0);
      if (count > 0) different.push(`${day}: ${count}`);
    }
    expect(different).toEqual([]);
    expect(dates.length).toBe(35);
  });

  it('has the same index within 1e-5', async () => {
    let largest = 0;
    for (const { epochDay, dn } of dates) {
      const day = new Date(epochDay * 86_400_000).toISOString().slice(0, 10);
      const [expected, masked] = [await lorraineReference('VegetationIndex', day), await lorraineReference('Mask', day)];
      const { nir08, swir16, swir22 } = dn as Required<SeriesDate['dn']>;
      for (let o = 0; o < expected.length; o++) {
        if (masked[o] !== 0) continue;
        const value = vegetationIndices.crswir.valueOf(nir08[o] ?? 0, swir16[o] ?? 0, swir22[o] ?? 0);
        largest = Math.max(largest, Math.abs(value - (expected[o] ?? Number.NaN)));
      }
    }
    expect(largest).toBeLessThan(1e-5);
  });

  it('models 3,534 of 4,199 forest pixels', async () => {
    const forest = await lorraineForest();
    const state = SeriesState.create(forest, fordeadRules);
    for (const date of dates) state.advance(date);
    expect(forest.length).toBe(4199);
    expect(state.answers().observations.filter((count) => count > 0).length).toBe(3534);
  });
});
