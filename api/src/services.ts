import type { Explainer } from '@landsicht/pipeline';
import type { Chips, Quicklook } from '@landsicht/pipeline/quicklook';
import type { Store } from '@landsicht/pipeline/store';
import type { AlertBook } from './alert-book.js';
import type { LakeState } from './lake-state.js';

/** Everything routes need; made by server.ts, or by a test. */
export interface Services {
  readonly store: Store;
  readonly quicklook: Quicklook;
  readonly explainer: Explainer;
  /** Pictures of parcels. */
  readonly chips: Chips;
  readonly alerts: AlertBook;
  /** Where the items of scenes lie. */
  readonly catalogueDir: string;
  /** Where the files of units lie. */
  readonly lakeDir: string;
  readonly lake: LakeState;
  readonly version: string;
  readonly startedUtc: Date;
  /** For the operator. */
  readonly log: (line: string) => void;
}
