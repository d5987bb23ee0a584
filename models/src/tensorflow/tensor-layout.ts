import type { GraphTensor } from '../graph/onnx-graph.js';

/** TensorFlow.js convolves with the channels last: every image inside the executor is NHWC, and constants that meet images are turned so. */
export function channelsLast({ shape, data }: GraphTensor): { readonly shape: number[]; readonly data: Float32Array } {
  const values = Float32Array.from(data);
  if (shape.length === 4) return turned(values, shape, [0, 2, 3, 1]);
  if (shape.length === 3) return turned(values, shape, [1, 2, 0]);
  return { shape: [...shape], data: values };
}

/** ONNX weights [out, in, rows, columns] as TensorFlow.js wants them: [rows, columns, in, out]. */
export function convolutionWeights({ shape, data }: GraphTensor): { readonly shape: number[]; readonly data: Float32Array } {
  return turned(Float32Array.from(data), shape, [2, 3, 1, 0]);
}

/** Of a convolution with one filter a channel: [channels × m, 1, rows, columns] → [rows, columns, channels, m]. */
export function depthwiseWeights(
  { shape, data }: GraphTensor,
  channels: number,
): { readonly shape: number[]; readonly data: Float32Array } {
  const [filters = 0, , rows = 0, columns = 0] = shape;
  return turned(Float32Array.from(data), [channels, filters / channels, rows, columns], [2, 3, 0, 1]);
}

/** Axis k of the result is axis `axes[k]` of the values. */
function turned(values: Float32Array, shape: readonly number[], axes: readonly number[]): { shape: number[]; data: Float32Array } {
  const steps = shape.map((_, k) => shape.slice(k + 1).reduce((all, one) => all * one, 1));
  const to = axes.map((axis) => shape[axis] as number);
  const data = new Float32Array(values.length);
  const at = new Array<number>(to.length).fill(0);
  for (let i = 0; i < data.length; i++) {
    data[i] = values[at.reduce((sum, place, k) => sum + place * (steps[axes[k] as number] as number), 0)] as number;
    for (let k = to.length - 1; k >= 0; k--) {
      at[k] = (at[k] as number) + 1;
      if ((at[k] as number) < (to[k] as number)) break;
      at[k] = 0;
    }
  }
  return { shape: to, data };
}
