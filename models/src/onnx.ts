import { errorMessage, LandsichtError } from '@landsicht/core';
import { env, InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import type { Device, Engine, Session, Tensor } from './engine.js';

// what fails is thrown; its own log would tell of every device that `auto` tried
env.logLevel = 'fatal';

/** ONNX Runtime. `cpu` and `webgpu` ship with the package; `cuda` needs the operator's CUDA build. Never falls back silently. */
export const onnx: Engine = {
  id: 'onnx',
  async open(model, device) {
    const session = await createSession(model, device);
    const inputName = onlyName(session.inputNames, 'input');
    const outputName = onlyName(session.outputNames, 'output');
    return {
      device,
      inputName,
      outputName,
      run: (input) => runSession(session, inputName, outputName, input),
      close: () => session.release(),
    } satisfies Session;
  },
};

async function createSession(model: Uint8Array, device: Device): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(model, { executionProviders: [device], logSeverityLevel: 3 });
  } catch (cause) {
    const message = errorMessage(cause);
    if (device !== 'cpu') {
      throw new LandsichtError(
        'device-missing',
        `Device "${device}" was asked for and ONNX Runtime cannot use it: ${message}. Install its driver, or run with --device cpu`,
        { cause },
      );
    }
    throw new LandsichtError('model-invalid', `Not a model ONNX Runtime can load: ${message}`, { cause });
  }
}

function onlyName(names: readonly string[], what: string): string {
  const [name] = names;
  if (name == null || names.length !== 1)
    throw new LandsichtError('model-invalid', `Expected one ${what}, the graph has ${names.length}: ${names.join(', ')}`);
  return name;
}

async function runSession(session: InferenceSession, inputName: string, outputName: string, { data, shape }: Tensor): Promise<Tensor> {
  const outputs = await session.run({ [inputName]: new OrtTensor('float32', data, shape) });
  const output = outputs[outputName];
  if (output == null || !(output.data instanceof Float32Array)) {
    throw new LandsichtError('model-invalid', `Output "${outputName}" is ${output?.type ?? 'missing'}; expected float32`);
  }
  return { data: output.data, shape: output.dims };
}
