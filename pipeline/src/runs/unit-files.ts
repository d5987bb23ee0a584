import { createHash } from 'node:crypto';
import { open, readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { LandsichtError } from '@landsicht/core';
import type { ManifestFile, UnitFile } from './unit.js';

/** Bytes and sha-256 of every declared file, sorted by path, each synced; `folders` deepest first. Declared and written must agree. */
export async function hashUnitFiles(
  dir: string,
  declared: readonly UnitFile[],
): Promise<{ readonly files: ManifestFile[]; readonly folders: string[] }> {
  const { written, folders } = await listTree(dir);
  const names = declared.map(({ path }) => path);
  const missing = names.filter((path) => !written.includes(path));
  const undeclared = written.filter((path) => !names.includes(path));
  const twice = names.filter((path, i) => names.indexOf(path) !== i);
  if (missing.length + undeclared.length + twice.length > 0 || names.includes('manifest.json')) {
    const problems = [
      ...missing.map((path) => `"${path}" is declared but was not written`),
      ...undeclared.map((path) => `"${path}" was written but is not declared`),
      ...twice.map((path) => `"${path}" is declared twice`),
      ...names.filter((path) => path === 'manifest.json').map(() => '"manifest.json" is the name of the manifest'),
    ];
    throw new LandsichtError('bad-argument', `Files of a unit of work: ${problems.join('; ')}. Correct UnitOutput.files of the monitor`);
  }
  const files: ManifestFile[] = [];
  for (const file of [...declared].sort((a, b) => (a.path < b.path ? -1 : 1))) {
    files.push({ ...file, ...(await digest(join(dir, file.path), true)) });
  }
  return { files, folders };
}

/** Paths of files with "/" relative to `dir`, sorted; absolute paths of the folders, deepest first, `dir` last. */
export async function listTree(dir: string): Promise<{ written: string[]; folders: string[] }> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const pathOf = (entry: (typeof entries)[number]) => join(entry.parentPath, entry.name);
  const written = entries.filter((entry) => !entry.isDirectory()).map((entry) => relative(dir, pathOf(entry)).split(sep).join('/'));
  const folders = entries.filter((entry) => entry.isDirectory()).map(pathOf);
  return { written: written.sort(), folders: [...folders.sort().reverse(), dir] };
}

const CHUNK_BYTES = 1 << 20;

/** Streams a file through sha-256; memory does not grow with it. */
export async function digest(path: string, sync = false): Promise<{ readonly bytes: number; readonly sha256: string }> {
  const handle = await open(path, 'r');
  try {
    const hash = createHash('sha256');
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    let bytes = 0;
    for (;;) {
      const { bytesRead } = await handle.read(chunk, 0, CHUNK_BYTES, bytes);
      if (bytesRead === 0) break;
      hash.update(chunk.subarray(0, bytesRead));
      bytes += bytesRead;
    }
    if (sync) await handle.sync();
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    await handle.close();
  }
}
