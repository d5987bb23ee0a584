import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Manifest } from '../runs/unit.js';
import { safeFileName } from '../sources/catalogue-store.js';
import { writeWhole } from './write-whole.js';

export interface ExportUnit {
  readonly dir: string;
  readonly manifest: Manifest;
}

/** `<scene id>_<layer>.tif` for every layer of every acquisition; with the unit's key in it where two results are about one scene. */
export async function copyLayers(units: readonly ExportUnit[], out: string): Promise<void> {
  const subjectOf = ({ manifest }: ExportUnit) => manifest.inputs.find(({ role }) => role === 'subject')?.itemId ?? manifest.key;
  const timesSeen = new Map<string, number>();
  for (const unit of units) timesSeen.set(subjectOf(unit), (timesSeen.get(subjectOf(unit)) ?? 0) + 1);
  for (const unit of units) {
    const subject = subjectOf(unit);
    const stem = timesSeen.get(subject) === 1 ? safeFileName(subject) : `${safeFileName(subject)}_${unit.manifest.key.slice(0, 12)}`;
    for (const { role, path, layer } of unit.manifest.files) {
      if (role === 'layer') await writeWhole(join(out, `${stem}_${layer}.tif`), (part) => copyFile(join(unit.dir, path), part));
    }
  }
}
