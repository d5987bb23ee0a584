import { ratio } from './ratio.js';

/** Wallonia's six states (forest.md section 4), in the order of the matrix. */
export const sixStates = ['healthy', 'dieback', 'cut', 'sanitary-cut', 'temporary-stress', 'mixed'] as const;
export type SixState = (typeof sixStates)[number];

/** Which of the six a class of the layer `state` is: grades of dieback are dieback, felled ground with regrowth is felled. */
export function sixStateOf(classId: string): SixState | null {
  const base = classId.replace(/-regrowth$/, '').replace(/^dieback-.*/, 'dieback');
  return sixStates.find((state) => state === base) ?? null;
}

export interface StateScore {
  /** Rows truth, columns answer. */
  readonly matrix: readonly (readonly number[])[];
  readonly overall: number | null;
  /** Mean of the states' producer's accuracies: healthy forest is most of the ground and must not carry the figure alone. */
  readonly balanced: number | null;
  readonly pa: readonly (number | null)[];
  readonly ua: readonly (number | null)[];
  /** Judged, but the monitor does not model them. */
  readonly notModelled: number;
}

/** Indices into `sixStates`; a negative truth is not judged, a negative answer not modelled. */
export function scoreStates(truth: ArrayLike<number>, answer: ArrayLike<number>): StateScore {
  const size = sixStates.length;
  const matrix = Array.from({ length: size }, () => new Array<number>(size).fill(0));
  let notModelled = 0;
  for (let at = 0; at < truth.length; at++) {
    const row = matrix[truth[at] as number];
    if (row == null) continue;
    const column = answer[at] as number;
    if (column < 0) notModelled++;
    else row[column] = (row[column] as number) + 1;
  }
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const hit = (k: number): number => matrix[k]?.[k] ?? 0;
  const pa = matrix.map((row, k) => ratio(hit(k), sum(row)));
  const ua = matrix.map((_, k) => ratio(hit(k), sum(matrix.map((row) => row[k] as number))));
  const judged = pa.filter((value) => value != null);
  return {
    matrix,
    overall: ratio(sum(matrix.map((_, k) => hit(k))), sum(matrix.map(sum))),
    balanced: ratio(sum(judged), judged.length),
    pa,
    ua,
    notModelled,
  };
}
