import { type MadeConstant, type MadeGraph, writeOnnx } from './onnx-writer.js';

/** Weights that are the same every time (mulberry32), between −0.4 and 0.4. */
function weights(name: string, shape: readonly number[], seed: number): MadeConstant {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const length = shape.reduce((all, one) => all * one, 1);
  return { name, shape, data: Float32Array.from({ length }, () => 0.8 * (next() - 0.5)) };
}
const floats = (name: string, ...values: number[]): MadeConstant => ({ name, shape: [values.length], data: Float32Array.from(values) });
const three = { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [1, 1] };

/** Networks as image models are made of: what one engine answers, the other must. */
export const smallNetworks: Readonly<Record<string, MadeGraph>> = {
  'a U-Net of one step': {
    channels: [2, 3],
    constants: [
      weights('w1', [8, 2, 3, 3], 1),
      weights('b1', [8], 2),
      weights('w2', [8, 8, 3, 3], 3),
      weights('w3', [3, 16, 1, 1], 4),
      floats('scales', 1, 1, 2, 2),
    ],
    nodes: [
      { op: 'Conv', inputs: ['input', 'w1', 'b1'], output: 'c1', attributes: three },
      { op: 'Relu', inputs: ['c1'], output: 'a1' },
      { op: 'MaxPool', inputs: ['a1'], output: 'p', attributes: { kernel_shape: [2, 2], strides: [2, 2] } },
      { op: 'Conv', inputs: ['p', 'w2'], output: 'c2', attributes: three },
      { op: 'LeakyRelu', inputs: ['c2'], output: 'a2', attributes: { alpha: 0.125 } },
      {
        op: 'Resize',
        inputs: ['a2', '', 'scales'],
        output: 'u',
        attributes: { mode: 'linear', coordinate_transformation_mode: 'half_pixel' },
      },
      { op: 'Concat', inputs: ['u', 'a1'], output: 'both', attributes: { axis: 1 } },
      { op: 'Conv', inputs: ['both', 'w3'], output: 'c3', attributes: { kernel_shape: [1, 1] } },
      { op: 'Softmax', inputs: ['c3'], output: 'output', attributes: { axis: 1 } },
    ],
  },
  'a step down by strides and up by a transposed convolution, with normalisation': {
    channels: [3, 4],
    constants: [
      weights('down', [6, 3, 3, 3], 5),
      weights('up', [6, 4, 2, 2], 6),
      floats('scale', 1, 0.5, 2, 1.5),
      weights('offset', [4], 7),
      weights('mean', [4], 8),
      floats('variance', 0.5, 1, 2, 0.25),
    ],
    nodes: [
      { op: 'Conv', inputs: ['input', 'down'], output: 'd', attributes: { ...three, strides: [2, 2] } },
      { op: 'Tanh', inputs: ['d'], output: 't' },
      { op: 'ConvTranspose', inputs: ['t', 'up'], output: 'u', attributes: { kernel_shape: [2, 2], strides: [2, 2] } },
      { op: 'BatchNormalization', inputs: ['u', 'scale', 'offset', 'mean', 'variance'], output: 'n', attributes: { epsilon: 0.001 } },
      { op: 'Sigmoid', inputs: ['n'], output: 'output' },
    ],
  },
  'filters of single channels, averages and constants that meet images': {
    channels: [4, 4],
    constants: [
      weights('each', [4, 1, 3, 3], 9),
      { name: 'gain', shape: [1, 4, 1, 1], data: Float32Array.of(1, 2, 3, 4) },
      { name: 'low', shape: [], data: Float32Array.of(-0.5) },
      { name: 'high', shape: [], data: Float32Array.of(0.75) },
      floats('scales', 1, 1, 2, 2),
    ],
    nodes: [
      { op: 'Conv', inputs: ['input', 'each'], output: 'f', attributes: { ...three, group: 4 } },
      { op: 'AveragePool', inputs: ['f'], output: 'p', attributes: { kernel_shape: [2, 2], strides: [2, 2] } },
      {
        op: 'Resize',
        inputs: ['p', '', 'scales'],
        output: 'u',
        attributes: { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' },
      },
      { op: 'GlobalAveragePool', inputs: ['f'], output: 'g' },
      { op: 'Add', inputs: ['u', 'g'], output: 's' },
      { op: 'Mul', inputs: ['s', 'gain'], output: 'm' },
      { op: 'Clip', inputs: ['m', 'low', 'high'], output: 'output' },
    ],
  },
};

type GraphPart = Required<Pick<MadeGraph, 'constants' | 'nodes'>>;

/** A U-Net of three steps from 16 to 64 channels, as the speed of a device is measured with. */
export function benchNetwork(channels: number): MadeGraph {
  const conv = (input: string, from: number, to: number, name: string): GraphPart => ({
    constants: [weights(`${name}.w`, [to, from, 3, 3], from + to), weights(`${name}.b`, [to], to)],
    nodes: [
      { op: 'Conv', inputs: [input, `${name}.w`, `${name}.b`], output: `${name}.c`, attributes: three },
      { op: 'Relu', inputs: [`${name}.c`], output: name },
    ],
  });
  const pool = (input: string, name: string): GraphPart => ({
    constants: [],
    nodes: [{ op: 'MaxPool', inputs: [input], output: name, attributes: { kernel_shape: [2, 2], strides: [2, 2] } }],
  });
  const up = (input: string, beside: string, name: string): GraphPart => ({
    constants: [],
    nodes: [
      {
        op: 'Resize',
        inputs: [input, '', 'scales'],
        output: `${name}.u`,
        attributes: { mode: 'linear', coordinate_transformation_mode: 'half_pixel' },
      },
      { op: 'Concat', inputs: [`${name}.u`, beside], output: name, attributes: { axis: 1 } },
    ],
  });
  const parts = [
    conv('input', channels, 16, 'a1'),
    conv('a1', 16, 16, 'a'),
    pool('a', 'ap'),
    conv('ap', 16, 32, 'b'),
    pool('b', 'bp'),
    conv('bp', 32, 64, 'c1'),
    conv('c1', 64, 64, 'c'),
    up('c', 'b', 'd0'),
    conv('d0', 96, 32, 'd'),
    up('d', 'a', 'e0'),
    conv('e0', 48, 16, 'e'),
  ];
  return {
    channels: [channels, 1],
    constants: [floats('scales', 1, 1, 2, 2), weights('last', [1, 16, 1, 1], 3), ...parts.flatMap((part) => part.constants)],
    nodes: [
      ...parts.flatMap((part) => part.nodes),
      { op: 'Conv', inputs: ['e', 'last'], output: 'l', attributes: { kernel_shape: [1, 1] } },
      { op: 'Sigmoid', inputs: ['l'], output: 'output' },
    ],
  };
}

export function smallNetwork(name: string): Uint8Array {
  const graph = smallNetworks[name];
  if (graph == null) throw new RangeError(`no network "${name}"`);
  return writeOnnx(graph);
}
