import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testInfo, testTasks } from '../runs/fixtures/test-tasks.js';
import { beginUnit, commitUnit } from '../runs/lake.js';
import { manifestPath } from '../runs/lake-paths.js';
import { startRunLog } from '../runs/run-log.js';
import type { UnitTask } from '../runs/unit.js';
import { openWorkspace } from '../runs/workspace.js';
import { status, statusReport } from './status.js';

const [a, b, c] = testTasks(3) as [UnitTask, UnitTask, UnitTask];
const failure = { state: 'failed', code: 'disk-full', message: 'no space', elapsedMs: 1 } as const;

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-status-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function finish(task: UnitTask, observedUtc: string): Promise<void> {
  await commitUnit(await beginUnit(join(dir, 'lake'), task), task, testInfo, {
    files: [],
    grid: { width: 1, height: 1, transform: [10, 0, 0, 0, -10, 0], epsg: 32633 },
    bboxLonLat: [15, 50, 15.1, 50.1],
    observedUtc,
    summary: {},
    flags: [],
  });
}

describe('landsicht status', () => {
  it('tells done, running, failed and damaged units apart', async () => {
    const { runsDir, lakeDir } = await openWorkspace(dir);
    const first = startRunLog(runsDir, 'run flood', 3);
    for (const task of [a, b]) first.onEvent({ type: 'end', task, outcome: failure });
    first.onEvent({ type: 'start', task: c });
    await finish(a, '2024-09-16T05:18:00.000Z'); // a later run succeeded
    await finish(c, '2024-09-17T05:18:00.000Z');
    const report = await statusReport(dir);
    expect(report.monitors).toEqual({ 'slow-test': { done: 2, latestObservedUtc: '2024-09-17T05:18:00.000Z' } });
    expect(report.failed.map(({ key }) => key)).toEqual([b.key]);
    expect(report.running).toMatchObject([{ what: 'run flood', open: ['test scene-2'] }]);
    await writeFile(manifestPath(lakeDir, c), '{');
    expect((await statusReport(dir)).damaged.map(({ key }) => key)).toEqual([c.key]);
  });

  it('prints text, or JSON with --json, and exits with 0', async () => {
    const { runsDir } = await openWorkspace(dir);
    startRunLog(runsDir, 'run flood', 0).end();
    await finish(a, '2024-09-16T05:18:00.000Z');
    const print = async (json: boolean) => {
      let text = '';
      const stdout = { write: (part: string) => (text += part) } as unknown as NodeJS.WritableStream;
      expect(await status.run({ values: { workspace: dir, json }, positionals: [] }, { stdout, stderr: stdout, env: {} })).toBe(0);
      return text;
    };
    expect(await print(false)).toMatch(
      /done +slow-test: 1 units, latest observation 2024-09-16.*\nlast run +run flood at .*, ended: 0 done/,
    );
    expect(JSON.parse(await print(true))).toMatchObject({
      workspace: dir,
      monitors: { 'slow-test': { done: 1 } },
      running: [],
      failed: [],
      damaged: [],
    });
  });

  it('refuses a folder that is no workspace and leaves it as it is', async () => {
    await expect(statusReport(dir)).rejects.toMatchObject({ code: 'not-found', message: expect.stringContaining('is not a workspace') });
    expect(await readdir(dir)).toEqual([]);
  });
});
