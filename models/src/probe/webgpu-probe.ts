import { onnx } from '../onnx.js';
import { smallNetwork, smallNetworks } from './small-networks.js';

/** Prints the largest difference between WebGPU and the CPU for each small network, as JSON. */
const differences: Record<string, number> = {};
for (const [name, { channels }] of Object.entries(smallNetworks)) {
  const shape = [1, channels[0], 16, 24];
  const data = Float32Array.from({ length: channels[0] * 16 * 24 }, (_, i) => Math.sin(i / 3));
  const outputs: Float32Array[] = [];
  for (const device of ['cpu', 'webgpu'] as const) {
    const session = await onnx.open(smallNetwork(name), device);
    outputs.push((await session.run({ data, shape })).data);
    await session.close();
  }
  const [cpu = new Float32Array(), gpu = new Float32Array()] = outputs;
  differences[name] = cpu.reduce((most, value, i) => Math.max(most, Math.abs(value - (gpu[i] ?? Number.NaN))), 0);
}
process.stdout.write(`${JSON.stringify(differences)}\n`, () => process.exit(0)); // the driver's threads would keep the process
