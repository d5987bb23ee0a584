import { type JobContext, serveJobs } from '../../../runs/serve-jobs.js';
import type { ParcelSets } from './pixel-sets.js';
import { readSignalsJob, type SignalsJob } from './read-scenes.js';

/** Entry of the threads of a parcels unit. */
serveJobs({
  read: ({ sets, ...job }: SignalsJob & { readonly sets: ParcelSets }, { access, signal, progress }: JobContext) =>
    readSignalsJob(job, sets, { access, signal, progress: (fraction) => progress(fraction, 'signals') }),
});
