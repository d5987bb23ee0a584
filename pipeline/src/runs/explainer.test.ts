import { describe, expect, it } from 'vitest';
import type { ExplainRequest } from './explain-unit.js';
import { createExplainer } from './explainer.js';

/** A worker that answers as `body` says; `port`, `request` and `stopped` (a promise) are at hand. */
function workerOf(body: string): URL {
  const code = `
    import { parentPort as port } from 'node:worker_threads';
    let stop; const stopped = new Promise((resolve) => { stop = resolve; });
    port.on('message', async (message) => {
      if (message.type === 'abort') return stop();
      const { request } = message;
      ${body}
    });`;
  return new URL(`data:text/javascript,${encodeURIComponent(code)}`);
}

const request = (x: number) => ({ place: { x, y: 0 } }) as unknown as ExplainRequest;
const never = new AbortController().signal;
const echo = "port.postMessage({ type: 'done', explanation: { x: request.place.x } });";

describe('createExplainer', () => {
  it('answers on a thread of its own', async () => {
    const explainer = createExplainer({ worker: workerOf(echo) });
    expect(await explainer.explain(request(13), never)).toEqual({ x: 13 });
    await explainer.close();
  });

  it('passes on why it failed', async () => {
    const explainer = createExplainer({ worker: workerOf("port.postMessage({ type: 'failed', code: 'not-found', message: 'gone' });") });
    await expect(explainer.explain(request(1), never)).rejects.toMatchObject({ code: 'not-found', message: 'gone' });
    const crashing = createExplainer({ worker: workerOf('process.exit(3);') });
    await expect(crashing.explain(request(1), never)).rejects.toThrow('ended before its answer');
  });

  it('stops when nobody waits any more, and lets the thread clean up', async () => {
    const worker = workerOf("await stopped; port.postMessage({ type: 'failed', code: 'aborted', message: 'cleaned up' });");
    const explainer = createExplainer({ worker, atOnce: 1 });
    const leave = new AbortController();
    const answer = explainer.explain(request(1), leave.signal);
    const waiting = new AbortController();
    const second = explainer.explain(request(2), waiting.signal);
    waiting.abort();
    await expect(second).rejects.toMatchObject({ code: 'aborted' });
    leave.abort();
    await expect(answer).rejects.toMatchObject({ code: 'aborted' });
  });

  it('ends a thread that does not listen', async () => {
    const explainer = createExplainer({ worker: workerOf('for (;;);'), graceMs: 10 });
    const answer = explainer.explain(request(1), never);
    answer.catch(() => undefined);
    await explainer.close();
    await expect(answer).rejects.toMatchObject({ code: 'aborted' });
  });

  it('takes so many at once, lets some wait in turn and sends others away', async () => {
    const worker = workerOf(`await new Promise((resolve) => setTimeout(resolve, 50)); ${echo}`);
    const explainer = createExplainer({ worker, atOnce: 1, waiting: 2 });
    const order: number[] = [];
    const ask = (x: number) => explainer.explain(request(x), never).then(() => void order.push(x));
    const asked = [ask(1), ask(2), ask(3)];
    await expect(ask(4)).rejects.toMatchObject({ code: 'busy' });
    await Promise.all(asked);
    expect(order).toEqual([1, 2, 3]);
    await ask(5);
  });
});
