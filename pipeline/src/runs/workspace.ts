import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { makeFolder, storageError } from './sync-fs.js';

/** Everything Landsicht owns on this machine. Absolute paths; nothing is written elsewhere. */
export interface Workspace {
  readonly dir: string;
  /** STAC items. */
  readonly catalogueDir: string;
  /** Results: `lake/<monitor>/<key>/`. */
  readonly lakeDir: string;
  /** Models added to this workspace: `models/<id>/`; made when the first is added. */
  readonly modelsDir: string;
  /** May be deleted at any time. */
  readonly cacheDir: string;
  /** Run logs, one JSON Lines file a run. */
  readonly runsDir: string;
  /** State of the API; only the API process opens it. */
  readonly databasePath: string;
}

export function workspacePaths(dir: string): Workspace {
  const root = resolve(dir);
  return {
    dir: root,
    catalogueDir: join(root, 'catalogue'),
    lakeDir: join(root, 'lake'),
    modelsDir: join(root, 'models'),
    cacheDir: join(root, 'cache'),
    runsDir: join(root, 'cache', 'runs'),
    databasePath: join(root, 'landsicht.duckdb'),
  };
}

/** Where models lie, from another folder of the same workspace: its catalogue, lake or cache. */
export function modelsDirBeside(dir: string): string {
  return join(dirname(dir), 'models');
}

/** Creates what is missing and makes sure that all of it can be written: `workspace-unwritable` or `disk-full` otherwise. */
export async function openWorkspace(dir: string): Promise<Workspace> {
  const workspace = workspacePaths(dir);
  for (const path of [workspace.dir, workspace.catalogueDir, workspace.lakeDir, workspace.cacheDir, workspace.runsDir]) {
    try {
      await makeFolder(path);
      await access(path, constants.W_OK | constants.X_OK);
    } catch (error) {
      throw storageError(error, path);
    }
  }
  return workspace;
}
