import { execFileSync } from 'node:child_process';
import { copyFileSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { type CliEnd, isBuilt } from './bad-input/measured-cli.js';
import { itemCollection, radarItem } from './bad-input/radar-item.js';
import { claimedSize, emptyTiledTiff, plainTiff } from './bad-input/raw-tiff.js';
import { CPU_SECONDS, expectClearFailure, inside, MEMORY_MIB, useScratch } from './bad-input/scratch.js';
import { hasSharedGeotiffs, sharedBadTiffs } from './bad-input/shared-geotiffs.js';

interface RunJson {
  readonly done: number;
  readonly failed: number;
  readonly units: readonly { readonly title: string; readonly state: string; readonly code?: string; readonly message?: string }[];
  readonly faults: readonly { readonly code: string; readonly message: string }[];
}

describe.skipIf(!isBuilt)(`bad input through the command line${isBuilt ? '' : ' (skipped: needs npm run build)'}`, () => {
  const { at, cli, expectWorkspaceValid, leftovers } = useScratch();

  /** Damaged images made here; name → what the run must say about them. */
  const madeHere: Readonly<Record<string, { bytes: (good: Buffer) => Buffer | string; code: string; says: RegExp }>> = {
    'zero-bytes.tif': { bytes: () => '', code: 'raster-invalid', says: /has 0/ },
    'page.tif': { bytes: () => '<!DOCTYPE html>\n<html><body>404 not found</body></html>', code: 'raster-invalid', says: /web page/ },
    'json.tif': { bytes: () => '{"error": "token expired"}', code: 'raster-invalid', says: /text or web page/ },
    'sparse-4gb.tif': {
      bytes: () => emptyTiledTiff({ widthPx: 65_536, heightPx: 32_768, tilePx: 512, tiles: 8_192, listed: 8_192 }),
      code: 'raster-too-large',
      says: /65536×32768 px \(4\.3 GB\)/,
    },
    'sparse-4gb-small-tiles.tif': {
      bytes: () => emptyTiledTiff({ widthPx: 65_536, heightPx: 32_768, tilePx: 64, tiles: 524_288, listed: 524_288 }),
      code: 'raster-too-large',
      says: /claims 65536×32768 px/,
    },
    'tiles-2-31.tif': {
      bytes: () => emptyTiledTiff({ widthPx: 741_456, heightPx: 741_456, tilePx: 16, tiles: 2 ** 31, listed: 1 }),
      code: 'raster-invalid',
      says: /reach beyond the end of the file/,
    },
    'tiles-2-31-unlisted.tif': {
      bytes: () => emptyTiledTiff({ widthPx: 741_456, heightPx: 741_456, tilePx: 16, tiles: 1, listed: 1 }),
      code: 'raster-too-large',
      says: /claims 2147488281 tiles/,
    },
    'cut-at-100-bytes.tif': {
      bytes: (good) => good.subarray(0, 100),
      code: 'raster-invalid',
      says: /beyond the end of the file \(100 bytes\)/,
    },
    'cut-at-60-percent.tif': {
      bytes: (good) => good.subarray(0, Math.floor(good.length * 0.6)),
      code: 'raster-invalid',
      says: /cut off|beyond the end of the file/,
    },
  };

  describe('in one catalogue with a good scene', () => {
    let run: CliEnd;
    let json: RunJson;
    const items: unknown[] = [];
    /** Item id → what is wrong with the item, not with its image. */
    const badItems: Readonly<Record<string, { item: (id: string) => unknown; code: string; says: RegExp }>> = {
      'no-file': { item: (id) => radarItem({ id, href: 'nowhere.tif' }), code: 'not-found', says: /nowhere\.tif cannot be read/ },
      'a-folder': { item: (id) => radarItem({ id, href: '.' }), code: 'not-found', says: /is not a file/ },
      'null-byte-href': { item: (id) => radarItem({ id, href: 'a\0b.tif' }), code: 'not-found', says: /null bytes/ },
      'only-hh': {
        item: (id) => ({ ...radarItem({ id, href: 'good.tif' }), assets: { hh: { href: 'good.tif' } } }),
        code: 'band-missing',
        says: /has no vh/,
      },
      'no-assets': { item: (id) => ({ ...radarItem({ id, href: 'good.tif' }), assets: {} }), code: 'band-missing', says: /assets none/ },
      'second-band': {
        item: (id) =>
          radarItem({ id, href: 'good.tif', asset: { 'eo:bands': [{ name: 'VV' }, { name: 'VH' }], 'raster:bands': [{}, {}] } }),
        code: 'band-missing',
        says: /"vh" is band 2, the file has 1/,
      },
      'no-crs': {
        item: (id) => radarItem({ id, href: 'plain.tif', properties: { 'proj:code': null } }),
        code: 'crs-missing',
        says: /no proj:code/,
      },
      'wrong-crs': {
        item: (id) => radarItem({ id, href: 'good.tif', properties: { 'proj:code': 'EPSG:25833' } }),
        code: 'crs-mismatch',
        says: /the item says EPSG:25833, the file is in EPSG:32633/,
      },
      'unknown-crs': {
        item: (id) => radarItem({ id, href: 'plain.tif', size: { widthPx: 8, heightPx: 8 }, properties: { 'proj:code': 'EPSG:99999' } }),
        code: 'crs-missing',
        says: /proj:code/,
      },
      'squeezed-grid': {
        item: (id) => radarItem({ id, href: 'plain.tif', properties: { 'proj:shape': [8, 8], 'proj:transform': [0, 0, 0, 0, 0, 0] } }),
        code: 'crs-missing',
        says: /proj:transform/,
      },
      'grid-of-texts': {
        item: (id) =>
          radarItem({ id, href: 'plain.tif', properties: { 'proj:shape': [8, 8], 'proj:transform': ['a', 'b', {}, [], null, 'c'] } }),
        code: 'crs-missing',
        says: /proj:transform/,
      },
      'beyond-the-earth': {
        item: (id) =>
          radarItem({ id, href: 'plain.tif', properties: { 'proj:shape': [8, 8], 'proj:transform': [10, 0, 1e300, 0, -10, 5e6] } }),
        code: 'crs-mismatch',
        says: /nowhere on Earth/,
      },
      'year-9999': {
        item: (id) => radarItem({ id, href: 'good.tif', properties: { datetime: '9999-12-31T23:59:59Z' } }),
        code: 'item-invalid',
        says: /9999-12-31/,
      },
      'year-0': {
        item: (id) => radarItem({ id, href: 'good.tif', properties: { datetime: '0000-01-01T00:00:00Z' } }),
        code: 'item-invalid',
        says: /0000-01-01/,
      },
      'no-such-day': {
        item: (id) => radarItem({ id, href: 'good.tif', properties: { datetime: '2024-02-30T00:00:00Z' } }),
        code: 'item-invalid',
        says: /2024-02-30/,
      },
      'no-date': {
        item: (id) => radarItem({ id, href: 'good.tif', properties: { datetime: null } }),
        code: 'item-invalid',
        says: /datetime/,
      },
      'unknown-sensor': {
        item: (id) => radarItem({ id, href: 'good.tif', properties: { 'landsicht:sensor': 'toString' } }),
        code: 'item-invalid',
        says: /landsicht:sensor/,
      },
      'roles-a-text': {
        item: (id) => radarItem({ id, href: 'good.tif', asset: { roles: 'data' } }),
        code: 'item-invalid',
        says: /assets\.vh\.roles: expected a list/,
      },
      'asset-null': {
        item: (id) => ({ ...radarItem({ id, href: '' }), assets: { vh: null } }),
        code: 'item-invalid',
        says: /assets\.vh: expected an object/,
      },
      'deeply-nested': {
        item: (id) => radarItem({ id, href: 'good.tif', properties: { deep: JSON.parse(`${'['.repeat(3_000)}${']'.repeat(3_000)}`) } }),
        code: 'item-invalid',
        says: /levels of nesting/,
      },
    };
    const hostileIds = [
      '../../../../escape',
      '/etc/passwd',
      '..',
      `${'x'.repeat(5_000)}`,
      'Überflutung 洪水 🌊',
      '%2e%2e%2f',
      'con',
      '__proto__',
      'constructor',
      '-rf',
    ];

    beforeAll(async () => {
      const good = await readFile(at('good.tif'));
      for (const [name, { bytes }] of Object.entries(madeHere)) {
        await writeFile(at(name), bytes(good));
        items.push(radarItem({ id: name, href: name, size: claimedSize(await readFile(at(name))) }));
      }
      await writeFile(at('plain.tif'), plainTiff(8));
      for (const [id, { item }] of Object.entries(badItems)) items.push(item(id));
      for (const id of hostileIds) items.push(radarItem({ id, href: 'good.tif' }));
      for (const id of ['nul\0id', 'bell\u0007', 'clear\u001b[2J', '', 7, null, ['x']])
        items.push({ ...radarItem({ id: '', href: 'good.tif' }), id });
      items.push(null, [], 'text', {}, { type: 'Feature' });
      for (const path of sharedBadTiffs) items.push(radarItem({ id: basename(path), href: path, size: claimedSize(readFileSync(path)) }));
      await writeFile(at('bad.json'), itemCollection([...items, radarItem({ id: 'good', href: 'good.tif' })]));
      run = await cli('run', 'flood', '--catalog', 'bad.json', '--workspace', 'run', '--json');
      json = JSON.parse(run.stdout === '' ? '{"units":[],"faults":[]}' : run.stdout) as RunJson;
    }, 120_000);

    it('ends with 1 within time and memory, and reads like a message', () => {
      expect(run.code).toBe(1);
      expect(run.stderr).not.toMatch(inside);
      expect(run.stderr).not.toMatch(/[^\P{Cc}\n]/u);
      expect(run.peakMiB).toBeLessThan(MEMORY_MIB);
      // a hundred files and a handful of results, not one
      expect(run.cpuSeconds).toBeLessThan(4 * CPU_SECONDS);
    });

    it('does the good scene and those with strange names all the same', () => {
      const done = json.units.filter(({ state }) => state === 'done').map(({ title }) => title.replace('flood ', ''));
      expect(done).toEqual(expect.arrayContaining(['good', ...hostileIds]));
    });

    it('names every unusable item without an id', () => {
      const texts = json.faults.filter(({ code }) => code === 'item-invalid').map(({ message }) => message);
      for (const expected of [
        /"nul\\u0000id"/,
        /"bell\\u0007"/,
        /"clear\\u001b\[2J"/,
        /id: expected a text that is not empty, got ""/,
        /id: .* got 7/,
      ])
        expect(texts).toContainEqual(expect.stringMatching(expected));
      expect(texts.filter((text) => /features\[\d+\]: (the document|type): expected/.test(text)).length).toBe(4);
    });

    it.each(Object.entries(badItems))('reports %s', (id, { code, says }) => {
      const found = [
        ...json.faults.filter(({ message }) => message.includes(id)),
        ...json.units.filter(({ title }) => title === `flood ${id}`),
      ];
      expect(found).toEqual([expect.objectContaining({ code, message: expect.stringMatching(says) })]);
    });

    it.each(Object.entries(madeHere))('reports the image %s', (name, { code, says }) => {
      const found = json.units.filter(({ title }) => title === `flood ${name}`);
      expect(found).toEqual([expect.objectContaining({ state: 'failed', code, message: expect.stringMatching(says) })]);
      expect(found[0]?.message).toContain(name);
    });

    it.skipIf(!hasSharedGeotiffs)(
      `refuses the 12 damaged files, refuses or reads the 65 fuzzed ones${hasSharedGeotiffs ? '' : ' (skipped: needs ../shared/data)'}`,
      () => {
        expect(sharedBadTiffs).toHaveLength(77);
        for (const path of sharedBadTiffs) {
          const unit = json.units.find(({ title }) => title === `flood ${basename(path)}`);
          if (unit?.state === 'done' && path.includes('fuzz')) continue;
          expect([path, unit?.code]).toEqual([path, expect.stringMatching(/^raster-(invalid|unsupported|too-large)$|^crs-/)]);
          expect(unit?.message).toContain(basename(path));
        }
      },
    );

    it('leaves a valid workspace behind', async () => {
      await rm(at('run', 'lake'), { recursive: true });
      await expectWorkspaceValid('run');
    });
  });

  describe('alone', () => {
    const oom = sharedBadTiffs.filter((path) => path.includes('oom_crash')).slice(0, 1);
    it.each(['sparse-4gb.tif', 'sparse-4gb-small-tiles.tif', 'tiles-2-31-unlisted.tif', ...oom])(
      '%s takes little time and memory',
      async (name) => {
        const path = at(name.startsWith('/') ? basename(name) : name);
        await writeFile(path, madeHere[name]?.bytes(Buffer.alloc(0)) ?? readFileSync(name));
        await writeFile(at('alone.json'), itemCollection([radarItem({ id: 'alone', href: path, size: claimedSize(readFileSync(path)) })]));
        expectClearFailure(await cli('run', 'flood', '--catalog', 'alone.json', '--workspace', 'alone'), 1, /failed: flood alone: raster-/);
      },
    );
  });

  describe('in one folder with a good image', () => {
    let ingest: CliEnd;
    beforeAll(async () => {
      await mkdir(at('folder'));
      const good = await readFile(at('good.tif'));
      for (const [name, { bytes }] of Object.entries(madeHere)) await writeFile(at('folder', name), bytes(good));
      for (const path of sharedBadTiffs) copyFileSync(path, at('folder', `${basename(path).replace(/\.[a-z]+$/, '')}.tif`));
      await writeFile(at('folder', 'good.tif'), good);
      await writeFile(at('folder', 'plain.tif'), plainTiff(8));
      await mkdir(at('folder', 'a-folder.tif'));
      execFileSync('mkfifo', [at('folder', 'pipe.tif')]);
      ingest = await cli(
        'ingest',
        '--folder',
        'folder',
        '--sensor',
        'generic',
        '--bands',
        'vh',
        '--date',
        '2024-01-01',
        '--workspace',
        'ingest',
        '--json',
      );
    }, 120_000);

    it('ends with 1 within time and memory and names each bad file once', () => {
      expectClearFailure(ingest, 1, /unusable/);
      const { items, faults } = JSON.parse(ingest.stdout) as { items: number; faults: RunJson['faults'] };
      const images = readdirSync(at('folder')).filter((name) => name !== 'a-folder.tif');
      expect(items + faults.length).toBe(images.length);
      for (const name of [
        'zero-bytes.tif',
        'page.tif',
        'sparse-4gb.tif',
        'tiles-2-31.tif',
        'tiles-2-31-unlisted.tif',
        'plain.tif',
        'pipe.tif',
      ])
        expect(faults.filter(({ message }) => message.includes(`/${name}:`))).toHaveLength(1);
    });

    it('stores the good image and leaves a valid workspace behind', async () => {
      expect(readdirSync(at('ingest', 'catalogue', 'generic'))).toContain('good.json');
      expect(leftovers('ingest')).toEqual([]);
      await expectWorkspaceValid('ingest');
    });
  });
});
