import { LandsichtError } from '@landsicht/core';
import { bytesOf, floatsOf, intsOf, type ProtobufField, protobufFields, textOf } from './protobuf-reader.js';

/** A constant of the graph, decoded. */
export interface GraphTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Float32 for float32, Float64 for the others (int64 included). */
  readonly data: Float32Array | Float64Array;
}

export type GraphAttribute = number | string | readonly number[] | GraphTensor;

export interface GraphNode {
  readonly op: string;
  readonly name: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, GraphAttribute>>;
}

export interface GraphValue {
  readonly name: string;
  /** A name where the size is open. */
  readonly shape: readonly (number | string)[];
}

/** What Landsicht looks at in an ONNX file before it lets an engine have it. */
export interface OnnxGraph {
  readonly opset: number;
  readonly nodes: readonly GraphNode[];
  readonly constants: ReadonlyMap<string, GraphTensor>;
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
}

/** Domains of the operators of ONNX itself. */
const ownDomains = new Set(['', 'ai.onnx']);
const float32 = 1;
/** TensorProto.DataType → bytes of a value in raw_data, and how it is read. */
const readers: Readonly<Record<number, readonly [bytes: number, (view: DataView, at: number) => number]>> = {
  1: [4, (view, at) => view.getFloat32(at, true)],
  2: [1, (view, at) => view.getUint8(at)],
  3: [1, (view, at) => view.getInt8(at)],
  6: [4, (view, at) => view.getInt32(at, true)],
  7: [8, (view, at) => Number(view.getBigInt64(at, true))],
  9: [1, (view, at) => view.getUint8(at)],
  11: [8, (view, at) => view.getFloat64(at, true)],
};

/**
 * The graph of an ONNX file (onnx/onnx.proto, IR 3 and later). Throws `model-invalid` with the remedy for what is damaged, for weights kept in
 * other files, for operators of other domains, functions, and graphs inside of graphs, and for weights that are not finite.
 */
export function readOnnxGraph(bytes: Uint8Array, name: string): OnnxGraph {
  let graph: Uint8Array | null = null;
  let opset = 0;
  for (const field of protobufFields(bytes, name)) {
    if (field.number === 7) graph = bytesOf(field, name);
    else if (field.number === 8) {
      const [domain, version] = opsetOf(bytesOf(field, name), name);
      if (ownDomains.has(domain)) opset = version;
      else throw refused(name, `uses operators of the domain "${domain}"`);
    } else if (field.number === 25) throw refused(name, 'defines functions of its own');
  }
  if (graph == null || opset === 0)
    throw new LandsichtError('model-invalid', `${name}: not an ONNX model. Export it with opset 13 or later`);
  const read = {
    nodes: [] as GraphNode[],
    constants: new Map<string, GraphTensor>(),
    inputs: [] as GraphValue[],
    outputs: [] as GraphValue[],
  };
  for (const field of protobufFields(graph, name)) {
    const part = () => bytesOf(field, name);
    if (field.number === 1) read.nodes.push(nodeOf(part(), name));
    else if (field.number === 5) {
      const tensor = tensorOf(part(), name);
      read.constants.set(tensor.name, tensor);
    } else if (field.number === 11) read.inputs.push(graphValueOf(part(), name));
    else if (field.number === 12) read.outputs.push(graphValueOf(part(), name));
    else if (field.number === 15) throw refused(name, 'has sparse weights');
  }
  // older exporters list weights among the inputs
  return { ...read, opset, inputs: read.inputs.filter((input) => !read.constants.has(input.name)) };
}

function refused(name: string, what: string): LandsichtError {
  return new LandsichtError('model-invalid', `${name}: ${what}. Export it as one file of standard ONNX operators`);
}

function opsetOf(bytes: Uint8Array, name: string): [domain: string, version: number] {
  let [domain, version] = ['', 0];
  for (const field of protobufFields(bytes, name)) {
    if (field.number === 1) domain = textOf(field);
    else if (field.number === 2) version = intsOf(field, name)[0] ?? 0;
  }
  return [domain, version];
}

function nodeOf(bytes: Uint8Array, name: string): GraphNode {
  const node = { op: '', name: '', inputs: [] as string[], outputs: [] as string[], attributes: {} as Record<string, GraphAttribute> };
  for (const field of protobufFields(bytes, name)) {
    if (field.number === 1) node.inputs.push(textOf(field));
    else if (field.number === 2) node.outputs.push(textOf(field));
    else if (field.number === 3) node.name = textOf(field);
    else if (field.number === 4) node.op = textOf(field);
    else if (field.number === 7 && !ownDomains.has(textOf(field))) throw refused(name, `uses operators of the domain "${textOf(field)}"`);
    else if (field.number === 5) {
      const [key, value] = attributeOf(bytesOf(field, name), name);
      if (value != null) node.attributes[key] = value;
    }
  }
  return node;
}

function attributeOf(bytes: Uint8Array, name: string): [key: string, value: GraphAttribute | null] {
  let key = '';
  let value: GraphAttribute | null = null;
  const [ints, floats]: [number[], number[]] = [[], []];
  const readers: Readonly<Record<number, (field: ProtobufField) => void>> = {
    1: (field) => (key = textOf(field)),
    2: (field) => (value = floatsOf(field)[0] ?? 0),
    3: (field) => (value = intsOf(field, name)[0] ?? 0),
    4: (field) => (value = textOf(field)),
    5: (field) => (value = tensorOf(bytesOf(field, name), name)),
    6: () => {
      throw refused(name, 'has a graph inside a node (loops, conditions)');
    },
    7: (field) => floats.push(...floatsOf(field)),
    8: (field) => ints.push(...intsOf(field, name)),
  };
  for (const field of protobufFields(bytes, name)) readers[field.number]?.(field);
  return [key, ints.length > 0 ? ints : floats.length > 0 ? floats : value];
}

function graphValueOf(bytes: Uint8Array, name: string): GraphValue {
  let title = '';
  const shape: (number | string)[] = [];
  const within = (part: Uint8Array, numbers: readonly number[]): Uint8Array[] => {
    const [first, ...rest] = numbers;
    if (first == null) return [part];
    return [...protobufFields(part, name)].filter(({ number }) => number === first).flatMap((field) => within(bytesOf(field, name), rest));
  };
  for (const field of protobufFields(bytes, name)) if (field.number === 1) title = textOf(field);
  // type → tensor_type → shape → dim
  for (const dimension of within(bytes, [2, 1, 2, 1])) {
    let size: number | string = '?';
    for (const field of protobufFields(dimension, name)) size = field.number === 1 ? (intsOf(field, name)[0] ?? 0) : textOf(field);
    shape.push(size);
  }
  return { name: title, shape };
}

function tensorOf(bytes: Uint8Array, model: string): GraphTensor {
  let [name, type, raw]: [string, number, Uint8Array | null] = ['', 0, null];
  const [shape, values]: [number[], number[]] = [[], []];
  for (const field of protobufFields(bytes, model)) {
    if (field.number === 1) shape.push(...intsOf(field, model));
    else if (field.number === 2) type = intsOf(field, model)[0] ?? 0;
    else if (field.number === 4) values.push(...floatsOf(field));
    else if (field.number === 5 || field.number === 7) values.push(...intsOf(field, model));
    else if (field.number === 8) name = textOf(field);
    else if (field.number === 9) raw = bytesOf(field, model);
    else if (field.number === 13 || (field.number === 14 && field.value === 1n)) throw refused(model, 'keeps weights in another file');
  }
  const reader = readers[type];
  if (reader == null) throw refused(model, `${name}: has values of type ${type}`);
  const count = shape.reduce((all, one) => all * one, 1);
  const data = raw == null ? values : rawValues(raw, reader);
  if (data.length !== count) {
    throw new LandsichtError(
      'model-invalid',
      `${model}: ${name} has ${data.length} values; expected ${shape.join('×')}. The file is damaged`,
    );
  }
  const decoded = type === float32 ? Float32Array.from(data) : Float64Array.from(data);
  const bad = decoded.findIndex((one) => !Number.isFinite(one));
  if (bad >= 0) {
    throw new LandsichtError(
      'model-invalid',
      `${model}: ${name} holds ${decoded[bad]} at ${bad}. A model with such weights answers nothing: train it again`,
    );
  }
  return { name, shape, data: decoded };
}

function rawValues(raw: Uint8Array, [bytes, read]: readonly [number, (view: DataView, at: number) => number]): Float64Array {
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  return Float64Array.from({ length: Math.floor(raw.byteLength / bytes) }, (_, i) => read(view, i * bytes));
}
