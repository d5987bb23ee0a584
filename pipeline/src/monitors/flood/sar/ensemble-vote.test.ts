import { describe, expect, it } from 'vitest';
import { harmonicBaseline, harmonicTerms, leastObservations } from '../detectors/harmonic.js';
import { leastScenes, tLikelihood, tScore } from '../detectors/t-score.js';
import { agreeing, voteRows } from './ensemble-vote.js';

const none = 254;
const codes = (text: string) => Uint8Array.from(text, (c) => (c === '~' ? 1 : c === '.' ? 0 : none));
const answers = (text: string, percent: number) => ({
  codes: codes(text),
  likelihood: new Uint8Array(text.length).fill(Math.round(percent * 2.55)),
});

describe('voteRows', () => {
  it('follows the GFM table for three detectors', () => {
    // 3/3, 2/3, 1/3, 0/3, 2/2, 1/2, 1/1, none
    const { water, likelihoodPercent } = voteRows([answers('~~~.~~~ ', 90), answers('~~..~.  ', 90), answers('~....   ', 90)]);
    expect([...water.subarray(0, 4)]).toEqual([1, 1, 0, 0]);
    expect([...water.subarray(5)]).toEqual([0, 1, 255]);
    expect(likelihoodPercent[7]).toBe(255);
    expect(likelihoodPercent[0]).toBe(90);
  });
});

describe('agreeing', () => {
  it('never leaves a likelihood on the other side of the decision', () => {
    const { likelihood } = agreeing(Uint8Array.of(1, 0, 1, 0), Uint8Array.of(10, 250, 200, 20), 128);
    expect([...likelihood]).toEqual([128, 128, 200, 20]);
  });
});

describe('t-score', () => {
  it('is the distance below the mean in units of the spread of one new value', () => {
    expect(tScore(-20, -11, 1.5, 4)).toBeCloseTo(-9 / (1.5 * Math.sqrt(1.25)), 12);
  });

  it('trusts no spread below 1 dB, and is even at three standard deviations', () => {
    expect(tScore(-14, -11, 0.1, leastScenes)).toBeCloseTo(-3 / Math.sqrt(4 / 3), 12);
    expect(tLikelihood(-3)).toBe(0.5);
    expect(tLikelihood(-8)).toBeGreaterThan(0.99);
    expect(tLikelihood(0)).toBeLessThan(0.05);
  });
});

describe('harmonicBaseline', () => {
  const days = Array.from({ length: 60 }, (_, i) => (i * 12) % 365);
  const terms = days.map(harmonicTerms);
  const season = (day: number) => -11 + 2 * Math.cos((2 * Math.PI * day) / 365) - 0.5 * Math.sin((4 * Math.PI * day) / 365);

  it('finds the season of a pixel again, and its spread', () => {
    const values = Float64Array.from(days, (day, i) => season(day) + (i % 2 === 0 ? 0.3 : -0.3));
    const baseline = harmonicBaseline(values, terms, harmonicTerms(100));
    expect(baseline?.meanDb).toBeCloseTo(season(100), 0);
    expect(baseline?.stdDb).toBeGreaterThan(0.25);
    expect(baseline?.stdDb).toBeLessThan(0.4);
  });

  it('gives none with too few observations', () => {
    const values = Float64Array.from(days, (day, i) => (i < leastObservations - 1 ? season(day) : Number.NaN));
    expect(harmonicBaseline(values, terms, harmonicTerms(100))).toBeNull();
  });
});
