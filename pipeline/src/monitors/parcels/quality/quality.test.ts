import { describe, expect, it } from 'vitest';
import { concludeEvidence } from '../conditions/conclude-parcel.js';
import { evidenceOf } from '../conditions/evidence.js';
import { loadRules } from '../conditions/load-rules.js';
import { drawnMarkers, drawnParcel, drawnSeason } from '../conditions/testing/drawn-season.js';
import { type AssessedCase, assessQuality } from './assess-quality.js';
import { incompleteBeta, lowerBound, upperBound } from './clopper-pearson.js';
import { iacsTables } from './iacs-tables.js';
import { rankedSample, sampleSize } from './quality-sample.js';

describe('Clopper–Pearson', () => {
  it.each([
    [0, 300, 1.0],
    [3, 300, 2.6],
    [5, 300, 3.5],
    [8, 300, 4.8],
    [9, 300, 5.2],
  ])('bounds %i errors of %i by %d %% (parcels.md 11)', (errors, trials, percent) => {
    expect(Math.round(1000 * upperBound(errors, trials)) / 10).toBe(percent);
  });

  it('agrees with the binomial sum it inverts', () => {
    for (const [k, n] of [
      [1, 100],
      [4, 200],
      [17, 40],
    ] as const) {
      const p = upperBound(k, n);
      let [term, sum] = [(1 - p) ** n, (1 - p) ** n];
      for (let i = 1; i <= k; i++) {
        term *= ((n - i + 1) / i) * (p / (1 - p));
        sum += term;
      }
      expect(sum).toBeCloseTo(0.05, 9);
      expect(lowerBound(n - k, n)).toBeCloseTo(1 - p, 9);
    }
  });

  it('knows the beta distribution’s plain cases and its ends', () => {
    expect(incompleteBeta(0.3, 1, 1)).toBeCloseTo(0.3, 12);
    expect(incompleteBeta(0.5, 7, 7)).toBeCloseTo(0.5, 12);
    expect([upperBound(0, 0), upperBound(5, 5), lowerBound(0, 5)]).toEqual([1, 1, 0]);
    expect(() => upperBound(3, 2)).toThrow(/3 errors of 2 trials/);
  });
});

describe('the sample', () => {
  it('takes 5 % of small lots and 300 of large ones', () => {
    expect([1, 20, 21, 5_999, 6_000, 100_000].map(sampleSize)).toEqual([1, 1, 2, 300, 300, 300]);
  });

  it('is the same for the same seed in any order, another for another seed, and grows in place', () => {
    const members = Array.from({ length: 200 }, (_, i) => `p${i}`);
    const idOf = (id: string) => id;
    const drawn = (of: readonly string[], seed: string) =>
      rankedSample(of, { seed, idOf })
        .filter(({ isDrawn }) => isDrawn)
        .map(({ member }) => member);
    expect(drawn(members, 'a')).toHaveLength(10);
    expect(drawn([...members].reverse(), 'a')).toEqual(drawn(members, 'a'));
    expect(drawn(members, 'b')).not.toEqual(drawn(members, 'a'));
    const half = rankedSample(members.slice(0, 100), { seed: 'a', idOf }).map(({ member }) => member);
    const whole = rankedSample(members, { seed: 'a', idOf }).map(({ member }) => member);
    expect(whole.filter((id) => half.includes(id))).toEqual(half);
  });
});

describe('the report', () => {
  /** Everybody drawn is decided: of 6,000 parcels 300; every tenth green was wrong, of reds none. */
  const cases = Array.from({ length: 6_000 }, (_, i): AssessedCase => {
    const automatic = i % 10 < 7 ? 'green' : i % 10 < 9 ? 'yellow' : 'red';
    const decided = automatic === 'red' ? 'red' : automatic === 'green' && i % 100 < 7 ? 'red' : 'green';
    return {
      parcelId: `p${i}`,
      condition: 'fallow-no-use',
      lane: i % 4 === 0 ? 'reduced' : 'full',
      automatic,
      causes: automatic === 'yellow' ? ['FEW_OBS'] : [],
      hectares: 2,
      decided,
      days: i % 3,
    };
  });
  const report = assessQuality(cases, { year: 2026, seed: 's' });
  const all = report.buckets.find(({ lane }) => lane === 'all');
  if (all == null) throw new Error('no bucket');

  it('tells automatic against follow-up with bounds, not point rates alone', () => {
    expect(all).toMatchObject({ lot: 6_000, drawn: 300, assessed: 300, lights: { green: 4_200, yellow: 1_200, red: 600 } });
    const { errors, trials, lower95, upper95, share } = all.falseGreen;
    expect(trials).toBe(all.confusion.green.green + all.confusion.green.red);
    expect(errors).toBe(all.confusion.green.red);
    expect(lower95).toBeLessThan(0.1);
    expect(upper95).toBeGreaterThan(0.1);
    expect(share).toBeCloseTo(errors / trials, 12);
    expect(all.falseRed).toMatchObject({ errors: 0 });
    expect(all.hectareError).toEqual({ falseGreenHa: 2 * errors, falseRedHa: 0, assessedHa: 600 });
    expect(all.notConclusive).toEqual([{ cause: 'FEW_OBS', count: 1_200, share: 0.2 }]);
    expect(all.medianDays).toBe(1);
  });

  it('is split by lane, and its parts add up', () => {
    const lanes = report.buckets.filter(({ lane }) => lane !== 'all');
    expect(lanes.map(({ lane }) => lane)).toEqual(['full', 'reduced']);
    expect(lanes.reduce((sum, { drawn }) => sum + drawn, 0)).toBe(300);
    expect(report.sample).toHaveLength(300);
  });

  it('knows nothing where nobody decided', () => {
    const open = assessQuality(
      cases.map((one) => ({ ...one, decided: null, days: null })),
      { year: 2026, seed: 's' },
    );
    expect(open.buckets[0]).toMatchObject({
      assessed: 0,
      falseGreen: { trials: 0, share: null, lower95: 0, upper95: 1 },
      medianDays: null,
    });
  });
});

it('writes the IACS tables with four decimals and no claim without a parcel', async () => {
  const rules = await loadRules();
  const judged = ['b', 'a'].map((id) => {
    const parcel = drawnParcel({ id, holding: 'h1', declaredHa: 1.23456 });
    const evidence = evidenceOf({ parcel, season: drawnSeason(), markers: drawnMarkers(), crop: null, asOf: '2026-12-01' });
    return { evidence, geometry: parcel.geometry, conclusions: concludeEvidence(evidence, rules) };
  });
  const block = drawnParcel({ id: 'DESNLI0360000102', kind: 'reference', cropCode: 'GL', areaHa: 12.5 });
  const tables = iacsTables(judged, rules, [block]);
  expect([...tables.keys()]).toEqual([
    'lpis.csv',
    'gsa.csv',
    'gsa_lpis.csv',
    'interventions.csv',
    'ua_claimed.csv',
    'landsicht_results.csv',
  ]);
  expect(tables.get('gsa.csv')).toBe('gsa_par_id,gsa_hol_id,gsa_col_id,main_crop,catch_crop,organic\r\na,h1,,451,,\r\nb,h1,,451,,\r\n');
  expect(tables.get('lpis.csv')?.split('\r\n')[1]).toBe('GL,DESNLI0360000102,12.5000,0.0000,0.0000,12.5000,,,,,,,');
  const claimed = tables.get('ua_claimed.csv')?.split('\r\n') ?? [];
  expect(claimed[1]).toMatch(/^a,[a-z-]+,1\.2346$/);
  const keys = claimed.slice(1, -1).map((line) => line.split(',').slice(0, 2).join());
  expect(new Set(keys).size).toBe(keys.length);
});
