import type { Device } from '../engine.js';
import { type EngineId, engines } from '../engines.js';
import { writeOnnx } from './onnx-writer.js';
import { benchNetwork } from './small-networks.js';

const tilePx = 256;
const channels = 10;
/** Long enough that the first runs, which compile, do not count. */
const warmRuns = 2;
const measureMs = 1_000;

/** How fast an engine answers on a device, in tiles of 256 × 256 px and 10 bands a second, with a U-Net of 0.12 million parameters. */
export async function measureDevice(engine: EngineId, device: Device): Promise<number> {
  const session = await (await engines[engine]()).open(writeOnnx(benchNetwork(channels)), device);
  try {
    const input = { data: new Float32Array(channels * tilePx * tilePx).fill(0.5), shape: [1, channels, tilePx, tilePx] };
    for (let k = 0; k < warmRuns; k++) await session.run(input);
    const startMs = performance.now();
    let tiles = 0;
    while (performance.now() - startMs < measureMs) {
      await session.run(input);
      tiles++;
    }
    return (1000 * tiles) / (performance.now() - startMs);
  } finally {
    await session.close();
  }
}

// run as a program: `node measure-device.js ENGINE DEVICE` prints tiles a second
const [, program = '', engine = '', device = ''] = process.argv;
if (program.endsWith('measure-device.js') && engine in engines) {
  const tiles = await measureDevice(engine as EngineId, device as Device);
  process.stdout.write(`${tiles}\n`, () => process.exit(0)); // a driver's threads would keep the process
}
