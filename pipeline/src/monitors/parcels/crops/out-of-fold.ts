import { type CropFeatures, featureMonths } from './crop-features.js';
import { cropGroupIds } from './crop-groups.js';
import { type FeatureTable, predictKernelLogistic, trainKernelLogistic } from './kernel-logistic.js';
import { seededRandom } from './seeded-random.js';

export const folds = 5;

/**
 * Most rows that a fold trains on, spread over the groups: kernel equations grow with the square of the rows (400: two seconds a fold, 600: five).
 * Few in training are enough (parcels.md 5: 20–25 %).
 */
const maximumTraining = 400;
/** Most rows whose signals are exchanged to see what decides, per fold. */
const maximumMixed = 100;

export interface SignalImportance {
  readonly signal: string;
  /** Mean probability that the declared group loses when the signal is that of another parcel (Breiman 2001). */
  readonly loss: number;
}

export interface OutOfFold {
  /** By row: probability of every group, in the order of `cropGroupIds`, by a model that has not seen the row. */
  readonly probabilities: readonly Float64Array[];
  /** Strongest first. */
  readonly importance: readonly SignalImportance[];
}

/** `isTrained`: rows that models may learn from (default: all); all rows are scored. `kinds`: declared group by place in `cropGroupIds`. */
export function scoreOutOfFold(features: CropFeatures, kinds: Uint8Array, seed: number, isTrained?: Uint8Array): OutOfFold {
  const foldOf = assignFolds(kinds, folds, seed);
  const probabilities = new Array<Float64Array>(kinds.length);
  const importance = new Float64Array(features.signals.length);
  const random = seededRandom(seed);
  const count = cropGroupIds.length;
  const rows = [...kinds.keys()];
  for (let fold = 0; fold < folds; fold++) {
    const training = thinned(
      rows.filter((row) => foldOf[row] !== fold && isTrained?.[row] !== 0),
      kinds,
      seed + fold,
    );
    const held = rows.filter((row) => foldOf[row] === fold);
    if (training.length === 0 || held.length === 0) continue;
    const model = trainKernelLogistic(
      rowsOf(features, training),
      Uint8Array.from(training, (row) => kinds[row] as number),
      count,
    );
    const predicted = predictKernelLogistic(model, rowsOf(features, held));
    held.forEach((row, i) => {
      probabilities[row] = predicted.subarray(i * count, (i + 1) * count);
    });
    const asked = held.slice(0, maximumMixed);
    const askedKinds = asked.map((row) => kinds[row] as number);
    const table = rowsOf(features, asked);
    const known = meanProbability(predicted, askedKinds);
    for (let signal = 0; signal < features.signals.length; signal++) {
      const mixed = predictKernelLogistic(model, withSignalMixed(table, signal, random));
      importance[signal] = (importance[signal] as number) + (known - meanProbability(mixed, askedKinds)) / folds;
    }
  }
  return {
    probabilities,
    importance: [...importance]
      .map((loss, k) => ({ signal: features.signals[k] as string, loss }))
      .sort((a, b) => b.loss - a.loss || a.signal.localeCompare(b.signal)),
  };
}

/** Each class spread evenly over the folds, in an order drawn with the seed. */
function assignFolds(kinds: Uint8Array, count: number, seed: number): Uint8Array {
  const foldOf = new Uint8Array(kinds.length);
  let next = 0;
  const order = shuffled([...kinds.keys()], seed);
  for (const kind of [...new Set(kinds)].sort((a, b) => a - b)) {
    for (const row of order) if (kinds[row] === kind) foldOf[row] = next++ % count;
  }
  return foldOf;
}

/** At most `maximumTraining` rows, as even over the classes as they allow, in their old order. */
function thinned(rows: readonly number[], kinds: Uint8Array, seed: number): readonly number[] {
  if (rows.length <= maximumTraining) return rows;
  const byKind = new Map<number, number[]>();
  for (const row of shuffled(rows, seed)) {
    const kind = kinds[row] as number;
    byKind.set(kind, [...(byKind.get(kind) ?? []), row]);
  }
  const chosen: number[] = [];
  const classes = [...byKind.values()].sort((a, b) => a.length - b.length);
  classes.forEach((members, k) => {
    chosen.push(...members.slice(0, Math.ceil((maximumTraining - chosen.length) / (classes.length - k))));
  });
  return chosen.sort((a, b) => a - b);
}

function shuffled(rows: readonly number[], seed: number): number[] {
  const random = seededRandom(seed);
  return rows
    .map((row) => [random(), row] as const)
    .sort((a, b) => a[0] - b[0])
    .map(([, row]) => row);
}

function rowsOf({ columns, values }: CropFeatures, rows: readonly number[]): FeatureTable {
  const chosen = new Float32Array(rows.length * columns);
  rows.forEach((row, i) => {
    chosen.set(values.subarray(row * columns, (row + 1) * columns), i * columns);
  });
  return { rows: rows.length, columns, values: chosen };
}

function meanProbability(probabilities: Float64Array, kinds: readonly number[]): number {
  return kinds.reduce((sum, kind, i) => sum + (probabilities[i * cropGroupIds.length + kind] as number), 0) / kinds.length;
}

/** All months of one signal exchanged between parcels. */
function withSignalMixed({ rows, columns, values }: FeatureTable, signal: number, random: () => number): FeatureTable {
  const mixed = values.slice();
  const order = Array.from({ length: rows }, (_, row) => [random(), row] as const).sort((a, b) => a[0] - b[0]);
  order.forEach(([, from], row) => {
    const start = signal * featureMonths;
    mixed.set(values.subarray(from * columns + start, from * columns + start + featureMonths), row * columns + start);
  });
  return { rows, columns, values: mixed };
}
