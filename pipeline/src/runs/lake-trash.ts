import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { storageError } from './sync-fs.js';

export const TRASH_PREFIX = '.trash-';

/** Renames first, so that nobody (not even a late owner) ever finds a half-removed folder under its old name. */
export async function removeFolder(lakeDir: string, dir: string): Promise<void> {
  const trash = join(lakeDir, `${TRASH_PREFIX}${randomUUID()}`);
  try {
    await rename(dir, trash);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return; // somebody else removed it
    throw storageError(error, dir);
  }
  await emptyTrash(trash);
}

/** Several processes may empty the same trash at once. */
export async function emptyTrash(trash: string): Promise<void> {
  await rm(trash, { recursive: true, force: true, maxRetries: 3 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT' && error.code !== 'ENOTEMPTY') throw storageError(error, trash);
  });
}
