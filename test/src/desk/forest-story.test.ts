import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { chromiumPath, cli, type DemoServer, launchChromium, openDesk, root, startServer } from '../demo-server.js';
import { violations } from './desk-accessibility.js';

const run = promisify(execFile);
const lorraine = join(root, '../shared/data/forest/lorraine-31UFQ');
const missing = existsSync(join(lorraine, 'catalog.json')) ? (chromiumPath == null ? 'chromium' : null) : '../shared/data';
const why = missing == null ? '' : ` (skipped: needs ${missing})`;
const shots = join(root, 'test-results');
/** West of it Abteilung 12, east of it 13. */
const BOUNDARY_LON = 5.35;
/** Modelled spruce that stayed healthy. */
const HEALTHY_PLACE = '5.3548,49.2797';
/** A machine without a GPU that has other work draws slowly. */
const PATIENCE_MS = 60_000;
const desktop = { width: 1200, height: 800 };
const phone = { width: 390, height: 844 };
const soon = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: PATIENCE_MS });

interface Damage {
  readonly id: string;
  readonly class: string;
  readonly score: number;
  readonly tier: 'suspected' | 'confirmed' | 'cleared';
  readonly firstSuspected: string;
  readonly confirmedOn: string | null;
}

/** Real spruce in Lorraine, 2015–2018: ingest, run, serve; then the district forester looks at the list on Monday morning. */
describe.skipIf(missing != null)(`the district forester's Monday, real data${why}`, () => {
  vi.setConfig({ testTimeout: 2 * PATIENCE_MS });
  let dir: string;
  let server: Omit<DemoServer, 'dir'>;
  let browser: Browser;
  let page: Page;
  let problems: string[];
  let damage: Damage[];

  beforeAll(async () => {
    await mkdir(shots, { recursive: true });
    dir = await mkdtemp(join(tmpdir(), 'landsicht-forest-'));
    const stands = join(dir, 'stands.geojson');
    await writeFile(
      stands,
      JSON.stringify({ type: 'FeatureCollection', features: [stand('12', 5, BOUNDARY_LON), stand('13', BOUNDARY_LON, 6)] }),
    );
    await run(process.execPath, [cli, 'ingest', '--catalog', join(lorraine, 'catalog.json'), '--workspace', dir]);
    const forestMask = `forestMask=${join(lorraine, 'forest_mask.tif')}`;
    await run(process.execPath, [cli, 'run', 'bark-beetle', '--set', forestMask, '--set', `compartments=${stands}`, '--workspace', dir]);
    server = await startServer(dir);
    const answer = await fetch(`${server.base}/api/collections/bark-beetle/items?limit=10000&f=json`);
    damage = ((await answer.json()) as { features: { properties: Damage }[] }).features.map(({ properties }) => properties);
    browser = await launchChromium();
    ({ page, problems } = await openDesk(browser, server.base, { query: 'desk=bark-beetle&lang=de&theme=light', ...desktop }));
  }, 180_000);

  afterAll(async () => {
    await browser?.close();
    await server?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  it('lists damage, the freshest and surest first, with tier, age, confidence and compartment', async () => {
    expect(damage.length).toBeGreaterThan(2);
    const byScore = damage.toSorted((a, b) => b.score - a.score).map(({ id }) => id);
    expect(await page.locator('.rows li').evaluateAll((rows) => rows.map((row) => row.getAttribute('data-id')))).toEqual(byScore);
    expect(await page.locator('#sort').inputValue()).toBe('rank');
    expect(await page.locator('.rows li').first().textContent()).toMatch(
      /(Verdacht|Bestätigt|Geräumt) · Erste Anomalie \(Median\) vor \d+ (d|Mon\.) · Vertrauen 0,\d+ · Abteilung 1[23]\d+,\d\d ha$/,
    );
  });

  it('draws the four classes, and tiers by their outline', async () => {
    const legend = (await page.locator('#legend-outlines').textContent()) ?? '';
    for (const text of ['1 Freifläche/Störungsfläche', '2 Freifläche mit Jungwuchs', '3 Schadfläche, voraussichtlich absterbend'])
      expect(legend).toContain(text);
    expect(legend).toMatch(/4 Schadfläche, mittlerer.*Verdacht: gestrichelt.*Bestätigt: durchgezogen.*Geräumt: schraffiert/);
    const looks = { suspected: 'dashed', confirmed: 'solid', cleared: 'hatched' } as const;
    for (const [tier, look] of Object.entries(looks))
      expect(await page.locator(`.rows .swatch.${look}`).count()).toBe(damage.filter((one) => one.tier === tier).length);
    await page.screenshot({ path: join(shots, 'desk-forest-de.png') });
    expect(await violations(page)).toEqual([]);
  });

  it('shows the course of the first damage by keys alone: every date, the normal year, the masked ones', async () => {
    await page.locator('#rows').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.detail .actions button').nth(1).focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('.series-chart svg', { timeout: PATIENCE_MS });
    const marks = (name: string) => page.locator(`.series-chart .chart-${name}`).count();
    const dates = (await marks('clear')) + (await marks('anomaly')) + (await marks('masked'));
    expect(await page.locator('.series-chart tbody tr').count()).toBe(dates);
    expect([await marks('model'), await marks('band')]).toEqual([1, 1]);
    expect(await marks('anomaly')).toBeGreaterThanOrEqual(3);
    expect(await marks('masked')).toBeGreaterThan(0);
    expect(await page.locator('.votes-result').textContent()).toMatch(/Schadfläche|Verdacht|Freifläche/);
    expect(await page.locator('#votes').textContent()).toMatch(/: \d\d\.\d\d\.201\d.*Stufe: (Verdacht|Bestätigt|Geräumt)/);
  });

  it('goes back to what was known on a day: list, tiers, chart and address', async () => {
    await page.locator('#known-day').focus();
    await page.keyboard.press('Home');
    await soon(() => page.locator('.rows li').count()).toBe(0);
    expect(await page.locator('.list .empty').textContent()).toMatch(/^Am .* war davon noch nichts bekannt/);
    await page.locator('#known-after').click();
    const known = () => new URL(page.url()).searchParams.get('known') ?? '';
    const [first = ''] = damage.map(({ firstSuspected }) => firstSuspected).sort();
    await soon(known).toBe(first);
    await page.locator('#known-day').focus();
    const confirmations = damage.flatMap(({ confirmedOn }) => confirmedOn ?? []).sort();
    const target = confirmations[confirmations.length >> 1] ?? '';
    await page.keyboard.press('ArrowRight');
    await soon(known).not.toBe(first);
    expect(await page.evaluate('document.activeElement.id')).toBe('known-day');
    await page.locator('#known-date').fill(target);
    await page.keyboard.press('Enter');
    await soon(known).toBe(target);
    const then = damage.filter(({ firstSuspected }) => firstSuspected <= target);
    await soon(() => page.locator('.rows li').count()).toBe(then.length);
    const suspected = then.filter(({ tier, confirmedOn }) => tier === 'suspected' || confirmedOn == null || confirmedOn > target);
    expect(await page.locator('.rows .swatch.dashed').count()).toBe(suspected.length);
    expect(await page.locator('.chart-known').getAttribute('data-day')).toBe(target);
    await page.locator('.series-chart').scrollIntoViewIfNeeded();
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(shots, 'desk-forest-known-de.png') });
    expect(await violations(page)).toEqual([]);
  });

  it('opens the same day, place and chart in English from the copied address, in the dark and on a phone', async () => {
    const query = new URL(page.url()).search.slice(1).replace('lang=de', 'lang=en').replace('theme=light', 'theme=dark');
    const copy = await openDesk(browser, server.base, { query, ...desktop });
    await copy.page.waitForSelector('.chart-known', { state: 'attached', timeout: PATIENCE_MS });
    expect(await copy.page.locator('#known-date').inputValue()).toBe(new URL(page.url()).searchParams.get('known'));
    expect(await copy.page.locator('.rows li').count()).toBe(await page.locator('.rows li').count());
    expect(await copy.page.locator('.day-bar').textContent()).toMatch(/Known on.*in the tier of that day/);
    expect(await copy.page.locator('#votes').textContent()).toMatch(/Does spruce die here\?.*Tier: (Suspected|Confirmed|Cleared)/);
    await copy.page.locator('.series-chart').scrollIntoViewIfNeeded();
    await copy.page.screenshot({ path: join(shots, 'desk-forest-known-en.png') });
    expect(await violations(copy.page)).toEqual([]);
    await copy.page.setViewportSize(phone);
    await copy.page.waitForTimeout(500);
    await copy.page.screenshot({ path: join(shots, 'desk-forest-phone-en.png') });
    expect(await violations(copy.page)).toEqual([]);
    expect(copy.problems).toEqual([]);
    await copy.page.close();
  });

  it('comes back to the latest', async () => {
    await page.locator('#known-now').click();
    await soon(() => page.locator('.rows li').count()).toBe(damage.length);
    expect(new URL(page.url()).searchParams.has('known')).toBe(false);
    expect(await page.locator('.chart-known').count()).toBe(0);
  });

  it('says healthy where spruce is, and "none" for days on which nothing happened', async () => {
    await page.goto(`${server.base}/?desk=bark-beetle&lang=de&theme=light&place=${HEALTHY_PLACE}`);
    await page.waitForSelector('.values');
    await soon(() => page.locator('.values td[aria-busy]').count()).toBe(0);
    const values = await page.locator('.values').first().locator('tr').allTextContents();
    expect(values).toEqual(expect.arrayContaining(['ZustandGesund', 'StufeKein Schaden', 'Erste Anomaliekeine', 'Geräumt amkeine']));
    await soon(() => page.locator('.votes-result').textContent()).toMatch(/^Ergebnis: Gesund/);
  });

  it('asks nothing of any other machine and reports no error', () => {
    expect(problems).toEqual([]);
  });
});

function stand(abteilung: string, west: number, east: number) {
  const ring = [
    [west, 49],
    [east, 49],
    [east, 50],
    [west, 50],
    [west, 49],
  ];
  return { type: 'Feature', properties: { abteilung }, geometry: { type: 'Polygon', coordinates: [ring] } };
}
