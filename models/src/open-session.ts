import { isLandsichtError } from '@landsicht/core';
import type { DeviceChoice, Session } from './engine.js';
import { engines } from './engines.js';

/** Devices in the order that `auto` tries. */
const preferred = ['cuda', 'webgpu', 'cpu'] as const;

/**
 * Opens a network with ONNX Runtime. A device that was asked for and is missing is `device-missing`; `auto` takes the first that is there,
 * and `session.device` says which.
 */
export async function openSession(model: Uint8Array, choice: DeviceChoice): Promise<Session> {
  const engine = await engines.onnx();
  if (choice !== 'auto') return engine.open(model, choice);
  for (const device of preferred.slice(0, -1)) {
    try {
      return await engine.open(model, device);
    } catch (error) {
      if (!isLandsichtError(error) || error.code !== 'device-missing') throw error;
    }
  }
  return engine.open(model, 'cpu');
}
