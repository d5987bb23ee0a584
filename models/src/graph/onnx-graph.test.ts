import { describe, expect, it } from 'vitest';
import { tinyOnnx } from '../testing/tiny-onnx.js';
import { readOnnxGraph } from './onnx-graph.js';

const text = (value: string) => [...new TextEncoder().encode(value)];
const field = (number: number, bytes: readonly number[]) => [(number << 3) | 2, bytes.length, ...bytes];
const varint = (number: number, value: number) => [number << 3, value];
const floats = (...values: number[]) => [...new Uint8Array(Float32Array.from(values).buffer)];
const opset = (domain = '') => field(8, [...field(1, text(domain)), ...varint(2, 13)]);
const model = (...graph: number[][]) => Uint8Array.from([...varint(1, 8), ...field(7, graph.flat()), ...opset()]);
const weight = (...parts: number[][]) => field(5, [...field(8, text('w')), ...parts.flat()]);

describe('readOnnxGraph', () => {
  it('reads nodes, inputs and outputs', () => {
    expect(readOnnxGraph(tinyOnnx('Add'), 'tiny.onnx')).toEqual({
      opset: 13,
      nodes: [{ op: 'Add', name: '', inputs: ['input', 'input'], outputs: ['output'], attributes: {} }],
      constants: new Map(),
      inputs: [{ name: 'input', shape: ['n', 'c', 'h', 'w'] }],
      outputs: [{ name: 'output', shape: ['n', 'c', 'h', 'w'] }],
    });
  });

  it('reads weights as raw bytes and as lists, and attributes of every kind', () => {
    const raw = weight(varint(1, 2), varint(2, 1), field(9, floats(0.5, -2)));
    const attribute = (name: string, ...value: number[]) => field(5, [...field(1, text(name)), ...value]);
    const node = field(1, [
      ...field(4, text('Conv')),
      ...attribute('strides', ...field(8, [2, 2])),
      ...attribute('group', ...varint(3, 1)),
      ...attribute('mode', ...field(4, text('linear'))),
    ]);
    const graph = readOnnxGraph(model(raw, node), 'made.onnx');
    expect(graph.constants.get('w')).toEqual({ name: 'w', shape: [2], data: Float32Array.of(0.5, -2) });
    expect(graph.nodes[0]?.attributes).toEqual({ strides: [2, 2], group: 1, mode: 'linear' });
    const listed = readOnnxGraph(model(weight(varint(1, 2), varint(2, 7), field(7, [3, 4]))), 'made.onnx');
    expect(listed.constants.get('w')?.data).toEqual(Float64Array.of(3, 4));
  });

  it.each([
    ['cut off', tinyOnnx('Add').subarray(0, 40), /cut off/],
    ['text', Uint8Array.from(text('not a model at all')), /damaged|not an ONNX model/],
    ['empty', new Uint8Array(), /not an ONNX model/],
    ['custom operators', Uint8Array.from([...tinyOnnx('Add'), ...opset('com.example')]), /domain "com\.example"/],
    ['functions', Uint8Array.from([...tinyOnnx('Add'), 0xca, 0x01, 0]), /functions/],
    ['weights in another file', model(weight(varint(1, 1), varint(2, 1), varint(14, 1))), /another file/],
    ['too few weights', model(weight(varint(1, 3), varint(2, 1), field(9, floats(1)))), /1 values; expected 3/],
    ['NaN in weights', model(weight(varint(1, 2), varint(2, 1), field(9, floats(1, Number.NaN)))), /NaN at 1/],
    ['a loop', model(field(1, field(5, [...field(1, text('body')), ...field(6, [])]))), /graph inside a node/],
  ])('refuses a model with %s by name', (_, bytes, message) => {
    expect(() => readOnnxGraph(bytes, 'given.onnx')).toThrow(
      expect.objectContaining({ code: 'model-invalid', message: expect.stringMatching(message) }),
    );
    expect(() => readOnnxGraph(bytes, 'given.onnx')).toThrow(/given\.onnx/);
  });
});
