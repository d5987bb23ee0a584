import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StacItem } from '@landsicht/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planRun } from '../../runs/plan-run.js';
import type { UnitOutput } from '../../runs/unit.js';
import { createAssetAccess } from '../../sources/access/asset-access.js';
import { readDetections } from '../../store/geoparquet.js';
import { readConclusions } from './conditions/conclusions-file.js';
import { ownRulesDir } from './conditions/load-rules.js';
import { parcelsInfo } from './info.js';
import { parcels as monitor } from './parcels.js';
import { readSignals } from './signals/signals-file.js';
import { flandersItems, flandersParcels, flandersSites, hasFlanders } from './signals/testing/flanders-parcels.js';

/** Nutzcodes of the crop codes of the Flemish LPIS. */
const nutzcodes: Readonly<Record<string, string>> = { 1110: '115', 1200: '411', 1510: '131', 5100: '602', 8100: '603', 9120: '451' };

const dir = await mkdtemp(join(tmpdir(), 'landsicht-parcels-'));
afterAll(() => rm(dir, { recursive: true, force: true }));

const defaults = Object.fromEntries(Object.entries(parcelsInfo.parameters).map(([name, { default: value }]) => [name, value]));

async function run(
  items: readonly StacItem[],
  settings: Record<string, string | number>,
  name: string,
  cacheDir = join(dir, 'cache'),
): Promise<UnitOutput> {
  const [task, ...more] = await planRun({ monitor, items, parameters: { ...defaults, ...settings }, bboxLonLat: null });
  if (task == null || more.length > 0) throw new Error(`expected one unit, got ${more.length + 1}`);
  const unitDir = join(dir, name);
  await mkdir(unitDir);
  return monitor.run(task, {
    dir: unitDir,
    cacheDir,
    signal: new AbortController().signal,
    access: createAssetAccess(),
    progress: () => undefined,
  });
}

describe.skipIf(!hasFlanders)('run parcels on a Flanders site (real data; skipped: needs ../shared/data)', () => {
  const file = join(dir, 'parcels.geojson');
  let items: StacItem[] = [];
  const rules = join(dir, 'rules');
  let wheatId = '';

  beforeAll(async () => {
    const site = flandersSites[1];
    const { parcels } = await flandersParcels(site);
    wheatId = parcels.find(({ cropCode }) => cropCode === '1110')?.id ?? '';
    const features = parcels.map(({ id, cropCode, geometry }) => ({
      type: 'Feature',
      geometry,
      properties: { id, crop_code: nutzcodes[cropCode ?? ''] ?? cropCode },
    }));
    await writeFile(file, JSON.stringify({ type: 'FeatureCollection', features }));
    // Landsicht's own rules, of any year
    await mkdir(rules);
    for (const name of (await readdir(ownRulesDir)).filter((one) => one.endsWith('.json'))) {
      const rule = JSON.parse(await readFile(join(ownRulesDir, name), 'utf8')) as object;
      await writeFile(join(rules, name), JSON.stringify({ ...rule, legalYears: { from: 2015, to: null } }));
    }
    items = [...(await flandersItems(site, 'S2_')), ...(await flandersItems(site, 'S1_')).slice(0, 30)];
  });

  it('writes signals, lights and what they rest on; one more scene costs one pass and gives what all at once would', async () => {
    const settings = { parcels: file, year: 2019, rules };
    const before = await run(items.slice(0, -1), settings, 'before');
    const { green = 0, yellow = 0, red = 0, parcels = 0 } = before.summary;
    expect(before.summary).toMatchObject({ year: 2019, scenesRefused: 0, parcelsBeside: 0, parcelsOfNeighbours: 0 });
    expect(await readDetections(join(dir, 'before', 'detections.parquet'))).toHaveLength(green + yellow + red);
    expect(green + yellow + red).toBeGreaterThan(10);
    const conclusions = await readConclusions(join(dir, 'before'));
    expect(new Set(conclusions.map(({ parcelId }) => parcelId)).size).toBe(green + yellow + red);
    const seasons = await readSignals(join(dir, 'before', 'signals.parquet'));
    expect(seasons.length).toBeLessThanOrEqual(parcels);
    const wheat = seasons.find(({ parcelId }) => parcelId === wheatId);
    expect(wheat?.optical.filter(({ clear }) => clear).length).toBeGreaterThan(20);
    expect(wheat?.radar.every(({ bands, relativeOrbit }) => Number(bands['VV']?.mean) < 0 && relativeOrbit != null)).toBe(true);
    expect(await readSignals(join(dir, 'before', 'signals.parquet'), wheatId)).toEqual([wheat]);

    const cached = await cacheFiles();
    await run(items, settings, 'after');
    expect((await cacheFiles()).length).toBe(cached.length + 1);
    await run(items, settings, 'whole', join(dir, 'other-cache'));
    for (const name of ['signals.parquet', 'conclusions.parquet', 'parcels.parquet', 'detections.parquet', 'light.tif'])
      expect((await readFile(join(dir, 'after', name))).equals(await readFile(join(dir, 'whole', name)))).toBe(true);
  }, 300_000);

  it('says of a year without imagery that nobody looked, in yellow', async () => {
    const { summary, flags } = await run(items, { parcels: file, year: 2023, rules }, 'unseen');
    expect(flags).toEqual(['no-imagery']);
    expect(summary).toMatchObject({ green: 0, red: 0, scenes: 0 });
    expect(summary['yellow']).toBeGreaterThan(10);
    const detections = await readDetections(join(dir, 'unseen', 'detections.parquet'));
    expect(new Set(detections.map(({ attributes }) => attributes?.['cause']))).toContain('NO_IMAGERY');
  }, 60_000);

  it('knows what was known on a day, and refuses what is no day', async () => {
    const summer = items.filter(({ id }) => id > 'S2_201904').slice(0, 4);
    await run(summer, { parcels: file, year: 2019, rules, asOf: '2019-12-01' }, 'december');
    const conclusions = await readConclusions(join(dir, 'december'));
    const activity = conclusions.filter(({ windowEnd }) => windowEnd === '2019-11-15');
    expect(activity.length).toBeGreaterThan(10);
    expect(activity.filter(({ causes, isFinal }) => causes.includes('WINDOW_OPEN') || !isFinal)).toEqual([]);
    await expect(run(summer, { parcels: file, year: 2019, rules, asOf: '2019-02-30' }, 'no-day')).rejects.toThrow(
      /"asOf": expected a day like/,
    );
  }, 60_000);

  it('leaves a scene out whose file is damaged, and says so', async () => {
    const [first, ...rest] = items.filter(({ id }) => id > 'S2_201904').slice(0, 4) as [StacItem, ...StacItem[]];
    const broken = join(dir, 'broken.tif');
    await writeFile(broken, 'no raster');
    const damaged = { ...first, assets: { ...first.assets, red: { ...first.assets['red'], href: broken } } } as StacItem;
    const { summary, flags } = await run([damaged, ...rest], { parcels: file, year: 2019, rules }, 'damaged');
    expect(flags).toEqual(['scenes-refused']);
    expect(summary).toMatchObject({ scenes: 3, scenesRefused: 1 });
    expect(await readFile(join(dir, 'damaged', 'scenes.json'), 'utf8')).toContain(`"leftOut": "raster-invalid`);
  }, 60_000);

  it('stops where the file of parcels is not there, with its name', async () => {
    await expect(run(items, { parcels: join(dir, 'none.gpkg'), year: 2019, rules }, 'none')).rejects.toThrow('none.gpkg');
  });

  const cacheFiles = () =>
    readdir(join(dir, 'cache', 'parcels'), { recursive: true }).then((names) => names.filter((name) => name.endsWith('.sig')));
});
