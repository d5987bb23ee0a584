import { isLandsichtError, type LandsichtErrorCode, type OnFault } from '@landsicht/core';

/** What hits one item hits all: nothing is gained by going on. */
const general: ReadonlySet<LandsichtErrorCode> = new Set(['aborted', 'source-unreachable', 'disk-full', 'workspace-unwritable']);

/** Tells `onFault` what is wrong with one item. Throws the error where nobody listens, where it hits every item, and for defects. */
export function reportFault(error: unknown, onFault: OnFault | undefined): void {
  if (onFault == null || !isLandsichtError(error) || general.has(error.code)) throw error;
  onFault(error);
}
