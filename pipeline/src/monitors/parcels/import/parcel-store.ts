import { createHash } from 'node:crypto';
import { readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, LandsichtError } from '@landsicht/core';
import { makeFolder } from '../../../runs/sync-fs.js';
import type { ParcelImport } from './import-parcels.js';
import type { Parcel } from './parcel.js';

/** One imported file of parcels in the workspace: `catalogue/parcels/<id>/` with `parcels.geojson` (lon/lat) and `report.json`. */
export interface StoredParcels {
  readonly id: string;
  readonly dir: string;
  readonly parcelsPath: string;
  readonly reportPath: string;
}

/** Writes an import; the same file gives the same id and bytes. */
export async function storeParcels(catalogueDir: string, imported: ParcelImport): Promise<StoredParcels> {
  const text = `${JSON.stringify({
    type: 'FeatureCollection',
    features: imported.parcels.map(({ geometry, ...properties }) => ({ type: 'Feature', id: properties.id, geometry, properties })),
  })}\n`;
  const id = createHash('sha256').update(text).digest('hex').slice(0, 16);
  const dir = join(catalogueDir, 'parcels', id);
  await makeFolder(dir);
  const { schema, rows, parcels, findings } = imported;
  const stored = { id, dir, parcelsPath: join(dir, 'parcels.geojson'), reportPath: join(dir, 'report.json') };
  await writeWhole(stored.reportPath, `${JSON.stringify({ schema, rows, parcels: parcels.length, findings }, null, 1)}\n`);
  await writeWhole(stored.parcelsPath, text); // last: with it the import is there
  return stored;
}

/** Every imported parcel of a year (or without one); null year = all. Of a parcel imported twice the later file by id counts once. */
export async function listParcels(catalogueDir: string, year: number | null): Promise<Parcel[]> {
  const root = join(catalogueDir, 'parcels');
  const ids = await readdir(root).catch(() => []);
  const byId = new Map<string, Parcel>();
  for (const id of ids.sort()) {
    for (const parcel of await readStored(join(root, id, 'parcels.geojson'))) {
      if (year == null || parcel.year == null || parcel.year === year) byId.set(`${parcel.kind} ${parcel.id}`, parcel);
    }
  }
  return [...byId.values()];
}

async function readStored(path: string): Promise<Parcel[]> {
  try {
    const { features } = JSON.parse(await readFile(path, 'utf8')) as {
      features: { geometry: Parcel['geometry']; properties: Omit<Parcel, 'geometry'> }[];
    };
    return features.map(({ geometry, properties }) => ({ ...properties, geometry }));
  } catch (cause) {
    throw new LandsichtError(
      'lake-damaged',
      `${path}: not a readable import of parcels (${errorMessage(cause)}). Remove its folder and ingest the file again`,
      { cause },
    );
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const part = `${path}.part`;
  await writeFile(part, text);
  await rename(part, path);
}
