import { parentPort } from 'node:worker_threads';
import { errorMessage, isLandsichtError, LandsichtError } from '@landsicht/core';
import { createAssetAccess } from '../../../sources/access/asset-access.js';
import { credentialsFrom } from '../../../sources/access/credentials.js';
import { type PrepareStage, prepareScene, type ScenePart } from './prepare-scene.js';
import type { FromSceneThread, ToSceneThread } from './scene-messages.js';

/** Progress messages are at least this far apart. */
const progressMs = 200;

const port = parentPort;
if (port == null) throw new LandsichtError('bad-argument', 'sar/scene-worker.js is the entry of a worker thread; use prepareScenes');
const access = createAssetAccess({ credentials: credentialsFrom(process.env) });
const stop = new AbortController();
const send = (message: FromSceneThread) => port.postMessage(message);

port.on('message', (message: ToSceneThread) => {
  if (message.type === 'close') port.close();
  else if (message.type === 'abort') stop.abort();
  else void prepare(message.part).then(send);
});

async function prepare(part: ScenePart): Promise<FromSceneThread> {
  let lastMs = Number.NEGATIVE_INFINITY;
  const progress = (fraction: number, stage: PrepareStage) => {
    const nowMs = performance.now();
    if (nowMs - lastMs < progressMs) return;
    lastMs = nowMs;
    send({ type: 'progress', fraction, stage });
  };
  try {
    return { type: 'done', files: await prepareScene(part, { access, signal: stop.signal, progress }) };
  } catch (error) {
    const { code, path, syscall } = (error ?? {}) as { code?: unknown; path?: unknown; syscall?: unknown };
    return {
      type: 'failed',
      code: isLandsichtError(error) ? error.code : null,
      message: errorMessage(error),
      system: typeof syscall === 'string' ? { code: String(code), path: typeof path === 'string' ? path : undefined } : null,
    };
  }
}
