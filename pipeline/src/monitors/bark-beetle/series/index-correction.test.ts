import { randomOf } from '@landsicht/core/testing';
import { expect, it } from 'vitest';
import { harmonicTerms } from './harmonic.js';
import { landsichtRules, seriesRulesOf } from './series-rules.js';
import { SeriesState } from './series-state.js';

const count = 60;
const firstDay = Date.parse('2015-07-05') / 86_400_000;
const dates = Array.from({ length: 110 }, (_, k) => firstDay + 12 * k);
const rulesOf = (correctIndex: boolean) => seriesRulesOf({ mode: 'fordead', correctIndex });

/** Sixty pixels of which five die in 2018; `haze` is what a date adds to all of them. */
function run(correctIndex: boolean, haze: (k: number) => number, stored = -1): SeriesState {
  const rules = rulesOf(correctIndex);
  let state = SeriesState.create(
    Int32Array.from({ length: count }, (_, i) => i),
    rules,
  );
  const random = randomOf(7);
  dates.forEach((epochDay, k) => {
    const normal = harmonicTerms(epochDay).reduce((sum, term, t) => sum + term * (landsichtRules.pooledModel[t] as number), 0);
    const index = Float32Array.from({ length: count }, (_, i) => {
      const dying = i < 5 && epochDay > 17_720 ? 0.25 : 0;
      return normal + 0.002 * i + 0.04 * (random() - 0.5) + dying + haze(k);
    });
    const masked = Uint8Array.from({ length: count }, (_, i) => ((i + k) % 7 === 0 ? 1 : 0));
    state.advanceIndex({ epochDay, index, masked, haze: null, browning: null, distance: null });
    if (k === stored) state = SeriesState.parse(state.serialize(), rules);
  });
  return state;
}

const hazy = (k: number): number => (k % 3 === 0 ? 0.2 : 0);

it('without correction a hazy date looks like damage, with it all differences are those of clear air', () => {
  const [clear, corrected, plain] = [run(true, () => 0), run(true, hazy), run(false, hazy)];
  const stressed = ({ columns }: SeriesState): number => columns.stressed.reduce((a, b) => a + b, 0);
  expect([stressed(clear), stressed(corrected)]).toEqual([5, 5]);
  expect(corrected.columns.confirmedDay).toEqual(clear.columns.confirmedDay);
  corrected.columns.stressSum.forEach((sum, i) => {
    expect(sum).toBeCloseTo(clear.columns.stressSum[i] as number, 3);
  });
  expect(plain.columns.stressSum).not.toEqual(corrected.columns.stressSum);
});

it('says what was taken off a date, and nothing where it is off', () => {
  const state = run(true, hazy);
  const [hazyDay, clearDay] = [dates[90] as number, dates[91] as number];
  expect(state.takenOff(hazyDay) - state.takenOff(clearDay)).toBeCloseTo(0.2, 1);
  expect(run(false, hazy).takenOff(hazyDay)).toBe(0);
});

it('is the same to the bit when stored before and after the models are made', () => {
  const whole = run(true, hazy).serialize();
  expect(run(true, hazy, 40).serialize()).toEqual(whole);
  expect(run(true, hazy, 85).serialize()).toEqual(whole);
});
