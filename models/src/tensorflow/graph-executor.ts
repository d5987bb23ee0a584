import { LandsichtError } from '@landsicht/core';
import type * as TensorFlow from '@tensorflow/tfjs-core';
import type { GraphNode, GraphTensor, OnnxGraph } from '../graph/onnx-graph.js';
import { channelsLast, convolutionWeights, depthwiseWeights } from './tensor-layout.js';

export type Tf = typeof TensorFlow;
type Image = TensorFlow.Tensor4D;

/** What a node may use. Images are NHWC. */
interface NodeInputs {
  readonly tf: Tf;
  readonly node: GraphNode;
  readonly name: string;
  /** The k-th input, computed before or constant. */
  image(k: number): Image;
  constant(k: number): GraphTensor | null;
  /** A tensor of the engine made once from a constant. */
  kept(key: string, make: () => TensorFlow.Tensor): TensorFlow.Tensor;
}

type Operator = (inputs: NodeInputs) => TensorFlow.Tensor;

/** An ONNX graph of a convolutional network, run by TensorFlow.js. */
export class GraphExecutor {
  readonly #tf: Tf;
  readonly #graph: OnnxGraph;
  readonly #name: string;
  readonly #kept = new Map<string, TensorFlow.Tensor>();
  readonly #constants: Map<string, GraphTensor>;

  /** Throws `model-invalid` where the graph uses an operator that is not known here. */
  constructor(tf: Tf, graph: OnnxGraph, name: string) {
    this.#tf = tf;
    this.#graph = graph;
    this.#name = name;
    this.#constants = new Map(graph.constants);
    for (const { op } of graph.nodes) {
      if (op !== 'Constant' && op !== 'Identity' && !(op in operators)) {
        throw new LandsichtError(
          'model-invalid',
          `${name}: the operator ${op} is not known to the TensorFlow.js engine. Run it with ONNX Runtime, or export without ${op}`,
        );
      }
    }
  }

  /** NCHW in and out. */
  run(data: Float32Array, shape: readonly [number, number, number, number]): { tensor: TensorFlow.Tensor; dispose(): void } {
    const tf = this.#tf;
    const tensor = tf.tidy(() => {
      const values = new Map<string, TensorFlow.Tensor>();
      const input = this.#graph.inputs[0]?.name ?? '';
      values.set(input, tf.transpose(tf.tensor4d(data, [...shape]), [0, 2, 3, 1]));
      for (const node of this.#graph.nodes) {
        const output = node.outputs[0] ?? '';
        if (node.op === 'Constant') this.#constants.set(output, constantOf(node, this.#name));
        else if (node.op === 'Identity' && this.#constants.has(node.inputs[0] ?? '')) {
          this.#constants.set(output, this.#constants.get(node.inputs[0] ?? '') as GraphTensor);
        } else if (node.op === 'Identity') values.set(output, this.#valueOf(values, node, 0));
        else values.set(output, this.#operate(values, node));
      }
      const answer = values.get(this.#graph.outputs[0]?.name ?? '');
      if (answer == null) throw new LandsichtError('model-invalid', `${this.#name}: nothing computes the output of the graph`);
      return tf.transpose(answer as Image, [0, 3, 1, 2]);
    });
    return { tensor, dispose: () => tensor.dispose() };
  }

  close(): void {
    for (const tensor of this.#kept.values()) tensor.dispose();
    this.#kept.clear();
  }

  #operate(values: ReadonlyMap<string, TensorFlow.Tensor>, node: GraphNode): TensorFlow.Tensor {
    return (operators[node.op] as Operator)({
      tf: this.#tf,
      node,
      name: this.#name,
      image: (k) => this.#valueOf(values, node, k) as Image,
      constant: (k) => this.#constants.get(node.inputs[k] ?? '') ?? null,
      kept: (key, make) => this.#keptOf(`${node.outputs[0]} ${key}`, make),
    });
  }

  #valueOf(values: ReadonlyMap<string, TensorFlow.Tensor>, { op, inputs }: GraphNode, k: number): TensorFlow.Tensor {
    const input = inputs[k] ?? '';
    const value = values.get(input);
    if (value != null) return value;
    const constant = this.#constants.get(input);
    if (constant == null) throw new LandsichtError('model-invalid', `${this.#name}: ${op} wants "${input}", which nothing computes`);
    return this.#keptOf(input, () => {
      const { shape, data } = channelsLast(constant);
      return this.#tf.tensor(data, shape);
    });
  }

  #keptOf(key: string, make: () => TensorFlow.Tensor): TensorFlow.Tensor {
    const known = this.#kept.get(key);
    if (known != null) return known;
    const made = this.#tf.keep(make());
    this.#kept.set(key, made);
    return made;
  }
}

function constantOf({ attributes, outputs }: GraphNode, name: string): GraphTensor {
  const value = attributes['value'] ?? attributes['value_float'] ?? attributes['value_int'];
  if (typeof value === 'number') return { name: outputs[0] ?? '', shape: [], data: Float64Array.of(value) };
  if (value != null && typeof value === 'object' && 'data' in value) return value;
  throw new LandsichtError('model-invalid', `${name}: a constant without a value`);
}

const operators: Readonly<Record<string, Operator>> = {
  Conv: convolution,
  ConvTranspose: transposedConvolution,
  BatchNormalization: batchNormalization,
  Relu: ({ tf, image }) => tf.relu(image(0)),
  LeakyRelu: ({ tf, image, node }) => tf.leakyRelu(image(0), numberOf(node, 'alpha', 0.01)),
  Sigmoid: ({ tf, image }) => tf.sigmoid(image(0)),
  Tanh: ({ tf, image }) => tf.tanh(image(0)),
  Exp: ({ tf, image }) => tf.exp(image(0)),
  Softmax: ({ tf, image, node, name }) => tf.softmax(image(0), axisOf(node, name, -1)),
  Clip: ({ tf, image, constant }) => tf.clipByValue(image(0), constant(1)?.data[0] ?? -3.4e38, constant(2)?.data[0] ?? 3.4e38),
  Add: ({ tf, image }) => tf.add(image(0), image(1)),
  Sub: ({ tf, image }) => tf.sub(image(0), image(1)),
  Mul: ({ tf, image }) => tf.mul(image(0), image(1)),
  Div: ({ tf, image }) => tf.div(image(0), image(1)),
  Concat: ({ tf, image, node, name }) =>
    tf.concat(
      node.inputs.map((_, k) => image(k)),
      axisOf(node, name, 1),
    ),
  MaxPool: (inputs) => pool(inputs, (image, window, steps, pads) => inputs.tf.maxPool(image, window, steps, pads)),
  AveragePool: (inputs) => pool(inputs, (image, window, steps, pads) => inputs.tf.avgPool(image, window, steps, pads)),
  GlobalAveragePool: ({ tf, image }) => tf.mean(image(0), [1, 2], true),
  Resize: resize,
};

type Pads = 'valid' | [[number, number], [number, number], [number, number], [number, number]];

function convolution({ tf, node, name, image, constant, kept }: NodeInputs): TensorFlow.Tensor {
  const weights = constant(1);
  if (weights == null) throw new LandsichtError('model-invalid', `${name}: a convolution without constant weights`);
  const input = image(0);
  const group = numberOf(node, 'group', 1);
  const channels = input.shape[3];
  if (group !== 1 && group !== channels) {
    throw new LandsichtError(
      'model-invalid',
      `${name}: a convolution in ${group} groups of ${channels} channels. The TensorFlow.js engine has 1 or ${channels}`,
    );
  }
  const [strides, dilations] = [pairOf(node, 'strides', 1), pairOf(node, 'dilations', 1)];
  const isDepthwise = group > 1;
  const filter = kept('weights', () => {
    const { shape, data } = isDepthwise ? depthwiseWeights(weights, channels) : convolutionWeights(weights);
    return tf.tensor(data, shape);
  }) as Image;
  const pads = padsOf(node, name);
  const filtered = isDepthwise
    ? tf.depthwiseConv2d(input, filter, strides, pads, 'NHWC', dilations)
    : tf.conv2d(input, filter, strides, pads, 'NHWC', dilations);
  const bias = constant(2);
  return bias == null
    ? filtered
    : tf.add(
        filtered,
        kept('bias', () => tf.tensor1d(Float32Array.from(bias.data))),
      );
}

function transposedConvolution({ tf, node, name, image, constant, kept }: NodeInputs): TensorFlow.Tensor {
  const weights = constant(1);
  const pads = padsOf(node, name);
  const isPlain = numberOf(node, 'group', 1) === 1 && (pads === 'valid' || pads.flat().every((one) => one === 0));
  if (weights == null || !isPlain || pairOf(node, 'dilations', 1).some((one) => one !== 1) || 'output_padding' in node.attributes) {
    throw new LandsichtError(
      'model-invalid',
      `${name}: a transposed convolution with groups, padding or dilation is not known to the TensorFlow.js engine`,
    );
  }
  const input = image(0);
  const [, filters = 0, rows = 0, columns = 0] = weights.shape;
  const strides = pairOf(node, 'strides', 1);
  const [n, height, width] = input.shape;
  const size: [number, number, number, number] = [n, (height - 1) * strides[0] + rows, (width - 1) * strides[1] + columns, filters];
  const filter = kept('weights', () => {
    const { shape, data } = convolutionWeights(weights);
    return tf.tensor(data, shape);
  }) as Image;
  // ONNX lists the weights as [in, out, …]: turned, that is [rows, columns, out, in], as wanted here
  const made = tf.conv2dTranspose(input, filter, size, strides, 'valid');
  const bias = constant(2);
  return bias == null
    ? made
    : tf.add(
        made,
        kept('bias', () => tf.tensor1d(Float32Array.from(bias.data))),
      );
}

function batchNormalization({ tf, node, name, image, constant, kept }: NodeInputs): TensorFlow.Tensor {
  const part = (k: number, key: string) => {
    const values = constant(k);
    if (values == null) throw new LandsichtError('model-invalid', `${name}: a batch normalisation without constant ${key}`);
    return kept(key, () => tf.tensor1d(Float32Array.from(values.data))) as TensorFlow.Tensor1D;
  };
  const [scale, offset, mean, variance] = [part(1, 'scale'), part(2, 'offset'), part(3, 'mean'), part(4, 'variance')];
  return tf.batchNorm(image(0), mean, variance, offset, scale, numberOf(node, 'epsilon', 1e-5));
}

function pool(
  { node, name, image }: NodeInputs,
  of: (image: Image, window: [number, number], steps: [number, number], pads: Pads) => TensorFlow.Tensor,
): TensorFlow.Tensor {
  const window = pairOf(node, 'kernel_shape', 1);
  if (numberOf(node, 'ceil_mode', 0) !== 0)
    throw new LandsichtError('model-invalid', `${name}: pooling that rounds up is not known to the TensorFlow.js engine`);
  return of(image(0), window, pairOf(node, 'strides', 1), padsOf(node, name));
}

/** By whole factors or to a size: nearest, or linear with half-pixel centres. */
function resize({ tf, node, name, image, constant }: NodeInputs): TensorFlow.Tensor {
  const input = image(0);
  const [scales, sizes] = [constant(2)?.data, constant(3)?.data];
  const sizeOf = (axis: 2 | 3) => {
    const before = input.shape[axis - 1] as number;
    return sizes != null && sizes.length === 4 ? (sizes[axis] as number) : Math.floor(before * (scales?.[axis] ?? 1));
  };
  const size: [number, number] = [sizeOf(2), sizeOf(3)];
  const [mode, centres] = [node.attributes['mode'] ?? 'nearest', node.attributes['coordinate_transformation_mode'] ?? 'half_pixel'];
  const isWhole = size[0] % input.shape[1] === 0 && size[1] % input.shape[2] === 0;
  if (mode === 'linear' && (centres === 'half_pixel' || centres === 'pytorch_half_pixel'))
    return tf.image.resizeBilinear(input, size, false, true);
  if (mode === 'linear' && centres === 'align_corners') return tf.image.resizeBilinear(input, size, true, false);
  if (mode === 'nearest' && isWhole && centres !== 'align_corners') return tf.image.resizeNearestNeighbor(input, size, false, false);
  throw new LandsichtError(
    'model-invalid',
    `${name}: resizing by "${String(mode)}" with "${String(centres)}" is not known to the TensorFlow.js engine`,
  );
}

function numberOf({ attributes }: GraphNode, key: string, otherwise: number): number {
  const value = attributes[key];
  return typeof value === 'number' ? value : otherwise;
}

function pairOf({ attributes }: GraphNode, key: string, otherwise: number): [number, number] {
  const value = attributes[key];
  return Array.isArray(value) ? [value[0] ?? otherwise, value[1] ?? otherwise] : [otherwise, otherwise];
}

/** ONNX: [top, left, bottom, right]. */
function padsOf({ attributes, op }: GraphNode, name: string): Pads {
  if (attributes['auto_pad'] != null && attributes['auto_pad'] !== 'NOTSET') {
    throw new LandsichtError('model-invalid', `${name}: ${op} with auto_pad. Export it with explicit pads`);
  }
  const pads = attributes['pads'];
  if (!Array.isArray(pads)) return 'valid';
  const [top = 0, left = 0, bottom = 0, right = 0] = pads as readonly number[];
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}

/** The place of an ONNX axis among channels-last axes. */
function axisOf(node: GraphNode, name: string, otherwise: number): number {
  const axis = numberOf(node, 'axis', otherwise);
  const at = [0, 3, 1, 2][axis < 0 ? axis + 4 : axis];
  if (at == null) throw new LandsichtError('model-invalid', `${name}: ${node.op} along axis ${axis} of an image`);
  return at;
}
