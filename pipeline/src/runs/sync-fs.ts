import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { LandsichtError } from '@landsicht/core';

/** Makes a file's bytes survive a power cut. */
export async function fsyncFile(path: string): Promise<void> {
  await syncAndClose(await open(path, 'r'));
}

/** Makes names in a folder (created, renamed, removed) survive a power cut. */
export async function fsyncDir(dir: string): Promise<void> {
  await syncAndClose(await open(dir, 'r'));
}

async function syncAndClose(handle: FileHandle): Promise<void> {
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Writes a new file and syncs it; an existing one is an error. */
export async function writeFileSynced(path: string, data: string | Uint8Array): Promise<void> {
  const handle = await open(path, 'wx');
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Like a recursive mkdir, which in node 20 answers a plain ENOENT on read-only file systems and never ends where a folder cannot be
 * made though its parent is there (/proc, automounts).
 */
export async function makeFolder(path: string): Promise<void> {
  if ((await mkdirCode(path)) === '') return;
  const parent = dirname(path);
  if (parent !== path) await makeFolder(parent);
  if ((await mkdirCode(path)) === '') return; // else: refused by the system itself
  throw new LandsichtError('workspace-unwritable', `${path}: cannot be made, though ${parent} is there (ENOENT). Choose another folder`);
}

/** Empty where the folder is there afterwards, also when another process was faster. */
async function mkdirCode(path: string): Promise<'' | 'ENOENT'> {
  try {
    await mkdir(path);
    return '';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'ENOENT';
    if (code === 'EEXIST' && (await stat(path)).isDirectory()) return '';
    throw error;
  }
}

let temporaries = 0;

/** Readers see the old bytes or the new ones, never a mixture, whatever happens in between. */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.tmp-${process.pid}-${temporaries++}`);
  try {
    await writeFileSynced(temporary, data);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw storageError(error, path);
  }
  await fsyncDir(dirname(path));
}

const fullCodes: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);
const unwritable: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOTDIR: 'a part of the path is a file, not a folder',
  EEXIST: 'a file stands where a folder is expected',
};

/** Turns a failed write below `path` into `disk-full` or `workspace-unwritable`; any other error comes back as it is. */
export function storageError(error: unknown, path: string): unknown {
  const { code = '', path: at = path } = error as { code?: string; path?: string };
  if (error instanceof LandsichtError) return error;
  if (fullCodes.has(code)) {
    return new LandsichtError(
      'disk-full',
      `${at}: no space left (${code}). Free space or choose another --workspace, then run again: finished units are kept`,
      {
        cause: error,
      },
    );
  }
  const reason = unwritable[code];
  if (reason == null) return error;
  return new LandsichtError(
    'workspace-unwritable',
    `${at}: cannot write, ${reason} (${code}). Choose another folder with --workspace or change its permissions`,
    {
      cause: error,
    },
  );
}
