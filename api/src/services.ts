import type { Quicklook } from '@landsicht/pipeline/quicklook';
import type { Store } from '@landsicht/pipeline/store';
import type { LakeState } from './lake-state.js';

/** Everything routes need; made by server.ts, or by a test. */
export interface Services {
  readonly store: Store;
  readonly quicklook: Quicklook;
  /** Where the files of units lie. */
  readonly lakeDir: string;
  readonly lake: LakeState;
  readonly version: string;
  readonly startedUtc: Date;
  /** For the operator. */
  readonly log: (line: string) => void;
}
