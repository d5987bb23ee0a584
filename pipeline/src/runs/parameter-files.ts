import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { LandsichtError, type MonitorInfo, type ParameterValues } from '@landsicht/core';
import { identifyHref } from './asset-identity.js';

/**
 * What each file given by a parameter of unit `path` or `path or folder` is right now, by the parameter's name, so that a replaced file
 * gives another unit key. Of a folder: every file in it.
 */
export async function identifyParameterFiles(
  { id, parameters: declared }: Pick<MonitorInfo, 'id' | 'parameters'>,
  parameters: ParameterValues,
  { signal, catalogueDir }: { readonly signal?: AbortSignal; readonly catalogueDir?: string } = {},
): Promise<Record<string, string>> {
  const identities: Record<string, string> = {};
  for (const [name, { unit }] of Object.entries(declared)) {
    const given = String(parameters[name] ?? '').trim();
    if (given === '' || (unit !== 'path' && unit !== 'path or folder')) continue;
    const where = `${id}, parameter "${name}"`;
    const path = parameterPath(given, catalogueDir, where);
    if (given.startsWith(workspacePrefix)) {
      identities[name] = await workspaceIdentity(path, where);
      continue;
    }
    const options = signal == null ? {} : { signal };
    const inside = unit === 'path or folder' ? await filesIn(path) : null;
    if (inside == null) identities[name] = await identifyHref(path, where, options);
    else {
      const files = await Promise.all(inside.map(async (file) => `${file} ${await identifyHref(join(path, file), where, options)}`));
      identities[name] = `folder:${createHash('sha256').update(files.join('\n')).digest('hex')}`;
    }
  }
  return identities;
}

const workspacePrefix = 'workspace:';

/** A path as it is; `workspace:NAME` is a folder of the workspace's catalogue, so that the same unit has the same key in every workspace. */
export function parameterPath(given: string, catalogueDir: string | undefined, where: string): string {
  if (!given.startsWith(workspacePrefix)) return given;
  if (catalogueDir != null) return join(catalogueDir, given.slice(workspacePrefix.length));
  throw new LandsichtError('bad-argument', `${where} is ${given}, and there is no workspace here. Name a file or folder instead`);
}

/** Whether a monitor's parameters name something that the workspace does not have (yet). */
export async function lacksWorkspaceFiles(parameters: ParameterValues, catalogueDir: string): Promise<boolean> {
  for (const value of Object.values(parameters)) {
    if (typeof value !== 'string' || !value.startsWith(workspacePrefix)) continue;
    if ((await importsIn(parameterPath(value, catalogueDir, value))).length === 0) return true;
  }
  return false;
}

/** Imports of the workspace lie in folders named by their content. */
async function workspaceIdentity(path: string, where: string): Promise<string> {
  const names = await importsIn(path);
  if (names.length > 0) return `workspace:${createHash('sha256').update(names.join('\n')).digest('hex')}`;
  throw new LandsichtError(
    'not-found',
    `${where}: ${path} holds no import. Import a file first (landsicht ingest), or name one with --set`,
  );
}

async function importsIn(path: string): Promise<string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

/** Names of the files in a folder, sorted; null for what is none. */
async function filesIn(path: string): Promise<string[] | null> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (!isFolder) return null;
  const entries = await readdir(path, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ name }) => name)
    .sort();
}
