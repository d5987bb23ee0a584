import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../../runs/sync-fs.js';
import { floodInfo } from '../info.js';

/** What a run found out about the whole scene: who explains a pixel computes again only what lies around it. */
const sceneFacts = z.object({
  /** HAND that flood reaches (`floodHandRange`). */
  handRange: z.object({ fromM: z.number(), toM: z.number() }).nullable(),
  flags: z.array(z.string()),
});

export type SceneFacts = z.infer<typeof sceneFacts>;

const pathOf = (cacheDir: string, key: string) => join(cacheDir, floodInfo.id, `${key}.json`);

export async function keepSceneFacts(cacheDir: string, key: string, facts: SceneFacts): Promise<void> {
  const path = pathOf(cacheDir, key);
  await makeFolder(join(cacheDir, floodInfo.id));
  await writeFile(`${path}.part`, JSON.stringify(facts));
  await rename(`${path}.part`, path);
}

/** Null where the cache no longer has them. */
export async function sceneFactsOf(cacheDir: string | undefined, key: string): Promise<SceneFacts | null> {
  if (cacheDir == null) return null;
  try {
    return sceneFacts.parse(JSON.parse(await readFile(pathOf(cacheDir, key), 'utf8')));
  } catch {
    return null;
  }
}
