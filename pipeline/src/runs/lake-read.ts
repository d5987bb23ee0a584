import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, LandsichtError } from '@landsicht/core';
import { manifestPath, type UnitName, unitDir } from './lake-paths.js';
import { parseManifest } from './manifest-schema.js';
import type { Manifest } from './unit.js';
import { digest, listTree } from './unit-files.js';

const REMEDY = 'Remove this folder and run again';

/** null where the unit is not done; `lake-damaged` where its manifest cannot be understood or belongs to another unit. */
export async function readManifest(lakeDir: string, unit: UnitName): Promise<Manifest | null> {
  const path = manifestPath(lakeDir, unit);
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return null;
    throw new LandsichtError('lake-damaged', `${path}: not readable as JSON (${errorMessage(cause)}). ${REMEDY}`, { cause });
  }
  const parsed = parseManifest(json);
  if ('problem' in parsed) throw new LandsichtError('lake-damaged', `${path}: ${parsed.problem}. ${REMEDY}`);
  const { manifest } = parsed;
  if (manifest.key !== unit.key || manifest.monitor.id !== unit.monitor) {
    throw new LandsichtError(
      'lake-damaged',
      `${path}: expected unit ${unit.monitor}/${unit.key}, got ${manifest.monitor.id}/${manifest.key}. ${REMEDY}`,
    );
  }
  return manifest;
}

/** Finished units by name, sorted by monitor and key, without opening their manifests: cheap enough to poll. */
export async function listUnits(lakeDir: string): Promise<UnitName[]> {
  const units: UnitName[] = [];
  for (const monitor of await foldersIn(lakeDir)) {
    if (monitor.startsWith('.')) continue;
    for (const key of await foldersIn(join(lakeDir, monitor))) {
      if (/^[0-9a-f]{64}$/.test(key)) units.push({ monitor, key });
    }
  }
  return units;
}

export interface DamagedUnit extends UnitName {
  /** Names the file, what is wrong, the remedy. */
  readonly message: string;
}

/** Cheap: sizes only, so that a file that is missing or cut off is found. Reading every byte again is `verifyUnit`'s work. */
export async function assertFileSizes(dir: string, { files }: Manifest): Promise<void> {
  for (const { path, bytes } of files) {
    const found = await stat(join(dir, path)).catch(() => null);
    if (found?.size !== bytes) {
      const got = found == null ? 'no file' : found.size;
      throw new LandsichtError('lake-damaged', `${join(dir, path)}: expected ${bytes} bytes, got ${got}. ${REMEDY}`);
    }
  }
}

/** All finished units. Damaged ones are reported beside them; the rest of the lake stays readable. */
export async function listManifests(lakeDir: string): Promise<{ readonly manifests: Manifest[]; readonly damaged: DamagedUnit[] }> {
  const manifests: Manifest[] = [];
  const damaged: DamagedUnit[] = [];
  for (const unit of await listUnits(lakeDir)) {
    try {
      const manifest = await readManifest(lakeDir, unit);
      if (manifest == null) throw new LandsichtError('lake-damaged', `${unitDir(lakeDir, unit)}: has no manifest.json. ${REMEDY}`);
      await assertFileSizes(unitDir(lakeDir, unit), manifest);
      manifests.push(manifest);
    } catch (error) {
      damaged.push({ ...unit, message: errorMessage(error) });
    }
  }
  return { manifests, damaged };
}

/** Reads every byte of a unit again: `not-found` where it is not done, `lake-damaged` where a file is not what the manifest says. */
export async function verifyUnit(lakeDir: string, unit: UnitName): Promise<Manifest> {
  const dir = unitDir(lakeDir, unit);
  const manifest = await readManifest(lakeDir, unit);
  if (manifest == null) throw new LandsichtError('not-found', `${dir}: no finished unit there. Run the monitor first`);
  const { written } = await listTree(dir);
  for (const { path, bytes, sha256 } of manifest.files) {
    if (!written.includes(path)) throw new LandsichtError('lake-damaged', `${join(dir, path)}: missing. ${REMEDY}`);
    const got = await digest(join(dir, path));
    if (got.bytes !== bytes || got.sha256 !== sha256) {
      throw new LandsichtError(
        'lake-damaged',
        `${join(dir, path)}: expected ${bytes} bytes with sha-256 ${sha256}, got ${got.bytes} bytes with ${got.sha256}. ${REMEDY}`,
      );
    }
  }
  const extra = written.filter((path) => path !== 'manifest.json' && !manifest.files.some((file) => file.path === path));
  if (extra.length > 0)
    throw new LandsichtError('lake-damaged', `${dir}: files that the manifest does not list: ${extra.join(', ')}. ${REMEDY}`);
  return manifest;
}

/** Folder names in `dir`, sorted; none where `dir` does not exist. */
export async function foldersIn(dir: string): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
