import { join } from 'node:path';
import { LandsichtError, type StacItem } from '@landsicht/core';
import { safeFileName } from '../sources/catalogue-store.js';
import { readLocalJson } from '../sources/read-json.js';
import { validateItem } from '../sources/validate-item.js';
import type { UnitInput } from './unit.js';

/** The item of a unit's input, from the workspace's catalogue; `not-found` where it is not there. */
export async function catalogueItem(
  { itemId, collection }: Pick<UnitInput, 'itemId' | 'collection'>,
  catalogueDir: string,
  signal: AbortSignal,
): Promise<StacItem> {
  const path = join(catalogueDir, safeFileName(collection ?? 'no-collection'), `${safeFileName(itemId)}.json`);
  try {
    return validateItem(await readLocalJson(path, { signal }), path);
  } catch (cause) {
    signal.throwIfAborted();
    throw new LandsichtError(
      'not-found',
      `${itemId}: the scene is not in the catalogue of this workspace. Add it with "landsicht ingest"`,
      { cause },
    );
  }
}
