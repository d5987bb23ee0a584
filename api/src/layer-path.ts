import { join } from 'node:path';
import type { StoredUnit } from '@landsicht/pipeline/store';
import type { UnitFile } from './unit-document.js';

/** Where a file of a unit lies. All parts come from its manifest, whose paths were checked to stay inside the unit. */
export function layerPath(lakeDir: string, { manifest }: StoredUnit, { path }: UnitFile): string {
  return join(lakeDir, manifest.monitor.id, manifest.key, path);
}
