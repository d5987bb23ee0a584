import type { LandsichtErrorCode, OnFault } from '@landsicht/core';
import type { CommandIo } from './command.js';

export interface Fault {
  readonly code: LandsichtErrorCode;
  readonly message: string;
}

/** Scenes and catalogue entries that cannot be used: named on stderr as they are found, listed in the result, and the command ends with 1. */
export interface FaultList {
  readonly faults: readonly Fault[];
  readonly add: OnFault;
}

export function faultList(io: Pick<CommandIo, 'stderr'>): FaultList {
  const faults: Fault[] = [];
  return {
    faults,
    add: ({ code, message }) => {
      faults.push({ code, message });
      io.stderr.write(`unusable: ${code}: ${message}\n`);
    },
  };
}

/** `, 2 unusable` behind the counts of a result; nothing where all was well. */
export function faultCount(faults: readonly Fault[]): string {
  return faults.length === 0 ? '' : `, ${faults.length} unusable`;
}
