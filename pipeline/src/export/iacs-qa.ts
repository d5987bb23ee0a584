import { dirname, join, resolve } from 'node:path';
import { LandsichtError } from '@landsicht/core';
import { parcelsFile, readJudgedParcels } from '../monitors/parcels/conditions/conclusions-file.js';
import type { ParcelRules } from '../monitors/parcels/conditions/rule.js';
import { listParcels } from '../monitors/parcels/import/parcel-store.js';
import { iacsTables } from '../monitors/parcels/quality/iacs-tables.js';
import type { ExportUnit } from './copy-layers.js';
import { writeTogether } from './write-whole.js';

/** A folder with the tables of the IACS quality assessment (CSV): declared parcels, reference parcels, claims by condition, results. */
export async function iacsQa(units: readonly ExportUnit[], out: string): Promise<void> {
  const withParcels = units.filter(({ manifest }) => manifest.files.some(({ path }) => path === parcelsFile));
  const [first] = withParcels;
  if (first == null)
    throw new LandsichtError(
      'bad-argument',
      '--format iacs-qa: only results of the monitor parcels have declared parcels. Choose another format',
    );
  const read = await Promise.all(withParcels.map(({ dir }) => readJudgedParcels(dir)));
  const rules = new Map(read.flatMap((one) => one.rules.rules.map((rule) => [rule.id, rule] as const)));
  // <workspace>/lake/<monitor>/<key>
  const catalogueDir = join(resolve(dirname(dirname(dirname(first.dir)))), 'catalogue');
  const reference = (await listParcels(catalogueDir, null)).filter(({ kind }) => kind === 'reference');
  const all: ParcelRules = { rules: [...rules.values()] };
  const tables = iacsTables(
    read.flatMap(({ judged }) => judged),
    all,
    reference,
  );
  await writeTogether(new Map([...tables].map(([name, text]) => [join(out, name), Buffer.from(text, 'utf8')])));
}
