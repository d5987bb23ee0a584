export type { Device, DeviceChoice, Engine, Session, Tensor } from './engine.js';
export { type EngineId, engines } from './engines.js';
export { type GraphNode, type OnnxGraph, readOnnxGraph } from './graph/onnx-graph.js';
export { openSession } from './open-session.js';
export { type ModelManifest, parseManifest } from './package/manifest.js';
export { addModel, listModels, type ModelPackage, type ModelPlace, openModel, ownModelsDir } from './package/model-package.js';
export { type ImageRows, type InferredRows, inferBands, type TiledImage, type TiledOptions } from './tiled/infer-bands.js';
export { verifyModel } from './verify.js';
