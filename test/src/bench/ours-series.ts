import { Worker } from 'node:worker_threads';

/** Usage: ours-series.js PATH ROUNDS THREADS; prints {"seconds", "check"} as peers-series.py does. Reading is not in the seconds. */
const [path = '', rounds = '', threads = ''] = process.argv.slice(2);
const each = Number(rounds) / Number(threads);
const workers = Array.from(
  { length: Number(threads) },
  () => new Worker(new URL('series-worker.js', import.meta.url), { workerData: { path, rounds: each } }),
);
await Promise.all(workers.map(answerOf));
const start = performance.now();
const checks = Promise.all(workers.map(answerOf));
for (const worker of workers) worker.postMessage('go');
const check = (await checks).reduce<number>((sum, value) => sum + Number(value), 0);
const seconds = (performance.now() - start) / 1000;
process.stdout.write(`${JSON.stringify({ seconds, check })}\n`);
await Promise.all(workers.map((worker) => worker.terminate()));

function answerOf(worker: Worker): Promise<unknown> {
  return new Promise((resolve, reject) => worker.once('message', resolve).once('error', reject));
}
