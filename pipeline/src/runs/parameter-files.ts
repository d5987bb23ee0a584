import { createHash } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { MonitorInfo, ParameterValues } from '@landsicht/core';
import { identifyHref } from './asset-identity.js';

/**
 * What each file given by a parameter of unit `path` or `path or folder` is right now, by the parameter's name, so that a replaced file
 * gives another unit key. Of a folder: every file in it.
 */
export async function identifyParameterFiles(
  { id, parameters: declared }: Pick<MonitorInfo, 'id' | 'parameters'>,
  parameters: ParameterValues,
  signal?: AbortSignal,
): Promise<Record<string, string>> {
  const identities: Record<string, string> = {};
  for (const [name, { unit }] of Object.entries(declared)) {
    const path = String(parameters[name] ?? '').trim();
    if (path === '' || (unit !== 'path' && unit !== 'path or folder')) continue;
    const where = `${id}, parameter "${name}"`;
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
