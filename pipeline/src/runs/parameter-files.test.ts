import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StacItem } from '@landsicht/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { monitors } from '../monitors/index.js';
import { identifyParameterFiles } from './parameter-files.js';
import { planRun } from './plan-run.js';

const { flood } = monitors;
const defaults = Object.fromEntries(Object.entries(flood.info.parameters).map(([name, { default: value }]) => [name, value]));

describe('files given by parameters', () => {
  let dir = '';
  let dem = '';
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'landsicht-parameter-files-'));
    dem = join(dir, 'dem.tif');
    await writeFile(join(dir, 'vh.tif'), 'bytes are not read');
    await writeDem('heights', 1000);
  });
  afterEach(() => rm(dir, { recursive: true }));

  const writeDem = async (content: string, seconds: number) => {
    await writeFile(dem, content);
    await utimes(dem, seconds, seconds);
  };
  const plan = async (path: string) => {
    const scene: StacItem = {
      type: 'Feature',
      stac_version: '1.0.0',
      id: 'scene',
      geometry: null,
      bbox: [13, 51, 14, 52],
      properties: { datetime: '2024-09-10T05:18:00Z', 'landsicht:sensor': 'sentinel-1', 'sat:relative_orbit': 95 },
      links: [],
      assets: { vh: { href: join(dir, 'vh.tif') } },
    };
    const [task] = await planRun({ monitor: flood, items: [scene], parameters: { ...defaults, dem: path }, bboxLonLat: null });
    if (task == null) throw new Error('nothing planned');
    return task;
  };

  it('names each by size and time, and leaves empty ones and other parameters out', async () => {
    expect(await identifyParameterFiles(flood.info, { ...defaults, dem })).toEqual({ dem: 'file:7-1000000' });
    expect(await identifyParameterFiles(flood.info, defaults)).toEqual({});
    expect((await plan('')).parameterFiles).toBeUndefined();
  });

  it('gives another key to a unit whose file was replaced under the same name, and the same one otherwise', async () => {
    const { key } = await plan(dem);
    expect((await plan(dem)).key).toBe(key);
    await writeDem('heightz', 1001);
    expect((await plan(dem)).key).not.toBe(key);
    await writeDem('heights!', 1000);
    expect((await plan(dem)).key).not.toBe(key);
    await writeDem('heights', 1000);
    expect((await plan(dem)).key).toBe(key);
  });

  it('says which parameter names a file that is not there, or a folder, before anything runs', async () => {
    await expect(plan(join(dir, 'gone.tif'))).rejects.toMatchObject({
      code: 'not-found',
      message: expect.stringMatching(/flood, parameter "dem".*gone\.tif/),
    });
    await expect(plan(dir)).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('is not a file') });
  });
});
