import { readdirSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeCog } from '@landsicht/pipeline';
import { afterAll, beforeAll, expect } from 'vitest';
import { type CliEnd, measuredCli } from './measured-cli.js';
import { itemCollection, radarItem } from './radar-item.js';

export const MEMORY_MIB = 512;
/** Far above what clear errors cost (1 to 3 s, 5.5 once): it catches loops, not slow machines. */
export const CPU_SECONDS = 15;

/** 96×96 px of 10 m; the western 40 columns are water. */
const sidePx = 96;
const waterPx = 40;
export const grid = { width: sidePx, height: sidePx, transform: [10, 0, 410_000, 0, -10, 5_660_000], epsg: 32_633 } as const;
export const isWater = (pixel: number) => pixel % sidePx < waterPx;

/** A folder of its own with one good scene: `good.tif` and the catalogue `good.json` that names it. The CLI runs in it. */
export interface Scratch {
  at(...names: string[]): string;
  cli(...args: string[]): Promise<CliEnd>;
  /** The workspace is whole, and work goes on in it. */
  expectWorkspaceValid(workspace: string): Promise<void>;
  /** Files that only exist while something is written. */
  leftovers(workspace: string): string[];
}

/** Call inside `describe`. */
export function useScratch(): Scratch {
  let dir = '';
  const at = (...names: string[]) => join(dir, ...names);
  const cli = (...args: string[]) => measuredCli(args, dir);
  const leftovers = (workspace: string) =>
    readdirSync(at(workspace), { recursive: true, encoding: 'utf8' }).filter((name) => /(^|\/)\.|\.(tmp|part|raw)/.test(name));
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'landsicht-bad-'));
    const db = Float32Array.from({ length: sidePx * sidePx }, (_, i) => (isWater(i) ? -26 : -14) + ((i * 7919) % 13) / 10);
    await writeCog(at('good.tif'), { grid, pixelType: 'f32', bands: [{ name: 'vh' }], overviews: 'average' }, [db]);
    await writeFile(at('good.json'), itemCollection([radarItem({ id: 'good', href: 'good.tif' })]));
  });
  afterAll(async () => {
    if (dir !== '') await rm(dir, { recursive: true, force: true });
  });
  return {
    at,
    cli,
    leftovers,
    async expectWorkspaceValid(workspace) {
      const good = await cli('run', 'flood', '--catalog', 'good.json', '--workspace', workspace, '--json');
      expect([good.code, good.stderr]).toEqual([0, expect.any(String)]);
      const status = await cli('status', '--workspace', workspace, '--json');
      expect(JSON.parse(status.stdout)).toMatchObject({ monitors: { flood: { done: 1 } }, running: [], damaged: [] });
      expect(leftovers(workspace)).toEqual([]);
    },
  };
}

/** What no user should ever read: a defect's own words, or where in the code it happened. */
export const inside =
  /\n\s+at |node:internal|file:\/\/\/|unexpected:|worker-crashed|Cannot read prop|is not a function|is not iterable|undefined|Maximum call stack|heap out of memory/i;

/** `exitCode` 1 = failed, 2 = wrong use. */
export function expectClearFailure({ code, stderr, peakMiB, cpuSeconds }: CliEnd, exitCode: 1 | 2, message: RegExp): void {
  expect([code, stderr]).toEqual([exitCode, expect.stringMatching(message)]);
  expect(stderr).not.toMatch(inside);
  expect(peakMiB).toBeLessThan(MEMORY_MIB);
  expect(cpuSeconds).toBeLessThan(CPU_SECONDS);
}
