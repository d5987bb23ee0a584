/** Networks with known answers: to measure a device, to test an engine, a package, a monitor. */
export { madeManifest } from './made-manifest.js';
export { measureDevice } from './measure-device.js';
export { type MadeGraph, writeOnnx } from './onnx-writer.js';
export { smallNetwork, smallNetworks } from './small-networks.js';
