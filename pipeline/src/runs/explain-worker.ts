import { parentPort } from 'node:worker_threads';
import { errorMessage, isLandsichtError, LandsichtError } from '@landsicht/core';
import { monitorOf } from '../monitors/index.js';
import { createAssetAccess } from '../sources/access/asset-access.js';
import { credentialsFrom } from '../sources/access/credentials.js';
import { explainUnit } from './explain-unit.js';
import type { FromExplainWorker, ToExplainWorker } from './explainer.js';

const port = parentPort;
if (port == null) throw new LandsichtError('bad-argument', 'runs/explain-worker.js is the entry of a worker thread; use createExplainer');
const stop = new AbortController();
port.on('message', (message: ToExplainWorker) => {
  if (message.type === 'abort') stop.abort();
  else void answer(message).then((told) => port.postMessage(told satisfies FromExplainWorker));
});

async function answer({ request }: Extract<ToExplainWorker, { type: 'explain' }>): Promise<FromExplainWorker> {
  try {
    const access = createAssetAccess({ credentials: credentialsFrom(process.env) });
    const monitor = monitorOf(request.manifest.monitor.id);
    return { type: 'done', explanation: await explainUnit(request, monitor, { signal: stop.signal, access }) };
  } catch (error) {
    return { type: 'failed', code: isLandsichtError(error) ? error.code : null, message: errorMessage(error) };
  }
}
