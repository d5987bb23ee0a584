import { join } from 'node:path';
import type { UnitTask } from './unit.js';

/** What names a unit in the lake. */
export type UnitName = Pick<UnitTask, 'monitor' | 'key'>;

export function unitDir(lakeDir: string, { monitor, key }: UnitName): string {
  return join(lakeDir, monitor, key);
}

export function manifestPath(lakeDir: string, unit: UnitName): string {
  return join(unitDir(lakeDir, unit), 'manifest.json');
}
