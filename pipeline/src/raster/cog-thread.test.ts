import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CogLayout } from '@landsicht/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { JobThread } from '../runs/job-thread.js';
import { cogsOnThread } from './cog-thread.js';
import { writeCog } from './cog-writer.js';

const module = '../monitors/flood/sar/scene-worker.js';
const isBuilt = existsSync(new URL('../../dist/monitors/flood/sar/scene-worker.js', import.meta.url));

describe.skipIf(!isBuilt)(isBuilt ? 'COGs on a thread' : 'COGs on a thread (skipped: needs npm run build)', () => {
  const width = 300;
  const height = 200;
  const layout: CogLayout = {
    grid: { epsg: 32633, transform: [10, 0, 400_000, 0, -10, 5_600_000], width, height },
    pixelType: 'u8',
    bands: [{ name: 'water' }],
    overviews: 'mode',
    nodata: 255,
  };
  const pixels = Uint8Array.from({ length: width * height }, (_, i) => (i * 7) % 251);
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'landsicht-cog-thread-'));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it('are the bytes that one thread writes, and the rows stay the caller’s', async () => {
    const [here, there] = [join(dir, 'here.tif'), join(dir, 'there.tif')];
    await writeCog(here, layout, [pixels]);
    const thread = new JobThread(module, import.meta.url, new AbortController().signal);
    try {
      const sink = await cogsOnThread(thread)(there, layout);
      for (let row = 0; row < height; row += 50) await sink.writeRows([pixels.subarray(row * width, (row + 50) * width)], 50);
      await sink.close();
    } finally {
      await thread.close();
    }
    expect(pixels.length).toBe(width * height);
    expect(await readFile(there)).toEqual(await readFile(here));
  });

  it('tell a folder that is not there with its path, and leave nothing after an abort', async () => {
    const thread = new JobThread(module, import.meta.url, new AbortController().signal);
    try {
      const open = cogsOnThread(thread);
      const missing = join(dir, 'no-folder', 'water.tif');
      await expect(open(missing, layout)).rejects.toThrow(missing);
      const path = join(dir, 'aborted.tif');
      const sink = await open(path, layout);
      await sink.writeRows([pixels.subarray(0, 50 * width)], 50);
      await sink.abort();
      expect(existsSync(path)).toBe(false);
      await expect(sink.close()).rejects.toThrow('not open');
    } finally {
      await thread.close();
    }
  });
});
