import { bayesFlood } from '../detectors/bayes.js';
import { harmonicBaseline, harmonicTerms, leastObservations } from '../detectors/harmonic.js';
import { leastScenes, tLikelihood, tScore } from '../detectors/t-score.js';
import { darkLevels, darkTable, noAnswer } from './change-detector.js';
import { dbOfCode, notObservedCode } from './db-codes.js';

/** Codes of σ0 of the subject and of every earlier scene of its orbit, of the same rows. */
export interface Series {
  readonly now: Uint8Array;
  readonly earlier: readonly Uint8Array[];
}

export interface BaselineAnswers {
  /** 0 no flood, 1 flood, 254 no answer. */
  readonly codes: Uint8Array;
  /** 0…255 */
  readonly likelihood: Uint8Array;
}

export interface BayesOptions {
  readonly incidenceDeg: number;
  readonly dayOfYear: number;
  readonly earlierDaysOfYear: readonly number[];
}

/** Whether there are scenes enough for a seasonal baseline. */
export function hasSeason(scenes: number): boolean {
  return scenes >= leastObservations;
}

/** D3 with a long record: Bayes on VV against each pixel's seasonal baseline. */
export function bayesCodes({ now, earlier }: Series, { incidenceDeg, dayOfYear, earlierDaysOfYear }: BayesOptions): BaselineAnswers {
  const answers = { codes: new Uint8Array(now.length).fill(noAnswer), likelihood: new Uint8Array(now.length) };
  const terms = earlierDaysOfYear.map(harmonicTerms);
  const at = harmonicTerms(dayOfYear);
  const valuesDb = new Float64Array(earlier.length);
  for (let i = 0; i < now.length; i++) {
    if (now[i] === notObservedCode) continue;
    for (let s = 0; s < valuesDb.length; s++) valuesDb[s] = dbOfCode[(earlier[s] as Uint8Array)[i] as number] as number;
    const baseline = harmonicBaseline(valuesDb, terms, at);
    if (baseline == null) continue;
    const answer = bayesFlood(dbOfCode[now[i] as number] as number, incidenceDeg, baseline);
    answers.likelihood[i] = Math.round(255 * answer.floodProbability);
    if (answer.state === 'decided') answers.codes[i] = answer.flood ? 1 : 0;
  }
  return answers;
}

/** D3 with a short record: t-score of the deciding polarisation. No answer with fewer than three observations, or where it is usually dark. */
export function tScoreCodes({ now, earlier }: Series, polarisation: 'vh' | 'vv'): BaselineAnswers {
  const answers = { codes: new Uint8Array(now.length).fill(noAnswer), likelihood: new Uint8Array(now.length) };
  const { growDb } = darkLevels[polarisation];
  const dark = darkTable(darkLevels[polarisation]);
  for (let i = 0; i < now.length; i++) {
    const code = now[i] as number;
    if (code === notObservedCode) continue;
    let n = 0;
    let sum = 0;
    let squares = 0;
    for (let s = 0; s < earlier.length; s++) {
      const before = (earlier[s] as Uint8Array)[i] as number;
      if (before === notObservedCode) continue;
      const db = dbOfCode[before] as number;
      n++;
      sum += db;
      squares += db * db;
    }
    const mean = sum / n;
    if (n < leastScenes || mean < growDb) continue;
    const darkness = dark[code] as number;
    if (darkness === 0) {
      answers.codes[i] = 0;
      continue;
    }
    const std = Math.sqrt(Math.max(0, (squares - n * mean * mean) / (n - 1)));
    const score = tScore(dbOfCode[code] as number, mean, std, n);
    const likelihood = tLikelihood(score) * darkness;
    answers.likelihood[i] = Math.round(255 * likelihood);
    answers.codes[i] = likelihood > 0.5 ? 1 : 0;
  }
  return answers;
}
