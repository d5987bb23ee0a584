import { floodCodes } from '../info.js';
import { noAnswer } from './change-detector.js';

/** One detector's answers for some rows: 0 no, 1 yes, anything else no answer; likelihood 0…255. */
export interface Answers {
  readonly codes: Uint8Array;
  readonly likelihood: Uint8Array;
}

export interface Votes {
  /** 0 dry, 1 water, 255 not observed. */
  readonly water: Uint8Array;
  /** 0…100, 255 where no detector answers. */
  readonly likelihoodPercent: Uint8Array;
}

/** The rule of `vote` (GFM table 18) over whole rows: more than half of those that answer; likelihood is the mean of those. */
export function voteRows(detectors: readonly Answers[]): Votes {
  const length = detectors[0]?.codes.length ?? 0;
  const water = new Uint8Array(length);
  const likelihoodPercent = new Uint8Array(length);
  for (let i = 0; i < length; i++) {
    let answers = 0;
    let yes = 0;
    let sum = 0;
    for (let d = 0; d < detectors.length; d++) {
      const { codes, likelihood } = detectors[d] as Answers;
      const code = codes[i] as number;
      if (code > 1) continue;
      answers++;
      yes += code;
      sum += likelihood[i] as number;
    }
    water[i] = answers === 0 ? floodCodes.notObserved : 2 * yes > answers ? 1 : 0;
    likelihoodPercent[i] = answers === 0 ? floodCodes.notObserved : Math.round(sum / answers / 2.55);
  }
  return { water, likelihoodPercent };
}

/**
 * A detector's degree where its verdict rests on more than the pixel (objects, seeds, holes): never on the other side of the verdict.
 * `middle` of 255 is where the degree alone would tip.
 */
export function agreeing(codes: Uint8Array, likelihood: Uint8Array, middle: number): Answers {
  const answers = { codes: new Uint8Array(codes.length), likelihood: new Uint8Array(codes.length) };
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i] as number;
    const degree = likelihood[i] as number;
    answers.codes[i] = code > 1 ? noAnswer : code;
    answers.likelihood[i] = code === 1 ? Math.max(degree, middle) : code === 0 ? Math.min(degree, middle) : 0;
  }
  return answers;
}
