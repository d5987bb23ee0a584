import type { LandsichtErrorCode } from '@landsicht/core';
import type { DeviceChoice } from '@landsicht/models';
import type { BegunUnit } from './lake.js';
import type { Manifest, UnitTask } from './unit.js';

/** Main thread → worker. One unit at a time. */
export type ToWorker =
  | { readonly type: 'run'; readonly task: UnitTask; readonly begun: BegunUnit; readonly threads: number; readonly device: DeviceChoice }
  | { readonly type: 'abort' }
  | { readonly type: 'close' };

/** Worker → main thread. `done` is sent after the unit is in the lake. */
export type FromWorker =
  | { readonly type: 'progress'; readonly fraction: number; readonly message: string }
  | { readonly type: 'done'; readonly manifest: Manifest }
  | { readonly type: 'failed'; readonly code: UnitFailureCode; readonly message: string }
  | { readonly type: 'aborted' };

/** `worker-crashed`: the thread ended by itself (out of memory, process.exit). `unexpected`: a defect, not a known kind of failure. */
export type UnitFailureCode = LandsichtErrorCode | 'worker-crashed' | 'unexpected';
