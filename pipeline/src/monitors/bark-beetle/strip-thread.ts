import { JobThread } from '../../runs/job-thread.js';
import type { StripWork } from './run-strip.js';
import type { StripJob, StripWorker } from './strip-job.js';

/** A worker thread of the unit's own that works strips, one after the other. */
export function stripThread(job: StripJob, signal: AbortSignal): StripWorker {
  const thread = new JobThread('strip-worker.js', import.meta.url, signal);
  const opened = thread.run<StripJob, void>('open', job);
  opened.catch(() => {}); // the first strip fails with it
  return {
    async run(strip, onDate) {
      await opened;
      return thread.run<number, StripWork | null>('strip', strip, { progress: onDate });
    },
    close: () => thread.close(),
  };
}
