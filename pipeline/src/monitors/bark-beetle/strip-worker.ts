import { parentPort, type TransferListItem } from 'node:worker_threads';
import { errorMessage, isLandsichtError, LandsichtError } from '@landsicht/core';
import { createAssetAccess } from '../../sources/access/asset-access.js';
import { credentialsFrom } from '../../sources/access/credentials.js';
import type { StripWork } from './run-strip.js';
import { openStripWorker, type StripWorker } from './strip-job.js';
import type { FromStripThread, ToStripThread } from './strip-messages.js';

/** Progress messages are at least this far apart. */
const progressMs = 200;

const port = parentPort;
if (port == null) throw new LandsichtError('bad-argument', 'bark-beetle/strip-worker.js is the entry of a worker thread; use runStrips');
const access = createAssetAccess({ credentials: credentialsFrom(process.env) });
const stop = new AbortController();
let opened: Promise<StripWorker> | null = null;
const send = (message: FromStripThread, transfer: TransferListItem[] = []) => port.postMessage(message, transfer);

port.on('message', (message: ToStripThread) => {
  if (message.type === 'abort') stop.abort();
  else if (message.type === 'open') {
    opened = openStripWorker(message.job, { access, signal: stop.signal });
    opened.catch(() => {}); // the first strip fails with it
  } else if (message.type === 'strip') void work(message.strip);
  else {
    void opened?.then((job) => job.close()).catch(() => {});
    port.close();
  }
});

async function work(strip: number): Promise<void> {
  let lastMs = Number.NEGATIVE_INFINITY;
  const onDate = (share: number) => {
    const nowMs = performance.now();
    if (nowMs - lastMs < progressMs) return;
    lastMs = nowMs;
    send({ type: 'progress', share });
  };
  try {
    const done = (await (await opened)?.run(strip, onDate)) ?? null;
    send({ type: 'done', work: done }, done == null ? [] : buffersOf(done));
  } catch (error) {
    const { code, path, syscall } = (error ?? {}) as { code?: unknown; path?: unknown; syscall?: unknown };
    send({
      type: 'failed',
      code: isLandsichtError(error) ? error.code : null,
      message: errorMessage(error),
      system: typeof syscall === 'string' ? { code: String(code), path: typeof path === 'string' ? path : undefined } : null,
    });
  }
}

function buffersOf({ at, answers, state }: StripWork): ArrayBuffer[] {
  const arrays: ArrayBufferView[] = [at, ...Object.values(answers), ...(state ?? [])];
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}
