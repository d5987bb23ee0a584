import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const geotiffs = fileURLToPath(new URL('../../../../shared/data/geotiff/', import.meta.url));

export const hasSharedGeotiffs = existsSync(geotiffs);

/** The 12 damaged files of the matrix and the 65 that crashed, hung or exhausted other decoders; none where they are not there. */
export const sharedBadTiffs: readonly string[] = hasSharedGeotiffs
  ? [
      ...readdirSync(`${geotiffs}matrix`)
        .filter((name) => name.startsWith('bad_'))
        .map((name) => `${geotiffs}matrix/${name}`),
      ...readdirSync(`${geotiffs}fuzz`).map((name) => `${geotiffs}fuzz/${name}`),
    ]
  : [];
