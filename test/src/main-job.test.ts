import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { randomOf } from '@landsicht/core/testing';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, cli, type DemoServer, launchChromium, openDesk, root, startDemo } from './demo-server.js';
import { deskAccessibility } from './desk/desk-accessibility.js';
import { floodStory } from './desk/flood-story.js';
import { pointInside } from './point-inside.js';

const run = promisify(execFile);
const hasGdal = existsSync('/usr/bin/ogrinfo');

interface Feature {
  readonly id: string;
  readonly geometry: { readonly type: 'Polygon' | 'MultiPolygon'; readonly coordinates: number[][][] | number[][][][] };
  readonly properties: { readonly class: string; readonly areaM2: number; readonly observedUtc: string; readonly unitKey: string };
}

/** `npm start` without the build: simulate, run, serve; then the API, GDAL and a browser look at the result. */
describe('the main job', () => {
  let demo: DemoServer;
  let dir: string;
  let base: string;
  let features: Feature[];
  let browser: Browser | null = null;
  let page: Page;

  beforeAll(async () => {
    demo = await startDemo();
    ({ dir, base } = demo);
    const answer = await fetch(`${base}/api/collections/flood/items?limit=10000`);
    features = ((await answer.json()) as { features: Feature[] }).features;
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
  });

  it('finds flood and keeps only finished results in the lake', async () => {
    expect(features.filter(({ properties }) => properties.class === 'flood').length).toBeGreaterThan(0);
    const units = await readdir(join(dir, 'workspace/lake/flood'));
    expect(units.filter((name) => !/^[0-9a-f]{64}$/.test(name))).toEqual([]);
  });

  it('leaves the same lake, byte for byte, after 20 kills at random moments', async () => {
    const other = join(dir, 'killed');
    const args = [cli, 'run', 'flood', '--catalog', join(dir, 'samples/catalog.json'), '--workspace', other];
    const random = randomOf(20);
    for (let kill = 0; kill < 20; kill++) await killAfter(args, 300 + random() * 2_700);
    await run(process.execPath, args);
    expect(await filesOf(join(other, 'lake/flood'))).toEqual(await filesOf(join(dir, 'workspace/lake/flood')));
  }, 240_000);

  it('finds the simulated water again (simulated data)', async () => {
    const args = [
      cli,
      'evaluate',
      'flood',
      '--catalog',
      join(dir, 'samples/catalog.json'),
      '--label-asset',
      'water',
      '--json',
      '--workspace',
      join(dir, 'workspace'),
    ];
    const { stdout } = await run(process.execPath, args);
    const { pooled } = JSON.parse(stdout) as { pooled: { iou: number; recall: number } };
    // simulated, with fields and asphalt as dark as water: what the simple form can do; it must not get worse
    expect(pooled.iou).toBeGreaterThan(0.3);
    expect(pooled.recall).toBeGreaterThan(0.7);
  });

  it('serves tiles of every layer that show something', async () => {
    const { units } = (await (await fetch(`${base}/api/units?monitor=flood`)).json()) as {
      units: { bboxLonLat: [number, number, number, number]; layers: { id: string; tiles: string }[] }[];
    };
    const [unit] = units;
    expect(unit?.layers.map(({ id }) => id)).toEqual(expect.arrayContaining(['flood', 'water', 'image', 'exclusion']));
    const [west = 0, south = 0, east = 0, north = 0] = unit?.bboxLonLat ?? [];
    const { x, y } = tileAt((west + east) / 2, (south + north) / 2, 12);
    for (const { id, tiles } of unit?.layers ?? []) {
      const answer = await fetch(tiles.replace('{z}', '12').replace('{x}', String(x)).replace('{y}', String(y)));
      expect([id, answer.status, answer.headers.get('content-type')]).toEqual([id, 200, 'image/png']);
      if (id === 'image') expect((await answer.arrayBuffer()).byteLength).toBeGreaterThan(2_000);
    }
  });

  it.skipIf(!hasGdal)(`is read by ogrinfo as OGC API Features${hasGdal ? '' : ' (skipped: needs gdal-bin)'}`, async () => {
    const list = await run('ogrinfo', ['-ro', `OAPIF:${base}/api`]);
    expect(list.stdout).toMatch(/flood/);
    const summary = await run('ogrinfo', ['-ro', '-so', `OAPIF:${base}/api`, 'flood']);
    expect(Number(/Feature Count: (\d+)/.exec(summary.stdout)?.[1])).toBe(features.length);
    const flooded = await run('ogrinfo', ['-ro', '-so', '-where', "class = 'flood'", `OAPIF:${base}/api`, 'flood']);
    expect(Number(/Feature Count: (\d+)/.exec(flooded.stdout)?.[1])).toBe(
      features.filter(({ properties }) => properties.class === 'flood').length,
    );
  });

  describe.skipIf(chromiumPath == null)(`in Chromium${chromiumPath == null ? ' (skipped: needs chromium)' : ''}`, () => {
    let problems: string[] = [];

    beforeAll(async () => {
      browser = await launchChromium();
      // the latest acquisitions show the ground dry again
      ({ page, problems } = await openDesk(browser, base, { query: `lang=de&theme=light&unit=${mostFlooded(features)}` }));
    }, 120_000);

    it('draws the map, the list, the legend and the acquisitions in German', async () => {
      expect(await page.locator('.rows li').count()).toBeGreaterThan(0);
      expect(await page.locator('.legend').textContent()).toContain('Überflutung beobachtet');
      expect(await page.locator('.time-bar ol button').count()).toBeGreaterThan(1);
      const shot = await page.locator('.map canvas').screenshot();
      expect(shot.byteLength).toBeGreaterThan(30_000); // a blank canvas of this size is below 10 kB
      await page.screenshot({ path: join(root, 'test-results/dashboard-de.png') });
    });

    it('opens the detail of a polygon that is clicked on the map', async () => {
      const shownUnit = await page.locator('.time-bar [aria-current=true]').getAttribute('title');
      const shownIds = await page.locator('.rows li').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-id')));
      expect(shownUnit).not.toBeNull();
      const largest = features
        .filter(({ id }) => shownIds.includes(id))
        .sort((a, b) => b.properties.areaM2 - a.properties.areaM2)[0] as Feature;
      const at = await screenPosition(page, pointInside(largest.geometry));
      await page.mouse.click(at.x, at.y);
      await page.waitForSelector('.detail');
      expect(await page.locator('.rows li[aria-selected=true]').getAttribute('data-id')).toBe(largest.id);
      expect(await page.locator('.detail').textContent()).toContain(
        (largest.properties.areaM2 / 10_000).toLocaleString('de-DE', { minimumFractionDigits: 2, maximumFractionDigits: 2 }),
      );
      expect(await page.locator('.detail').textContent()).toContain('Automatisch erzeugt');
      await page.screenshot({ path: join(root, 'test-results/dashboard-detail-de.png') });
    });

    it('opens the same view from the copied address, and in English', async () => {
      const copy = await (browser as Browser).newPage({ viewport: { width: 1440, height: 900 } });
      await copy.goto(page.url().replace('lang=de', 'lang=en'));
      await copy.waitForSelector('.detail');
      expect(await copy.locator('.detail').textContent()).toContain('Automatically generated');
      expect(await copy.locator('html').getAttribute('lang')).toBe('en');
      await copy.waitForLoadState('networkidle');
      await copy.screenshot({ path: join(root, 'test-results/dashboard-en.png') });
      await copy.close();
    });

    it('steps through list and acquisitions by keyboard', async () => {
      await page.keyboard.press('Escape');
      await page.waitForSelector('.detail', { state: 'detached' });
      const before = await page.locator('.time-bar [aria-current=true]').textContent();
      await page.locator('h1').click();
      await page.keyboard.press('ArrowLeft');
      await expect.poll(() => page.locator('.time-bar [aria-current=true]').textContent()).not.toBe(before);
    });

    describe('the flood duty officer', () => floodStory(() => ({ browser: browser as Browser, base })));
    describe('for everyone', () => deskAccessibility(() => ({ browser: browser as Browser, base })));

    it('asks nothing of any other machine and reports no error', () => {
      expect(problems).toEqual([]);
    });
  });
});

/** Starts the CLI and kills it hard after a while, wherever it is. */
async function killAfter(args: readonly string[], ms: number): Promise<void> {
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const timer = setTimeout(() => child.kill('SIGKILL'), ms);
  await ended;
  clearTimeout(timer);
}

/** Relative path → sha-256 of every file below a folder. */
async function filesOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const hashed = await Promise.all(
    files.map(
      async (path) =>
        [
          relative(folder, path),
          createHash('sha256')
            .update(await readFile(path))
            .digest('hex'),
        ] as const,
    ),
  );
  return Object.fromEntries(hashed.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Key of the unit with the largest area under water. */
function mostFlooded(features: readonly Feature[]): string {
  const areas = new Map<string, number>();
  for (const { properties } of features) areas.set(properties.unitKey, (areas.get(properties.unitKey) ?? 0) + properties.areaM2);
  return [...areas].sort(([, a], [, b]) => b - a)[0]?.[0] ?? '';
}

function tileAt(lon: number, lat: number, z: number): { x: number; y: number } {
  const [x, y] = mercator(lon, lat);
  return { x: Math.floor(x * 2 ** z), y: Math.floor(y * 2 ** z) };
}

/** Web Mercator, 0..1 from the north-west corner of the world. */
function mercator(lon: number, lat: number): [number, number] {
  const phi = (lat * Math.PI) / 180;
  return [(lon + 180) / 360, (1 - Math.log(Math.tan(phi) + 1 / Math.cos(phi)) / Math.PI) / 2];
}

/** Where a place is on the screen, from centre and zoom in the page's address (512-px world tiles). */
async function screenPosition(page: Page, [lon, lat]: readonly [number, number]): Promise<{ x: number; y: number }> {
  const [centreLon = 0, centreLat = 0, zoom = 0] = (new URL(page.url()).searchParams.get('at') ?? '').split(',').map(Number);
  const box = await page.locator('.map').boundingBox();
  const [px, py] = mercator(lon, lat);
  const [cx, cy] = mercator(centreLon, centreLat);
  const worldPx = 512 * 2 ** zoom;
  return {
    x: (box?.x ?? 0) + (box?.width ?? 0) / 2 + (px - cx) * worldPx,
    y: (box?.y ?? 0) + (box?.height ?? 0) / 2 + (py - cy) * worldPx,
  };
}
