import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { maskReasons } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import { PixelTrace } from './explain-pixel.js';
import { fordeadRules } from './series-rules.js';
import { stateCodes } from './state-codes.js';
import { maskStrip, stripPixelsOf } from './strip-mask.js';
import { vegetationIndices } from './vegetation-index.js';

interface Trace {
  readonly i: number;
  readonly date: string;
  readonly masked: boolean;
  readonly pred: number;
  readonly diff: number;
  readonly anomaly: boolean;
  readonly count: number;
  readonly state: boolean;
}

interface Expected {
  readonly valid_model: boolean;
  readonly first_detection_date: string;
  readonly n_train: number;
  readonly coeffs: readonly number[];
  readonly final_state: boolean;
  readonly first_date: string | null;
  readonly nb_stress_periods: number;
  readonly changes: readonly { readonly change: string; readonly first_date: string; readonly confirmed_on: string }[];
  readonly stress_index_weighted_mean: readonly number[];
  readonly nb_dates: readonly number[];
  readonly confidence_class?: string;
  readonly trace: readonly Trace[];
}

interface Golden {
  readonly spectra: readonly (Readonly<Record<'B2' | 'B3' | 'B4' | 'B8A' | 'B11' | 'B12' | 'CRSWIR' | 'NDWI_B8A_B11', number>> & {
    readonly id: string;
    readonly soil_anomaly: boolean;
    readonly cloud_core_before_soil_exclusion_and_dilation: boolean;
  })[];
  readonly cases: Readonly<Record<string, { dates: string[]; vi: number[]; mask: boolean[]; expected: Expected }>>;
}

const path = fileURLToPath(new URL('../../../../../../shared/data/forest/fordead_golden.json', import.meta.url));
const there = existsSync(path);
const why = there ? '' : ' (skipped: needs ../shared/data)';
const golden = (there ? JSON.parse(readFileSync(path, 'utf8')) : { spectra: [], cases: {} }) as Golden;
const dayOf = (date: string): number => Date.parse(date) / 86_400_000;
/** The trace has six decimals; coefficients are kept in float32. */
const near = 1e-6;

describe.skipIf(!there)(`the golden series of FORDEAD's rules${why}`, () => {
  it.each(Object.keys(golden.cases))('%s: model, trace, changes and stress indices', (name) => {
    const { dates, vi, mask, expected } = golden.cases[name] as Golden['cases'][string];
    const trace = new PixelTrace(0, fordeadRules);
    dates.forEach((date, i) => {
      trace.addIndex({
        epochDay: dayOf(date),
        index: Float32Array.of(vi[i] as number),
        masked: Uint8Array.of(mask[i] ? 3 : 0),
        haze: null,
        browning: null,
        distance: null,
      });
    });
    const { observations, model, answer, decisions } = trace.explain();
    expect(model != null).toBe(expected.valid_model);
    if (model == null) return expect(answer.reason).toBe(maskReasons['low-coverage'].code);
    expect(model.trainingDates).toBe(expected.n_train);
    expect(Math.max(...model.coefficients.map((value, k) => Math.abs(value - (expected.coeffs[k] as number))))).toBeLessThan(near);
    expect(decisions.find(({ what }) => what === 'model-made')?.date).toBe(expected.first_detection_date);
    // the golden trace calls the late training dates masked
    const detected = observations.filter(({ date }) => date >= (expected.trace[0]?.date ?? ''));
    expect(
      detected.map(({ date, role, anomaly, run, stressed }) => ({
        date,
        masked: role !== 'detection',
        anomaly,
        count: run,
        state: stressed,
      })),
    ).toEqual(expected.trace.map(({ date, masked, anomaly, count, state }) => ({ date, masked, anomaly, count, state })));
    expected.trace.forEach(({ pred, diff }, i) => {
      expect(Math.abs((detected[i]?.predicted ?? Number.NaN) - pred)).toBeLessThan(near);
      expect(Math.abs((detected[i]?.role === 'detection' ? (detected[i]?.difference ?? 0) : 0) - diff)).toBeLessThan(near);
    });
    const changes = decisions.filter(({ what }) => what === 'confirmed' || what === 'returned-to-normal');
    expect(changes.map(({ date }) => date)).toEqual(expected.changes.map(({ confirmed_on }) => confirmed_on));
    // a period ends with the date before its return is confirmed
    const ends = [
      ...changes.filter(({ what }) => what === 'returned-to-normal').map(({ date }) => date),
      ...(expected.final_state ? ['9999'] : []),
    ];
    ends.forEach((end, p) => {
      const last = detected.findLast(({ date, stressed, masked }) => date < end && stressed && masked == null);
      expect(last?.stressDates).toBe(expected.nb_dates[p]);
      expect(Math.abs((last?.stressIndex ?? 0) - (expected.stress_index_weighted_mean[p] as number))).toBeLessThan(near * 2);
    });
    expect(ends.length - (expected.final_state ? 1 : 0)).toBe(expected.nb_stress_periods);
    expect(answer.firstAnomalyDay).toBe(expected.first_date == null ? 0 : dayOf(expected.first_date));
    const classes: Readonly<Record<string, number>> = { '1-low': stateCodes.diebackLow, '3-severe': stateCodes.diebackStrong };
    expect(answer.state).toBe(classes[expected.confidence_class ?? ''] ?? stateCodes.healthy);
  });

  it.each(golden.spectra.map((spectrum) => [spectrum.id, spectrum] as const))('%s: index, bare ground and cloud', (_id, spectrum) => {
    const { B2, B3, B4, B8A, B11, B12 } = spectrum;
    expect(vegetationIndices.crswir.valueOf(B8A, B11, B12)).toBeCloseTo(spectrum.CRSWIR, 6);
    expect(vegetationIndices.ndwi.valueOf(B8A, B11)).toBeCloseTo(spectrum.NDWI_B8A_B11, 5);
    const one = (value: number): Float32Array => Float32Array.of(value);
    const dn = { blue: one(B2), green: one(B3), red: one(B4), nir08: one(B8A), swir16: one(B11), swir22: one(B12) };
    const soil = new Uint8Array(1);
    const mask = maskStrip({ epochDay: 17_000, width: 1, height: 1, dn, reason: new Uint8Array(1) }, fordeadRules, stripPixelsOf(soil));
    expect(soil[0]).toBe(spectrum.soil_anomaly ? 1 : 0);
    const cloud = spectrum.cloud_core_before_soil_exclusion_and_dilation;
    expect(mask[0]).toBe(spectrum.soil_anomaly ? 200 : cloud ? maskReasons.cloud.code : 0);
  });
});
