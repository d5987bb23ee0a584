import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { drawnParcel } from '../monitors/parcels/conditions/testing/drawn-season.js';
import { storeParcels } from '../monitors/parcels/import/parcel-store.js';
import { judgedOf, writeParcelUnit } from '../store/testing/write-parcel-unit.js';
import { writeUnit } from '../store/testing/write-unit.js';
import { writeExport } from './export-formats.js';

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-iacs-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

it('writes declared parcels, reference parcels, claims and results as tables of a folder', async () => {
  const lake = join(dir, 'lake');
  const manifest = await writeParcelUnit(lake, 'first', [judgedOf({ parcel: { id: 'p1' } })], '2026-11-20T10:00:00.000Z');
  const block = drawnParcel({ id: 'DESNLI0360000102', kind: 'reference', cropCode: 'AL', areaHa: 12.5 });
  await storeParcels(join(dir, 'catalogue'), { schema: 'de-sn-lpis', rows: 1, parcels: [block], findings: [] });
  const out = join(dir, 'qa');
  const unit = { manifest, dir: join(lake, 'parcels', manifest.key) };
  await writeExport('iacs-qa', [unit], { out, epsg: null, info: manifest.monitor });
  expect((await readdir(out)).sort()).toEqual([
    'gsa.csv',
    'gsa_lpis.csv',
    'interventions.csv',
    'landsicht_results.csv',
    'lpis.csv',
    'ua_claimed.csv',
  ]);
  expect(await readFile(join(out, 'lpis.csv'), 'utf8')).toContain('AL,DESNLI0360000102,12.5000,12.5000,0.0000,0.0000');
  expect(await readFile(join(out, 'gsa_lpis.csv'), 'utf8')).toBe('lpis_rp_id,gsa_par_id\r\nDESNLI0360000102,p1\r\n');
  expect((await readFile(join(out, 'landsicht_results.csv'), 'utf8')).split('\r\n')).toHaveLength(1 + 5 + 1);
});

it('has nothing to write for monitors without parcels', async () => {
  const lake = join(dir, 'other');
  const manifest = await writeUnit(lake, { name: 'flood', observedUtc: '2026-11-20T10:00:00.000Z', squares: [] });
  const unit = { manifest, dir: join(lake, 'flood', manifest.key) };
  await expect(writeExport('iacs-qa', [unit], { out: join(dir, 'none'), epsg: null, info: manifest.monitor })).rejects.toThrow(
    /only results of the monitor parcels/,
  );
});
