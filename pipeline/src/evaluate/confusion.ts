/** Pixel counts of a result against a label. tp + fp + fn + tn + unknown = all pixels. */
export interface Confusion {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  readonly tn: number;
  /** No verdict: not observed, or no label. Never counted as dry. */
  readonly unknown: number;
}

/** Ratios are null where their denominator is zero. */
export interface Scores extends Confusion {
  readonly iou: number | null;
  readonly precision: number | null;
  readonly recall: number | null;
  readonly f1: number | null;
  readonly fpr: number | null;
}

/** Per-pixel truth and answer: 1 yes, 0 no, anything else unknown. */
export function confusionOf(answer: ArrayLike<number>, truth: ArrayLike<number>): Confusion {
  if (answer.length !== truth.length) throw new RangeError(`confusionOf: ${answer.length} answers for ${truth.length} labels`);
  let [tp, fp, fn, tn, unknown] = [0, 0, 0, 0, 0];
  for (let i = 0; i < answer.length; i++) {
    const says = answer[i];
    const is = truth[i];
    if ((says !== 0 && says !== 1) || (is !== 0 && is !== 1)) unknown++;
    else if (says === 1) is === 1 ? tp++ : fp++;
    else is === 1 ? fn++ : tn++;
  }
  return { tp, fp, fn, tn, unknown };
}

/** Pooled: counts are added before any ratio is taken (flood.md section 7). */
export function pool(all: readonly Confusion[]): Confusion {
  const sum = { tp: 0, fp: 0, fn: 0, tn: 0, unknown: 0 };
  for (const one of all) for (const key of Object.keys(sum) as (keyof Confusion)[]) sum[key] += one[key];
  return sum;
}

export function scoresOf(counts: Confusion): Scores {
  const { tp, fp, fn, tn, unknown } = counts;
  const ratio = (a: number, b: number) => (b === 0 ? null : a / b);
  return {
    tp,
    fp,
    fn,
    tn,
    unknown,
    iou: ratio(tp, tp + fp + fn),
    precision: ratio(tp, tp + fp),
    recall: ratio(tp, tp + fn),
    f1: ratio(2 * tp, 2 * tp + fp + fn),
    fpr: ratio(fp, fp + tn),
  };
}
