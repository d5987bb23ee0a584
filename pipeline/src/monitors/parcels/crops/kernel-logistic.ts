/** Rows × columns, row-major; no gaps. */
export interface FeatureTable {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array;
}

export interface KernelLogistic {
  readonly classCount: number;
  /** Training rows, standardised. */
  readonly training: FeatureTable;
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  /** Row-major training rows × classes. */
  readonly coefficients: Float64Array;
}

/** Kernel exp(−width · mean squared difference of standardised columns); 1 is the usual choice, 1 / columns per column (LIBSVM). */
const kernelWidth = 1;
/** Ridge on the coefficients: keeps the probabilities of few parcels soft. */
const penalty = 0.05;
const maximumIterations = 2000;
const tolerance = 1e-5;

/**
 * Multinomial logistic regression in the space of a Gaussian kernel (Zhu & Hastie 2005). A class weighs by the root of its rarity: rare crops are
 * heard and common ones not drowned. Solved by accelerated gradient descent (Nesterov 1983) from zero: the same rows give the same numbers.
 */
export function trainKernelLogistic(table: FeatureTable, classes: Uint8Array, classCount: number): KernelLogistic {
  const { mean, deviation } = columnStatistics(table);
  const training = standardised(table, mean, deviation);
  const { rows } = training;
  const counts = new Float64Array(classCount);
  for (const kind of classes) counts[kind] = (counts[kind] as number) + 1;
  const present = counts.filter((count) => count > 0).length;
  const weights = Float64Array.from(classes, (kind) => Math.sqrt(rows / (present * (counts[kind] as number))));
  const kernel = kernelMatrix(training, training);
  const step = 1 / (0.5 * Math.max(...weights) * largestRowSum(kernel, rows) + penalty);
  const size = rows * classCount;
  let coefficients = new Float64Array(size);
  let ahead = new Float64Array(size);
  let momentum = 1;
  for (let iteration = 0; iteration < maximumIterations; iteration++) {
    const gradient = softmax(product(kernel, ahead, rows, rows, classCount), classCount);
    let largest = 0;
    for (let i = 0; i < rows; i++) {
      for (let k = 0; k < classCount; k++) {
        const at = i * classCount + k;
        const error = (gradient[at] as number) - (classes[i] === k ? 1 : 0);
        gradient[at] = (weights[i] as number) * error + penalty * (ahead[at] as number);
        largest = Math.max(largest, Math.abs(gradient[at] as number));
      }
    }
    const next = ahead.map((value, at) => value - step * (gradient[at] as number));
    // momentum that points uphill is dropped (O'Donoghue & Candès 2015)
    if (gradient.reduce((sum, slope, at) => sum + slope * ((next[at] as number) - (coefficients[at] as number)), 0) > 0) momentum = 1;
    const nextMomentum = (1 + Math.sqrt(1 + 4 * momentum * momentum)) / 2;
    const push = (momentum - 1) / nextMomentum;
    ahead = next.map((value, at) => value + push * (value - (coefficients[at] as number)));
    coefficients = next;
    momentum = nextMomentum;
    if (largest < tolerance) break;
  }
  return { classCount, training, mean, deviation, coefficients };
}

/** Probabilities, row-major rows × classes. */
export function predictKernelLogistic(model: KernelLogistic, table: FeatureTable): Float64Array {
  const kernel = kernelMatrix(standardised(table, model.mean, model.deviation), model.training);
  return softmax(product(kernel, model.coefficients, table.rows, model.training.rows, model.classCount), model.classCount);
}

/** The training rows most like a row, the nearest first, with their kernel value 0..1: who speaks for or against it. */
export function nearestPeers(
  model: KernelLogistic,
  table: FeatureTable,
  row: number,
  count: number,
): { row: number; similarity: number }[] {
  const { columns } = table;
  const one = { rows: 1, columns, values: table.values.subarray(row * columns, (row + 1) * columns) };
  const similarities = kernelMatrix(standardised(one, model.mean, model.deviation), model.training);
  return [...similarities]
    .map((similarity, peer) => ({ row: peer, similarity }))
    .sort((a, b) => b.similarity - a.similarity || a.row - b.row)
    .slice(0, count);
}

function columnStatistics({ rows, columns, values }: FeatureTable): { mean: Float64Array; deviation: Float64Array } {
  const [mean, deviation] = [new Float64Array(columns), new Float64Array(columns)];
  for (let at = 0; at < values.length; at++) mean[at % columns] = (mean[at % columns] as number) + (values[at] as number) / rows;
  for (let at = 0; at < values.length; at++) {
    const column = at % columns;
    deviation[column] = (deviation[column] as number) + ((values[at] as number) - (mean[column] as number)) ** 2 / rows;
  }
  return { mean, deviation: deviation.map((variance) => Math.max(Math.sqrt(variance), 1e-6)) };
}

function standardised({ rows, columns, values }: FeatureTable, mean: Float64Array, deviation: Float64Array): FeatureTable {
  const scaled = values.map((value, at) => (value - (mean[at % columns] as number)) / (deviation[at % columns] as number));
  return { rows, columns, values: scaled };
}

function kernelMatrix(a: FeatureTable, b: FeatureTable): Float64Array {
  const kernel = new Float64Array(a.rows * b.rows);
  for (let i = 0; i < a.rows; i++) {
    for (let j = 0; j < b.rows; j++) {
      let squares = 0;
      for (let c = 0; c < a.columns; c++) {
        const difference = (a.values[i * a.columns + c] as number) - (b.values[j * a.columns + c] as number);
        squares += difference * difference;
      }
      kernel[i * b.rows + j] = Math.exp((-kernelWidth * squares) / a.columns);
    }
  }
  return kernel;
}

function largestRowSum(kernel: Float64Array, rows: number): number {
  let largest = 0;
  for (let i = 0; i < rows; i++)
    largest = Math.max(
      largest,
      kernel.subarray(i * rows, (i + 1) * rows).reduce((sum, value) => sum + value, 0),
    );
  return largest;
}

function product(kernel: Float64Array, coefficients: Float64Array, rows: number, inner: number, classCount: number): Float64Array {
  const scores = new Float64Array(rows * classCount);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < inner; j++) {
      const similarity = kernel[i * inner + j] as number;
      for (let k = 0; k < classCount; k++) {
        scores[i * classCount + k] = (scores[i * classCount + k] as number) + similarity * (coefficients[j * classCount + k] as number);
      }
    }
  }
  return scores;
}

/** In place, per row. */
function softmax(scores: Float64Array, classCount: number): Float64Array {
  for (let start = 0; start < scores.length; start += classCount) {
    const row = scores.subarray(start, start + classCount);
    const top = Math.max(...row);
    let sum = 0;
    for (let k = 0; k < classCount; k++) {
      row[k] = Math.exp((row[k] as number) - top);
      sum += row[k] as number;
    }
    for (let k = 0; k < classCount; k++) row[k] = (row[k] as number) / sum;
  }
  return scores;
}
