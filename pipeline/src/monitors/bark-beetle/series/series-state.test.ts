import { randomOf } from '@landsicht/core/testing';
import { describe, expect, it } from 'vitest';
import { fordeadRules, landsichtRules, seriesRulesOf } from './series-rules.js';
import { SeriesState } from './series-state.js';
import { simulateStrip } from './testing/simulated-strip.js';

const dayOf = (date: string): number => Date.parse(date) / 86_400_000;
const strip = simulateStrip({
  seed: 5,
  rows: 24,
  firstDay: dayOf('2016-01-03'),
  lastDay: dayOf('2019-12-31'),
  onsetFrom: dayOf('2018-04-01'),
  onsetTo: dayOf('2019-08-01'),
});
/** A halo of three rows on either side. */
const forest = Int32Array.from({ length: strip.width * 18 }, (_, i) => i + 3 * strip.width);

describe.each([['fordead', fordeadRules] as const, ['landsicht', landsichtRules] as const])('the state in mode %s', (_mode, rules) => {
  const whole = SeriesState.create(forest, rules);
  for (const date of strip.dates) whole.advance(date);

  it.each([1, 2, 3])('is the same to the bit however the dates are batched (split %i)', (seed) => {
    const random = randomOf(seed);
    let state = SeriesState.create(forest, rules);
    for (const date of strip.dates) {
      if (random() < 0.3) state = SeriesState.parse(state.serialize(), rules);
      state.advance(date);
    }
    expect(state.serialize()).toEqual(whole.serialize());
    expect(state.answers()).toEqual(whole.answers());
    expect(state.lastDay).toBe(strip.dates.at(-1)?.epochDay);
  });

  it('knows the same of each pixel wherever strips are cut, as long as they have their halo', () => {
    const rows = 4;
    const top = 10; // the strip's first row, halo included
    const cut = strip.dates.map((date) => ({
      ...date,
      height: rows + 6,
      dn: Object.fromEntries(
        Object.entries(date.dn).map(([band, dn]) => [band, dn.slice(top * strip.width, (top + rows + 6) * strip.width)]),
      ),
      reason: date.reason.slice(top * strip.width, (top + rows + 6) * strip.width),
      bias: whole.biases.get(date.epochDay) ?? { index: 0, distance: 0 },
    }));
    const part = SeriesState.create(
      Int32Array.from({ length: rows * strip.width }, (_, i) => i + 3 * strip.width),
      rules,
    );
    for (const date of cut) part.advance(date);
    const from = (top + 3 - 3) * strip.width; // in the pixels of the whole
    for (const name of ['stressed', 'run', 'firstAnomalyDay', 'confirmedDay', 'firstSoilDay', 'odds', 'history'] as const) {
      const all = whole.columns[name];
      expect(part.columns[name]).toEqual(all.length === 0 ? all : all.slice(from, from + rows * strip.width));
    }
    expect(part.columns.coefficients).toEqual(whole.columns.coefficients.slice(5 * from, 5 * (from + rows * strip.width)));
  });

  it('refuses dates that do not ascend, strips of another size, and unsorted pixels', () => {
    const state = SeriesState.create(forest, rules);
    const [first, second] = strip.dates;
    if (first == null || second == null) throw new Error('no dates');
    state.advance(second);
    expect(() => state.advance(second)).toThrow(/must ascend/);
    expect(() => state.advance(first)).toThrow(/must ascend/);
    expect(() => state.advance({ ...second, epochDay: second.epochDay + 1, height: 3 })).toThrow(/expected 64 × 24/);
    expect(() => SeriesState.create(Int32Array.of(4, 4), rules)).toThrow(/ascending offsets/);
  });

  it('names the band and the index that cannot be computed', () => {
    const { swir22: _, ...dn } = strip.dates[0]?.dn ?? {};
    const state = SeriesState.create(forest, rules);
    expect(() => state.advance({ ...strip.dates[0], dn } as never)).toThrow(/crswir.*"swir22"/);
  });
});

it('a red of zero is a dark forest in mode landsicht, and not observed in mode fordead', () => {
  const first = strip.dates[0] as (typeof strip.dates)[number];
  const red = new Float32Array(first.width * first.height);
  const blue = red.map(() => 40);
  const observedIn = (rules: typeof landsichtRules): number =>
    SeriesState.create(forest, rules)
      .advance({ ...first, dn: { ...first.dn, blue, red } })
      .masked.filter((code) => code === 0).length;
  expect(observedIn(landsichtRules)).toBeGreaterThan(forest.length / 2);
  expect(observedIn(fordeadRules)).toBe(0);
});

describe('stored states', () => {
  const bytes = SeriesState.create(forest, landsichtRules).serialize();

  it('refuse other rules by name', () => {
    expect(() => SeriesState.parse(bytes, fordeadRules)).toThrow(/"mode" was landsicht, now fordead/);
    expect(() => SeriesState.parse(bytes, seriesRulesOf({ sigmaFactor: 4 }))).toThrow(/"sigmaFactor" was/);
  });

  it('refuse another version, foreign bytes and a file cut short', () => {
    const newer = bytes.slice();
    newer[4] = 9;
    expect(() => SeriesState.parse(newer, landsichtRules)).toThrow(/expected version 4, got 9/);
    expect(() => SeriesState.parse(Uint8Array.of(1, 2, 3), landsichtRules)).toThrow(/expected LSBB/);
    expect(() => SeriesState.parse(bytes.subarray(0, bytes.length - 8), landsichtRules)).toThrow(/bytes or more/);
  });

  it('hold few bytes a pixel once the models are solved', () => {
    const state = SeriesState.create(forest, landsichtRules);
    for (const date of strip.dates) state.advance(date);
    expect(state.serialize().length / forest.length).toBeLessThan(105);
  });
});
