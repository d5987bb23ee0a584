import { dirname } from 'node:path';
import { errorMessage, isLandsichtError, LandsichtError } from '@landsicht/core';

/** A file-system failure while writing `path`, as `disk-full` or `workspace-unwritable`. Other errors pass unchanged. */
export function writeError(error: unknown, path: string): unknown {
  if (isLandsichtError(error) || !(error instanceof Error) || !('code' in error) || !('syscall' in error)) return error;
  if (error.code === 'ENOSPC' || error.code === 'EDQUOT') {
    return new LandsichtError(
      'disk-full',
      `${path}: no space left on the disk. Free some space there and run again; nothing was left behind.`,
      {
        cause: error,
      },
    );
  }
  return new LandsichtError(
    'workspace-unwritable',
    `${path}: cannot write (${errorMessage(error)}). Check that ${dirname(path)} exists, is on a writable disk and belongs to this user.`,
    { cause: error },
  );
}
