import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import type { WriteCog } from '@landsicht/core';
import { afterAll, describe, expect, it } from 'vitest';
import { type SimulateOptions, simulate } from './simulate.js';

/** Stands in for the COG writer: the layout as a line of JSON, then the raw rows. */
const writeRaw: WriteCog = async (path, layout) => {
  const parts: Uint8Array[] = [Buffer.from(`${JSON.stringify(layout)}\n`)];
  return {
    async writeRows(bands) {
      for (const band of bands) parts.push(new Uint8Array(band.buffer.slice(band.byteOffset, band.byteOffset + band.byteLength)));
    },
    close: () => writeFile(path, Buffer.concat(parts)),
    abort: async () => {},
  };
};

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((dir) => rm(dir, { recursive: true, force: true }))));

async function run(options: Partial<SimulateOptions>): Promise<{ dir: string; catalog: string; hashes: Record<string, string> }> {
  const dir = await mkdtemp(join(tmpdir(), 'landsicht-simulate-'));
  folders.push(dir);
  const { catalog } = await simulate({
    dir,
    preset: 'small',
    extentM: 1000,
    only: ['sentinel-1', 'sentinel-2', 'layers'],
    sentinel1Utc: ['2025-06-17T16:51:12Z'],
    sentinel2Utc: ['2025-06-19T10:10:31Z'],
    writeCog: writeRaw,
    ...options,
  });
  const files = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const hashes: Record<string, string> = {};
  for (const entry of files) {
    const path = join(entry.parentPath, entry.name);
    hashes[path.slice(dir.length)] = createHash('sha256')
      .update(await readFile(path))
      .digest('hex');
  }
  return { dir, catalog, hashes };
}

describe('simulate', () => {
  it('gives the same bytes for the same seed and others for another', async () => {
    const first = await run({});
    const again = await run({});
    const other = await run({ seed: 2 });
    expect(Object.keys(first.hashes).length).toBeGreaterThan(20);
    expect(again.hashes).toEqual(first.hashes);
    const differing = Object.keys(first.hashes).filter((name) => name.endsWith('.tif') && other.hashes[name] !== first.hashes[name]);
    expect(differing.length).toBeGreaterThan(10);
  });

  it('gives the same pixels whatever the number of rows at a time', async () => {
    const tall = await run({ only: ['sentinel-1'] });
    const flat = await run({ only: ['sentinel-1'], bandRows: 6 });
    expect(flat.hashes).toEqual(tall.hashes);
  });

  it('links a catalogue whose items, assets and checksums hold together', async () => {
    const { catalog, hashes, dir } = await run({});
    const root = JSON.parse(await readFile(catalog, 'utf8'));
    let assets = 0;
    for (const child of root.links.filter((l: { rel: string }) => l.rel === 'child')) {
      const collectionPath = resolve(dirname(catalog), child.href);
      const collection = JSON.parse(await readFile(collectionPath, 'utf8'));
      for (const link of collection.links.filter((l: { rel: string }) => l.rel === 'item')) {
        const itemPath = resolve(dirname(collectionPath), link.href);
        const item = JSON.parse(await readFile(itemPath, 'utf8'));
        expect(item.collection).toBe(collection.id);
        expect(item.properties['landsicht:simulated']).toBe(true);
        expect(item.properties.attribution).toBe('Landsicht simulator (no real data)');
        for (const asset of Object.values<Record<string, string>>(item.assets)) {
          const path = resolve(dirname(itemPath), asset['href'] ?? '');
          expect(asset['file:checksum']).toBe(`1220${hashes[path.slice(dir.length)]}`);
          assets++;
        }
      }
    }
    expect(assets).toBeGreaterThan(20);
  });

  it('stops when asked, leaving no catalogue', async () => {
    const stop = new AbortController();
    const dir = await mkdtemp(join(tmpdir(), 'landsicht-simulate-'));
    folders.push(dir);
    const options = { dir, preset: 'small', extentM: 1000, writeCog: writeRaw, signal: stop.signal, progress: () => stop.abort() } as const;
    await expect(simulate(options)).rejects.toMatchObject({ code: 'aborted' });
    expect(await readdir(dir)).not.toContain('catalog.json');
  });

  it.each([{ extentM: 1001 }, { extentM: 200_000 }, { bandRows: 3 }, { sentinel1Utc: ['soon'] }])('refuses %j', async (wrong) => {
    await expect(run(wrong)).rejects.toMatchObject({ code: 'bad-argument' });
  });
});
