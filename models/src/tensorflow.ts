import { createRequire } from 'node:module';
import { errorMessage, LandsichtError } from '@landsicht/core';
import type { Device, Engine, Session, Tensor } from './engine.js';
import { readOnnxGraph } from './graph/onnx-graph.js';
import { GraphExecutor, type Tf } from './tensorflow/graph-executor.js';

const require = createRequire(import.meta.url);

/** What an operator types to get the GPU build; it downloads libtensorflow, which is why it is no dependency. */
const gpuCommand = 'npm install --no-save @tensorflow/tfjs-node-gpu@4.22.0';

/**
 * TensorFlow.js on the same ONNX graph: `cpu` is WebAssembly and ships with the package, `cuda` is `@tensorflow/tfjs-node-gpu` where the
 * operator installed it. Never falls back silently.
 */
export const tensorflow: Engine = {
  id: 'tensorflow',
  async open(model, device) {
    const graph = readOnnxGraph(model, 'The model');
    const [input, output] = [onlyName(graph.inputs, 'input'), onlyName(graph.outputs, 'output')];
    const tf = await tensorFlowOf(device);
    const executor = new GraphExecutor(tf, graph, 'The model');
    return {
      device,
      inputName: input,
      outputName: output,
      run: (given) => runExecutor(executor, given),
      close: async () => executor.close(),
    } satisfies Session;
  },
};

async function tensorFlowOf(device: Device): Promise<Tf> {
  if (device === 'cuda') return gpuBuild();
  if (device === 'webgpu') {
    throw new LandsichtError(
      'device-missing',
      'The TensorFlow.js engine has no WebGPU outside of a browser. Use the engine onnx, or --device cpu',
    );
  }
  const tf = await import('@tensorflow/tfjs-core');
  await import('@tensorflow/tfjs-backend-wasm');
  if (!(await tf.setBackend('wasm')))
    throw new LandsichtError('device-missing', 'TensorFlow.js could not start WebAssembly. Use the engine onnx');
  await tf.ready();
  return tf;
}

async function gpuBuild(): Promise<Tf> {
  try {
    const tf = require('@tensorflow/tfjs-node-gpu') as Tf;
    await tf.ready();
    return tf;
  } catch (cause) {
    throw new LandsichtError(
      'device-missing',
      `Device "cuda" was asked for and TensorFlow.js cannot use it: ${errorMessage(cause).split('\n')[0]}. Install it with: ${gpuCommand}; or run with --device cpu`,
      { cause },
    );
  }
}

function onlyName(values: readonly { readonly name: string }[], what: string): string {
  const [value] = values;
  if (value == null || values.length !== 1)
    throw new LandsichtError(
      'model-invalid',
      `Expected one ${what}, the graph has ${values.length}: ${values.map(({ name }) => name).join(', ')}`,
    );
  return value.name;
}

async function runExecutor(executor: GraphExecutor, { data, shape }: Tensor): Promise<Tensor> {
  const [n = 0, channels = 0, rows = 0, columns = 0] = shape;
  if (shape.length !== 4)
    throw new LandsichtError(
      'model-invalid',
      `The TensorFlow.js engine takes images [n, channels, rows, columns], not [${shape.join(', ')}]`,
    );
  const { tensor, dispose } = executor.run(data, [n, channels, rows, columns]);
  try {
    return { data: Float32Array.from(await tensor.data()), shape: tensor.shape };
  } finally {
    dispose();
  }
}
