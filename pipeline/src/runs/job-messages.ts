import type { LandsichtErrorCode } from '@landsicht/core';

/** Unit → thread. Jobs are done one after the other, in the order they come. */
export type ToJobThread =
  | { readonly type: 'job'; readonly id: number; readonly name: string; readonly input: unknown }
  | { readonly type: 'abort' }
  | { readonly type: 'close' };

/** `code: null`: a defect, not a known kind of failure; `system`: the code of a failed system call, e.g. ENOSPC, and its path. */
export type FromJobThread =
  | { readonly type: 'progress'; readonly id: number; readonly fraction: number; readonly stage: string }
  | { readonly type: 'done'; readonly id: number; readonly output: unknown }
  | {
      readonly type: 'failed';
      readonly id: number;
      readonly code: LandsichtErrorCode | null;
      readonly message: string;
      readonly system: { readonly code: string; readonly path: string | undefined } | null;
    };
