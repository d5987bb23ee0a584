import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { openDesk, root } from '../demo-server.js';
import type { DeskUnderTest } from './flood-story.js';

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const looks = ['de', 'en'].flatMap((lang) => ['light', 'dark'].map((theme) => ({ lang, theme })));
const widths = [
  { name: 'desktop', width: 1440, height: 900 },
  { name: 'tablet', width: 900, height: 1100 },
  { name: 'phone', width: 390, height: 844 },
];

/** axe-core finds nothing wrong, whatever the language, the theme, the width and what is open. */
export function deskAccessibility(desk: () => DeskUnderTest): void {
  it.each(looks)(
    'has no axe violations: $lang, $theme',
    async ({ lang, theme }) => {
      const { browser, base } = desk();
      for (const { name, width, height } of widths) {
        const { page } = await openDesk(browser, base, { query: `lang=${lang}&theme=${theme}`, width, height });
        const found: Record<string, unknown> = { list: await violations(page) };
        await page.locator('#tab-events').click();
        await page.locator('#event-rows button').first().click();
        await page.waitForSelector('#event-history');
        found['event'] = await violations(page);
        await page.keyboard.press('Escape');
        await page.locator('#tab-alerts').click();
        await page.locator('#alert-rows button').first().click();
        await page.waitForSelector('#acknowledge');
        found['alert'] = await violations(page);
        await page.screenshot({ path: join(root, `test-results/desk-alert-${name}-${lang}-${theme}.png`) });
        await page.keyboard.press('Escape');
        await page.locator('#tab-detections').click();
        await page.waitForSelector('#rows');
        await page.locator('#rows').focus();
        await page.keyboard.press('ArrowDown');
        await page.waitForSelector('.detail');
        found['detail'] = await violations(page);
        await page.keyboard.press('s');
        await page.waitForSelector('.twin canvas');
        await page.locator('.detail .actions button').nth(1).click();
        await expect.poll(() => page.locator('.values td[aria-busy]').count(), { timeout: 20_000 }).toBe(0);
        await page.waitForSelector('#votes[aria-busy=false]', { timeout: 60_000 });
        found['swipe and place'] = await violations(page);
        await page.waitForTimeout(500);
        await page.screenshot({ path: join(root, `test-results/desk-${name}-${lang}-${theme}.png`) });
        await page.locator('#layers').evaluate((node) => node.toggleAttribute('open', true));
        await page.locator('#legend').evaluate((node) => node.toggleAttribute('open', true));
        found['layers'] = await violations(page);
        await page.locator('.detail h2').focus();
        await page.keyboard.press('?');
        await page.waitForSelector('dialog[open]');
        found['keys'] = await violations(page);
        expect({ name, ...found }).toEqual({
          name,
          list: [],
          event: [],
          alert: [],
          detail: [],
          'swipe and place': [],
          layers: [],
          keys: [],
        });
        await page.close();
      }
    },
    900_000,
  );
}

/** What axe-core finds wrong with the page as it stands. */
export async function violations(page: Page): Promise<string[]> {
  // through the debugger: the page's content policy forbids added scripts, and keeps doing so
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
  const { violations: found } = (await page.evaluate(
    "axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })",
  )) as { violations: readonly Violation[] };
  return found.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 160)} ${failureSummary ?? ''}`));
}
