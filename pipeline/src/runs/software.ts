import { readFileSync } from 'node:fs';

/** Name and version as they stand in manifests. */
export function softwareOf(): { readonly name: 'landsicht'; readonly version: string } {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
  return { name: 'landsicht', version };
}
