import type { LandsichtErrorCode } from '@landsicht/core';
import type { PreparedFiles, PrepareStage, ScenePart } from './prepare-scene.js';

/** Unit → scene thread. One scene at a time. */
export type ToSceneThread =
  | { readonly type: 'prepare'; readonly part: ScenePart }
  | { readonly type: 'abort' }
  | { readonly type: 'close' };

/** `code: null`: a defect, not a known kind of failure; `system`: the code of a failed system call, e.g. ENOSPC, and its path. */
export type FromSceneThread =
  | { readonly type: 'progress'; readonly fraction: number; readonly stage: PrepareStage }
  | { readonly type: 'done'; readonly files: PreparedFiles }
  | {
      readonly type: 'failed';
      readonly code: LandsichtErrorCode | null;
      readonly message: string;
      readonly system: { readonly code: string; readonly path: string | undefined } | null;
    };
