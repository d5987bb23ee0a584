import { parentPort } from 'node:worker_threads';
import { errorMessage, isLandsichtError, LandsichtError } from '@landsicht/core';
import { createAssetAccess } from '../sources/access/asset-access.js';
import { credentialsFrom } from '../sources/access/credentials.js';
import { paintChip } from './chip.js';
import type { FromChipWorker, ToChipWorker } from './chips.js';

const port = parentPort;
if (port == null) throw new LandsichtError('bad-argument', 'quicklook/chip-worker.js is the entry of a worker thread; use createChips');
const access = createAssetAccess({ credentials: credentialsFrom(process.env) });
const running = new Map<number, AbortController>();
port.on('message', (message: ToChipWorker) => {
  if (message.type === 'abort') running.get(message.id)?.abort();
  else void paint(message);
});

async function paint({ id, request }: Extract<ToChipWorker, { type: 'paint' }>): Promise<void> {
  const stop = new AbortController();
  running.set(id, stop);
  try {
    const png = await paintChip({ ...request, access, signal: stop.signal });
    port?.postMessage({ id, png } satisfies FromChipWorker, [png.buffer]);
  } catch (error) {
    port?.postMessage({ id, code: isLandsichtError(error) ? error.code : null, message: errorMessage(error) } satisfies FromChipWorker);
  } finally {
    running.delete(id);
  }
}
