import { type JobContext, serveJobs } from '../../runs/serve-jobs.js';
import type { StripWork } from './run-strip.js';
import { openStripWorker, type StripJob, type StripWorker } from './strip-job.js';

/** Entry of the threads of a bark-beetle unit: a job is opened, then its strips are worked. */
let worker: StripWorker | null = null;

serveJobs(
  {
    open: async (job: StripJob, context: JobContext) => {
      worker = await openStripWorker(job, context);
    },
    strip: async (strip: number, { progress }: JobContext) => worker?.run(strip, (share) => progress(share, 'dates')) ?? null,
  },
  {
    transferOf: (output) => (output == null ? [] : buffersOf(output as StripWork)),
    close: async () => worker?.close(),
  },
);

function buffersOf({ at, answers, state }: StripWork): ArrayBuffer[] {
  const arrays: ArrayBufferView[] = [at, ...Object.values(answers), ...(state ?? [])];
  return [...new Set(arrays.map(({ buffer }) => buffer as ArrayBuffer))];
}
