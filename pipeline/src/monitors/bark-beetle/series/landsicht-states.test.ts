import { describe, expect, it } from 'vitest';
import { anomalyThreshold } from './detect-landsicht.js';
import { PixelTrace } from './explain-pixel.js';
import { harmonicTerms } from './harmonic.js';
import { pooledDistance } from './red-swir-distance.js';
import { landsichtRules } from './series-rules.js';
import { stateCodes, tierCodes } from './state-codes.js';

const dayOf = (date: string): number => Date.parse(date) / 86_400_000;

/** A spruce pixel seen every ten days from 2016 on; `change` is what a day adds to its index, and to its browning and red-SWIR distance. */
function follow(lastDate: string, change: (date: string) => readonly [index: number, browning: number]) {
  const trace = new PixelTrace(0, landsichtRules);
  for (let epochDay = dayOf('2016-01-05'), k = 0; epochDay <= dayOf(lastDate); epochDay += 10, k++) {
    const terms = harmonicTerms(epochDay);
    const of = (model: readonly number[]): number => terms.reduce((sum, term, t) => sum + term * (model[t] as number), 0);
    const normal = of(landsichtRules.pooledModel);
    const [index, browning] = change(new Date(epochDay * 86_400_000).toISOString().slice(0, 10));
    const noise = 0.03 * Math.sin(12.9898 * k);
    trace.addIndex({
      epochDay,
      index: Float32Array.of(normal + noise + index),
      masked: new Uint8Array(1),
      haze: Float32Array.of(60),
      browning: Float32Array.of(0.015 + 0.1 * noise + browning),
      distance: Float32Array.of(of(pooledDistance) + noise + 4 * browning),
    });
  }
  return trace.explain();
}

const between = (date: string, from: string, to: string): boolean => date >= from && date < to;

describe('states of mode landsicht', () => {
  it('leaves a healthy pixel healthy, with a small probability', () => {
    const { answer } = follow('2019-10-01', () => [0, 0]);
    expect([answer.state, answer.tier]).toEqual([stateCodes.healthy, tierCodes.none]);
    expect(answer.confidencePercent).toBeLessThan(5);
  });

  it('suspects before it confirms on the third anomaly, and keeps the first day', () => {
    const attacked = (date: string): [number, number] => (date >= '2019-06-15' ? [0.18, 0.03] : [0, 0]);
    const early = follow('2019-06-30', attacked).answer;
    expect([early.tier, early.confirmedDay]).toEqual([tierCodes.suspected, 0]);
    const late = follow('2019-09-01', attacked);
    expect(late.answer.tier).toBe(tierCodes.confirmed);
    expect(late.answer.state).toBe(stateCodes.diebackLow);
    expect(late.answer.firstAnomalyDay).toBe(early.firstAnomalyDay);
    expect(late.answer.confirmedDay - late.answer.firstAnomalyDay).toBe(20);
    expect(late.answer.confidencePercent).toBeGreaterThan(early.confidencePercent);
    expect(late.decisions.map(({ what }) => what)).toEqual(['model-made', 'suspected', 'confirmed']);
  });

  it('confirms on the second date where index and browning are far out together', () => {
    const { answer } = follow('2019-09-01', (date) => (date >= '2019-06-01' ? [0.35, 0.15] : [0, 0]));
    expect([answer.tier, answer.confirmedDay - answer.firstAnomalyDay]).toEqual([tierCodes.confirmed, 10]);
  });

  it('calls a stress of 60 days temporary, and forgets its confirmation', () => {
    const { answer } = follow('2019-12-01', (date) => (between(date, '2019-06-01', '2019-08-01') ? [0.3, 0.1] : [0, 0]));
    expect([answer.state, answer.tier, answer.confirmedDay]).toEqual([stateCodes.temporaryStress, tierCodes.none, 0]);
  });

  it('opens a finding again after two healthy summer dates, and closes it when the anomaly is back', () => {
    const change = (date: string): [number, number] =>
      date >= '2019-06-01' && !between(date, '2019-08-01', '2019-08-21') ? [0.3, 0.1] : [0, 0];
    const open = follow('2019-08-20', change).answer;
    expect(open.state).toBe(stateCodes.temporaryStress);
    expect(open.tier).not.toBe(tierCodes.confirmed);
    expect(follow('2019-09-20', change).answer.tier).toBe(tierCodes.confirmed);
  });

  it('does not take the quiet of winter for recovery, nor a long stress for a temporary one', () => {
    expect(follow('2020-04-20', (date) => (between(date, '2019-08-01', '2019-11-05') ? [0.3, 0.1] : [0, 0])).answer.tier).toBe(
      tierCodes.confirmed,
    );
    const long = follow('2019-10-30', (date) => (between(date, '2019-05-01', '2019-08-25') ? [0.3, 0.1] : [0, 0]));
    expect(long.decisions.some(({ what }) => what === 'returned-to-normal')).toBe(false);
  });

  it('wants twice as much of an anomaly in winter, and never less than 0.10', () => {
    const [july, january] = [dayOf('2019-07-15'), dayOf('2019-01-15')];
    expect(anomalyThreshold(0.06, january, landsichtRules)).toBeCloseTo(2 * anomalyThreshold(0.06, july, landsichtRules), 9);
    expect(anomalyThreshold(0.01, july, landsichtRules)).toBe(0.1);
  });
});
