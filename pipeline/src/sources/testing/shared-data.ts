import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The real data next to the repository; see ../shared/data/README.md. */
export const sharedDataDir = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));

export const hasSharedData = existsSync(sharedDataDir);

/** Appended to the names of tests that need it, so that a skip says why. */
export const needsSharedData = hasSharedData ? '' : ' (skipped: needs ../shared/data)';
