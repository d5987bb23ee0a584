import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Download, Page } from 'playwright-core';
import { beforeAll, expect, it, vi } from 'vitest';
import { openDesk, root } from '../demo-server.js';

export interface DeskUnderTest {
  readonly browser: Browser;
  readonly base: string;
}

const shots = join(root, 'test-results');

/** A machine without a GPU that has other work draws slowly. */
const PATIENCE_MS = 30_000;
const soon = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: PATIENCE_MS });

/** 06:40, a pass of this night: every step with keys alone, the mouse is never used. */
export function floodStory(desk: () => DeskUnderTest): void {
  vi.setConfig({ testTimeout: 4 * PATIENCE_MS });
  let page: Page;
  let problems: string[];

  beforeAll(async () => {
    await mkdir(shots, { recursive: true });
    const { browser, base } = desk();
    ({ page, problems } = await openDesk(browser, base, { query: 'lang=de&theme=light' }));
  }, 90_000);

  it('shows the latest pass and warns of its age', async () => {
    expect(await page.locator('.time-bar ol li').last().locator('button').getAttribute('aria-current')).toBe('true');
    expect(await page.locator('.latest-pass').textContent()).toMatch(
      /Letzte Aufnahme [\d.]+ \d\d:\d\d UTC · Sentinel-\d · vor \d+ (min|h|d|Mon\.|J\.)/,
    );
    expect(await page.locator('.latest-pass').getAttribute('class')).toContain('stale'); // the samples are older than three days
    for (const layer of ['Überflutung', 'Referenzwasser', 'Likelihood der Überflutung', 'Nicht beobachtet']) {
      expect(await page.locator('.layer-list').textContent()).toContain(layer);
    }
  });

  it('opens the largest event and sees how it rose and fell, and what could not be seen', async () => {
    await tabTo(page, '#tab-events');
    await page.keyboard.press('Enter');
    await tabTo(page, '#event-rows button');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#event-history');
    const states = await page.locator('#event-history .state').allTextContents();
    expect(states.at(-1)).toContain('Neu'); // newest first
    expect(states[0]).toMatch(/Entwarnung|Geht zurück/);
    const history = (await page.locator('#event-history').textContent()) ?? '';
    expect(history).toMatch(/Beruht auf SIM_/);
    expect(history).toMatch(/ha nicht sichtbar, wie zuletzt gezählt/);
    expect(await page.locator('.detail').textContent()).toMatch(/Höchster Stand[\d.]+,\d\d ha am .*Sicherheit.*Likelihood \d+ %/);
    // the acquisition on the map is the latest that saw water of it
    expect(await page.locator('#event-history [aria-current=true]').count()).toBe(1);
    await settledMap(page);
    await page.screenshot({ path: join(shots, 'desk-event-de.png') });
    await page.locator('#event-history button').last().focus();
    await page.keyboard.press('Enter');
    await soon(() => page.locator('#event-history button').last().getAttribute('aria-current')).toBe('true');
    expect(await page.locator('.detail h2').textContent()).toBe('Ereignis');
  });

  it('acknowledges the alert with her name and a note; everybody sees it at once, and it stays', async () => {
    const { browser, base } = desk();
    const other = await openDesk(browser, base, { query: 'lang=en&theme=light&list=alerts' });
    expect(await other.page.locator('#alert-rows').textContent()).toContain('not acknowledged');
    await tabTo(page, '#tab-alerts');
    expect(await page.locator('#tab-alerts .waiting').count()).toBe(1);
    await page.keyboard.press('Enter');
    await tabTo(page, '#alert-rows button');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#acknowledge');
    expect(await page.locator('.detail').textContent()).toContain('keine amtliche Warnung');
    await tabTo(page, '#acknowledge');
    await page.keyboard.press('Enter');
    await soon(() => page.locator('.failure').textContent()).toBe('Bitte Name oder Dienststelle angeben.');
    expect(await focusedId(page)).toBe('person');
    await page.keyboard.type('Müller, LHWZ');
    await page.keyboard.press('Tab');
    await page.keyboard.type('an Kreis gemeldet');
    await tabTo(page, '#acknowledge');
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.locator('#acknowledgements').textContent())
      .toMatch(/✓ Müller, LHWZ, .* UTC, Fassung \d+an Kreis gemeldet/);
    await soon(() => page.locator('#tab-alerts .waiting').count()).toBe(0);
    await soon(() => other.page.locator('#alert-rows').textContent()).toContain('✓ acknowledged');
    await page.screenshot({ path: join(shots, 'desk-alert-de.png') });
    await other.page.locator('#alert-rows button').first().click();
    await other.page.waitForSelector('#acknowledge');
    await other.page.screenshot({ path: join(shots, 'desk-alert-en.png') });
    await other.page.close();
  });

  it('passes the alert on as text that says a machine made it', async () => {
    const mail = decodeURIComponent((await page.locator('#mail-alert').getAttribute('href')) ?? '');
    expect(mail).toMatch(/^mailto:\?subject=.*keine amtliche Warnung/);
    const download = page.waitForEvent('download');
    await tabTo(page, '#save-alert');
    await page.keyboard.press('Enter');
    const text = await textOf(await download);
    expect(text).toMatch(/^Automatisch erzeugt, keine amtliche Warnung\.\n/);
    expect(text).toMatch(/Interessengebiet: Gesamtes Gebiet/);
    expect(text).toContain(page.url());
  });

  it('goes back to what was found in that acquisition', async () => {
    await page.keyboard.press('Escape');
    expect(await page.locator('.detail').count()).toBe(0);
    await tabTo(page, '#tab-detections');
    await page.keyboard.press('Enter');
    await soon(() => page.locator('.rows li').count()).toBeGreaterThan(1);
  });

  it('steps to the biggest flood and opens it', async () => {
    await tabTo(page, '#rows');
    await page.keyboard.press('ArrowDown');
    const chosen = page.locator('.rows li[aria-selected=true]');
    expect(await chosen.getAttribute('id')).toBe(await page.locator('#rows').getAttribute('aria-activedescendant'));
    const hectares = (await page.locator('.rows li .number').allTextContents()).map((text) =>
      Number(text.replace(/[^\d,]/g, '').replace(',', '.')),
    );
    expect(hectares[0]).toBe(Math.max(...hectares));
    expect(await page.locator('.detail dd').first().textContent()).toBe(await chosen.locator('.number').textContent());
    await page.keyboard.press('Enter');
    expect(await focusedText(page)).toContain('Überflutung');
  });

  it('compares with the pass before and moves the divider', async () => {
    await page.keyboard.press('s');
    await soon(() => focusedId(page)).toBe('swipe');
    await page.waitForSelector('.twin canvas');
    const dates = await page.locator('.time-bar ol button').allTextContents();
    const at = dates.indexOf((await page.locator('.time-bar ol [aria-current=true]').textContent()) ?? '');
    expect(await page.locator('.swipe-line .side').allTextContents()).toEqual([dates[at - 1], dates[at]]);
    const before = await clipOf(page);
    for (let press = 0; press < 10; press++) await page.keyboard.press('ArrowRight');
    expect(await clipOf(page)).not.toBe(before);
    expect(new URL(page.url()).searchParams.get('split')).toBe('60');
    expect(await page.locator('#swipe').getAttribute('aria-valuetext')).toContain('60 % links');
    await page.waitForTimeout(800);
    await page.screenshot({ path: join(shots, 'desk-swipe-de.png') });
  });

  it('keeps both maps on the same place', async () => {
    const centre = () => new URL(page.url()).searchParams.get('at');
    const before = centre();
    const twin = page.locator('.twin canvas');
    const picture = await twin.screenshot();
    await page.locator('.map > .maplibregl-canvas-container > canvas').focus();
    await page.keyboard.press('ArrowRight');
    await soon(centre).not.toBe(before);
    await soon(async () => (await twin.screenshot()).equals(picture)).toBe(false);
  });

  it('reads a place: all layers on both sides, all acquisitions', async () => {
    await tabTo(page, '.detail .actions button:nth-child(2)');
    await page.keyboard.press('Enter');
    await soon(() => focusedText(page)).toBe('Werte an diesem Ort');
    await soon(() => page.locator('.values td[aria-busy]').count()).toBe(0);
    const layers = await page.locator('.layer-list li').count();
    expect(await page.locator('.values').first().locator('tbody tr').count()).toBe(layers - 1); // outlines are no raster
    const history = page.locator('.values').last();
    expect(await history.locator('tbody tr').count()).toBe(await page.locator('.time-bar ol li').count());
    expect(await history.locator('tr:has([aria-current=true]) td').textContent()).toBe('Überflutung beobachtet');
    expect(await page.locator('.detail dl').textContent()).toMatch(/° O, .*° N.*EPSG:25833.* E, .* N/);
    await page.screenshot({ path: join(shots, 'desk-place-de.png') });
  });

  it('shows why: every detector’s vote, what it measured and its threshold', async () => {
    await page.waitForSelector('#votes[aria-busy=false]', { timeout: 60_000 });
    const votes = (await page.locator('#votes').textContent()) ?? '';
    expect(votes).toMatch(/Ergebnis: Überflutung beobachtet · Likelihood \d+ %/);
    expect(votes).toMatch(/Schwellwert \(eine Aufnahme\).*VH jetzt: −\d+(,\d+)? dB.*Wasser unter \(VH\): −\d+(,\d+)? dB.*✓ ja\d+ %/);
    expect(votes).toMatch(/Änderung gegen früher.*VH gefallen um: \d+(,\d+)? dB/);
    expect(votes).toMatch(/Höhe über Gewässer \(HAND\): .*Hangneigung: /);
    expect(votes).toContain('Ohne Geländemodell');
    await page.locator('#votes').scrollIntoViewIfNeeded();
    await page.screenshot({ path: join(shots, 'desk-votes-de.png') });
  });

  it('opens the same comparison and place from the copied address', async () => {
    const { browser, base } = desk();
    const copy = await openDesk(browser, base, { query: new URL(page.url()).search.slice(1) });
    expect(await copy.page.locator('#swipe').inputValue()).toBe('60');
    expect(await copy.page.locator('.detail h2').textContent()).toBe('Werte an diesem Ort');
    await copy.page.close();
  });

  it('closes one thing after the other, back to the list', async () => {
    await page.keyboard.press('Escape');
    expect(await page.locator('.detail h2').textContent()).toContain('Überflutung');
    await page.keyboard.press('Escape');
    expect(await page.locator('.detail').count()).toBe(0);
    expect(await focusedId(page)).toBe('rows');
    await page.keyboard.press('s');
    await soon(() => page.locator('.twin').count()).toBe(0);
  });

  it('says "not observed" outside the acquisition, never "no water"', async () => {
    const { browser, base } = desk();
    const far = await openDesk(browser, base, { query: 'lang=de&place=7.5,47.5' });
    await soon(() => far.page.locator('.values td[aria-busy]').count()).toBe(0);
    const texts = await far.page.locator('.values td').allTextContents();
    expect([...new Set(texts)]).toEqual(['nicht beobachtet: außerhalb der Aufnahme']);
    await soon(() => far.page.locator('#votes').textContent()).toContain('Keine Begründung');
    await far.page.close();
  });

  it('filters list and address with / and says how many are left', async () => {
    const all = await page.locator('.rows li').count();
    await page.keyboard.press('/');
    expect(await focusedId(page)).toBe('search');
    const id = await page.locator('.rows li').nth(2).getAttribute('data-id');
    await page.keyboard.type(id ?? '');
    await soon(() => page.locator('.rows li').count()).toBe(1);
    expect(all).toBeGreaterThan(1);
    expect(await page.locator('#search').inputValue()).toBe(id);
    await page.keyboard.press('Control+A');
    await page.keyboard.type('zzz');
    expect(await page.locator('.empty').textContent()).toContain(`${all}`);
    await page.keyboard.press('Control+A');
    await page.keyboard.press('Delete');
    await soon(() => page.locator('.rows li').count()).toBe(all);
  });

  it('saves the rows shown as CSV', async () => {
    await page.evaluate('document.activeElement.blur()');
    const download = page.waitForEvent('download');
    await tabTo(page, '.tools button');
    await page.keyboard.press('Enter');
    const lines = (await textOf(await download)).trimEnd().split('\r\n');
    expect(lines[0]).toContain('id,monitor,class,area_ha');
    expect(lines.length - 1).toBe(await page.locator('.rows li').count());
  });

  it('lists all keys on ?, and single keys can be switched off', async () => {
    await page.keyboard.press('?');
    expect(await page.locator('dialog').textContent()).toContain('Zwei Aufnahmen vergleichen');
    await page.locator('dialog input').focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Escape');
    await soon(() => page.locator('dialog').count()).toBe(0);
    await page.keyboard.press('s');
    await page.waitForTimeout(300);
    expect(await page.locator('.twin').count()).toBe(0);
    await page.evaluate('localStorage.clear()');
  });

  it('plays one step at a time where motion is reduced', async () => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const dates = page.locator('.time-bar ol button');
    const shown = () => page.locator('.time-bar ol [aria-current=true]').textContent();
    await dates.last().focus();
    await page.keyboard.press('Enter');
    await soon(shown).toBe(await dates.last().textContent());
    await page.keyboard.press('p');
    await soon(shown).toBe(await dates.first().textContent());
    await page.waitForTimeout(2_000);
    expect(await shown()).toBe(await dates.first().textContent());
    await page.keyboard.press('p');
    await soon(shown).toBe(await dates.nth(1).textContent());
    await page.emulateMedia({ reducedMotion: null });
  });

  it('shows markup in names from outside as text', async () => {
    const { browser, base } = desk();
    const evil = '<img src=x onerror="document.title=1">';
    const hostile = await browser.newPage();
    await hostile.route('**/api/units?*', async (route) => {
      const answer = await route.fetch();
      const text = (await answer.text()).replaceAll('Landsicht simulator', JSON.stringify(evil).slice(1, -1));
      await route.fulfill({ response: answer, body: text });
    });
    await hostile.goto(`${base}/?lang=de&place=13.83,50.89`);
    await hostile.waitForSelector('html[data-ready]');
    expect(await hostile.locator('.credits').textContent()).toContain(evil);
    expect(await hostile.locator('img').count()).toBe(0);
    await hostile.close();
  });

  it('reports no error on the way', () => {
    expect(problems).toEqual([]);
  });
}

async function textOf(download: Download): Promise<string> {
  let text = '';
  for await (const chunk of await download.createReadStream()) text += String(chunk);
  return text;
}

/** The map has stopped moving and its tiles have come. */
async function settledMap(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(500);
}

/** Tab until the element has the focus, as a reader without a mouse does. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 120; presses++) {
    if (await page.evaluate(`document.activeElement.matches(${JSON.stringify(selector)})`)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${selector} cannot be reached with Tab`);
}

function focusedText(page: Page): Promise<string> {
  return page.evaluate('document.activeElement.textContent');
}

function focusedId(page: Page): Promise<string> {
  return page.evaluate('document.activeElement.id');
}

function clipOf(page: Page): Promise<string> {
  return page.evaluate("getComputedStyle(document.querySelector('.twin')).clipPath");
}
