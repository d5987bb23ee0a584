export type { Device, Engine, Session, Tensor } from './engine.js';
export { type EngineId, engines } from './engines.js';
export { verifyModel } from './verify.js';
