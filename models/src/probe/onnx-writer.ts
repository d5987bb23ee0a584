import type { GraphAttribute } from '../graph/onnx-graph.js';

/** Encodes graphs for tests, by onnx/onnx.proto: IR 8, opset 13, one file. */
export interface MadeNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  readonly attributes?: Readonly<Record<string, Exclude<GraphAttribute, object> | readonly number[]>>;
}

export interface MadeConstant {
  readonly name: string;
  readonly shape: readonly number[];
  readonly data: Float32Array | BigInt64Array;
}

export interface MadeGraph {
  readonly nodes: readonly MadeNode[];
  readonly constants?: readonly MadeConstant[];
  /** Channels of the input and of the output. */
  readonly channels: readonly [number, number];
}

export function writeOnnx({ nodes, constants = [], channels: [from, to] }: MadeGraph): Uint8Array {
  const graph = message([
    ...nodes.map((node) => part(1, nodeBytes(node))),
    part(2, utf8('made')),
    ...constants.map((constant) => part(5, constantBytes(constant))),
    part(11, valueBytes('input', from)),
    part(12, valueBytes('output', to)),
  ]);
  return message([int(1, 8), part(7, graph), part(8, int(2, 13))]);
}

function nodeBytes({ op, inputs, output, attributes = {} }: MadeNode): Uint8Array {
  return message([
    ...inputs.map((input) => part(1, utf8(input))),
    part(2, utf8(output)),
    part(4, utf8(op)),
    ...Object.entries(attributes).map(([name, value]) => part(5, attributeBytes(name, value))),
  ]);
}

/** Whole numbers are ints, as those of convolutions are; write 0.5 and not 1 for a float. */
function attributeBytes(name: string, value: number | string | readonly number[]): Uint8Array {
  const key = part(1, utf8(name));
  if (typeof value === 'string') return message([key, part(4, utf8(value)), int(20, 3)]);
  if (typeof value !== 'number') return message([key, ...value.map((one) => int(8, one)), int(20, 7)]);
  if (Number.isInteger(value)) return message([key, int(3, value), int(20, 2)]);
  return message([key, Uint8Array.of((2 << 3) | 5), new Uint8Array(Float32Array.of(value).buffer), int(20, 1)]);
}

function constantBytes({ name, shape, data }: MadeConstant): Uint8Array {
  const type = data instanceof Float32Array ? 1 : 7;
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return message([...shape.map((size) => int(1, size)), int(2, type), part(8, utf8(name)), part(9, raw)]);
}

function valueBytes(name: string, channels: number): Uint8Array {
  const open = (size: string) => part(1, part(2, utf8(size)));
  const shape = message([open('n'), part(1, int(1, channels)), open('h'), open('w')]);
  return message([part(1, utf8(name)), part(2, part(1, message([int(1, 1), part(2, shape)])))]);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  do {
    bytes.push(Number(rest & 127n) | (rest > 127n ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return bytes;
}

function int(field: number, value: number): Uint8Array {
  return Uint8Array.from([...varint(field << 3), ...varint(value)]);
}

function part(field: number, bytes: Uint8Array): Uint8Array {
  return message([Uint8Array.from([...varint((field << 3) | 2), ...varint(bytes.length)]), bytes]);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

function message(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, one) => sum + one.length, 0));
  let at = 0;
  for (const one of parts) {
    bytes.set(one, at);
    at += one.length;
  }
  return bytes;
}
