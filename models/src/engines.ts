import type { Engine } from './engine.js';

/** Every inference engine, loaded only when asked for. onnx is the default. */
export const engines = {
  onnx: async () => (await import('./onnx.js')).onnx,
  tensorflow: async () => (await import('./tensorflow.js')).tensorflow,
} as const satisfies Record<string, () => Promise<Engine>>;

export type EngineId = keyof typeof engines;
