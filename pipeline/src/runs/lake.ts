import { randomBytes } from 'node:crypto';
import { mkdir, rename, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { LandsichtError, type MonitorInfo } from '@landsicht/core';
import { canonicalJson } from './canonical-json.js';
import { type UnitName, unitDir } from './lake-paths.js';
import { assertFileSizes, readManifest } from './lake-read.js';
import { temporaryName } from './lake-sweep.js';
import { removeFolder } from './lake-trash.js';
import { ownIdentity } from './process-identity.js';
import { softwareOf } from './software.js';
import { fsyncDir, storageError, writeFileSynced } from './sync-fs.js';
import type { Manifest, UnitOutput, UnitTask } from './unit.js';
import { hashUnitFiles } from './unit-files.js';

/** A unit being worked on: `dir` is a folder on the lake's file system, owned by this process. Plain data. */
export interface BegunUnit {
  readonly lakeDir: string;
  readonly dir: string;
}

/** A unit is done when its manifest can be read and is its own, and its files have the sizes it names. */
export async function isDone(lakeDir: string, unit: UnitName): Promise<boolean> {
  try {
    const manifest = await readManifest(lakeDir, unit);
    if (manifest != null) await assertFileSizes(unitDir(lakeDir, unit), manifest);
    return manifest != null;
  } catch (error) {
    if (error instanceof LandsichtError && error.code === 'lake-damaged') return false;
    throw error;
  }
}

/** Makes an empty folder `lake/<monitor>/.tmp-<key>-<process>-<random>/`. */
export async function beginUnit(lakeDir: string, unit: UnitName): Promise<BegunUnit> {
  const dir = join(lakeDir, unit.monitor, temporaryName(unit.key, ownIdentity(), randomBytes(4).toString('hex')));
  try {
    await mkdir(dirname(dir), { recursive: true });
    await mkdir(dir);
  } catch (error) {
    throw storageError(error, dir);
  }
  return { lakeDir, dir };
}

/** Tells processes on other machines that somebody still works here; called every minute (`sweepTemp`). */
export async function keepAlive({ dir }: BegunUnit): Promise<void> {
  const now = new Date();
  await utimes(dir, now, now).catch(() => undefined); // finished or thrown away meanwhile
}

/** Throws half work away. */
export async function discardUnit({ lakeDir, dir }: BegunUnit): Promise<void> {
  await removeFolder(lakeDir, dir);
}

/**
 * Hashes the files, writes `manifest.json` last, syncs everything, renames the folder to `lake/<monitor>/<key>/`.
 * If another worker was faster its result stays and ours goes: both have the same bytes.
 */
export async function commitUnit({ lakeDir, dir }: BegunUnit, task: UnitTask, info: MonitorInfo, output: UnitOutput): Promise<Manifest> {
  const { files, folders } = await hashUnitFiles(dir, output.files);
  const manifest: Manifest = {
    manifestVersion: 1,
    key: task.key,
    monitor: info,
    parameters: task.parameters,
    model: task.model,
    inputs: task.inputs,
    assets: task.assets,
    ...(task.parameterFiles == null ? {} : { parameterFiles: task.parameterFiles }),
    window: task.window,
    grid: output.grid,
    bboxLonLat: output.bboxLonLat,
    observedUtc: output.observedUtc,
    summary: output.summary,
    flags: output.flags,
    files,
    software: softwareOf(),
  };
  const final = unitDir(lakeDir, task);
  try {
    await writeFileSynced(join(dir, 'manifest.json'), `${canonicalJson(manifest, 2)}\n`);
    for (const folder of folders) await fsyncDir(folder);
    await moveInto(lakeDir, dir, task);
    await fsyncDir(dirname(final));
    await fsyncDir(lakeDir);
  } catch (error) {
    throw storageError(error, dir);
  }
  return manifest;
}

async function moveInto(lakeDir: string, dir: string, unit: UnitName): Promise<void> {
  const final = unitDir(lakeDir, unit);
  try {
    await rename(dir, final);
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    if (await isDone(lakeDir, unit)) return removeFolder(lakeDir, dir);
    await removeFolder(lakeDir, final); // what lies there is damaged or unfinished
    await rename(dir, final);
  }
}
