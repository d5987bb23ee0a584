import type { LandsichtErrorCode } from '@landsicht/core';
import type { StripWork } from './run-strip.js';
import type { StripJob } from './strip-job.js';

/** Unit → strip thread: the job, then one strip at a time, by its place among the strips. */
export type ToStripThread =
  | { readonly type: 'open'; readonly job: StripJob }
  | { readonly type: 'strip'; readonly strip: number }
  | { readonly type: 'abort' }
  | { readonly type: 'close' };

/** `code: null`: a defect, not a known kind of failure; `system`: the code of a failed system call, e.g. ENOSPC, and its path. */
export type FromStripThread =
  | { readonly type: 'progress'; readonly share: number }
  | { readonly type: 'done'; readonly work: StripWork | null }
  | {
      readonly type: 'failed';
      readonly code: LandsichtErrorCode | null;
      readonly message: string;
      readonly system: { readonly code: string; readonly path: string | undefined } | null;
    };
