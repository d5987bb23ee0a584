import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LandsichtError, StacItem } from '@landsicht/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { monitors } from '../monitors/index.js';
import { planRun } from './plan-run.js';

const { flood } = monitors;
const parameters = Object.fromEntries(Object.entries(flood.info.parameters).map(([name, { default: value }]) => [name, value]));

describe('planRun', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'landsicht-plan-'));
    await writeFile(join(dir, 'there.tif'), 'bytes are not read');
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  const scene = (id: string, day: number, file: string, asset = 'vh'): StacItem => ({
    type: 'Feature',
    stac_version: '1.0.0',
    id,
    geometry: null,
    bbox: [13, 51, 14, 52],
    properties: { datetime: `2024-09-${day}T05:18:00Z`, 'landsicht:sensor': 'sentinel-1', 'sat:relative_orbit': 95 },
    links: [],
    assets: { [asset]: { href: join(dir, file) } },
  });
  const plan = async (items: readonly StacItem[], faults: LandsichtError[] | null) =>
    planRun({
      monitor: flood,
      items,
      parameters,
      bboxLonLat: null,
      ...(faults == null ? {} : { onFault: (fault) => void faults.push(fault) }),
    });

  it('plans as if a scene whose file is gone were not there, so that it is nobody’s reference', async () => {
    const faults: LandsichtError[] = [];
    const good = [scene('first', 10, 'there.tif'), scene('last', 30, 'there.tif')];
    const tasks = await plan([...good, scene('gone', 20, 'gone.tif')], faults);
    expect(tasks.map(({ inputs }) => inputs.map(({ itemId }) => itemId))).toEqual([['first'], ['last', 'first']]);
    expect(tasks.map(({ key }) => key)).toEqual((await plan(good, null)).map(({ key }) => key));
    expect(faults.map(({ code, message }) => [code, /gone\.tif cannot be read/.test(message)])).toEqual([['not-found', true]]);
  });

  it('reports scenes of its sensor that lack a band, and says nothing of other sensors', async () => {
    const faults: LandsichtError[] = [];
    const of = (sensor: string) => ({
      ...scene(sensor, 10, 'there.tif', 'red'),
      properties: { datetime: '2024-09-10T10:00:00Z', 'landsicht:sensor': sensor },
    });
    expect(await plan([scene('hh-only', 10, 'there.tif', 'hh'), of('sentinel-2-l2a'), of('orthophoto')], faults)).toEqual([]);
    expect(faults.map(({ code }) => code)).toEqual(['band-missing', 'band-missing']);
    expect(faults[0]?.message).toMatch(/hh-only: flood needs vh or vv of sentinel-1, .* its bands are hh/);
    expect(faults[1]?.message).toMatch(
      /sentinel-2-l2a: flood needs .*nir08 or nir.* the item has no blue, green, nir08, .* its bands are red/,
    );
  });

  it('throws the first fault where nobody listens', async () => {
    await expect(plan([scene('gone', 20, 'gone.tif')], null)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('tells scenes apart that share an id but not a file', async () => {
    await writeFile(join(dir, 'other.tif'), 'other');
    const tasks = await plan([scene('same', 10, 'there.tif'), scene('same', 10, 'other.tif')], null);
    expect(new Set(tasks.map(({ key }) => key)).size).toBe(2);
  });
});
