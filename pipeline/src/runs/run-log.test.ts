import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { testTasks } from './fixtures/test-tasks.js';
import { readRunLogs, startRunLog } from './run-log.js';
import type { Manifest, UnitTask } from './unit.js';

const [a, b, c] = testTasks(3) as [UnitTask, UnitTask, UnitTask];

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-log-'));
});
afterEach(() => rm(dir, { recursive: true }));

describe('run log', () => {
  it('holds start, unit states with timings and the end, a line each', async () => {
    const log = startRunLog(dir, 'run flood', 3);
    log.onEvent({ type: 'start', task: a });
    log.onEvent({ type: 'progress', task: a, fraction: 0.5, message: 'filtering' });
    log.onEvent({ type: 'end', task: a, outcome: { state: 'done', manifest: {} as Manifest, elapsedMs: 12.4 } });
    log.onEvent({ type: 'end', task: b, outcome: { state: 'skipped' } });
    log.onEvent({ type: 'end', task: c, outcome: { state: 'failed', code: 'disk-full', message: 'no space', elapsedMs: 1 } });
    expect(log.end()).toEqual({ problem: null });
    const lines = (await readFile(log.path, 'utf8'))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines.map(({ event, state }) => state ?? event)).toEqual(['run-start', 'unit-start', 'done', 'skipped', 'failed', 'run-end']);
    expect(lines[2]).toMatchObject({ monitor: 'slow-test', key: a.key, elapsedMs: 12, time: expect.stringMatching(/Z$/) });
    expect(await readRunLogs(dir)).toMatchObject([
      {
        what: 'run flood',
        state: 'ended',
        units: 3,
        counts: { done: 1, skipped: 1, failed: 1, aborted: 0 },
        open: [],
        failures: [{ monitor: 'slow-test', key: c.key, title: 'test scene-2', code: 'disk-full', message: 'no space' }],
      },
    ]);
  });

  it('tells a running run from a killed one, and reads past a line that was cut off', async () => {
    const log = startRunLog(dir, 'run flood', 2);
    log.onEvent({ type: 'start', task: a });
    await appendFile(log.path, '{"event":"unit-e');
    expect(await readRunLogs(dir)).toMatchObject([{ state: 'running', open: ['test scene-0'] }]);
    const ownPid = `"pid":${process.pid}`;
    await writeFile(log.path, (await readFile(log.path, 'utf8')).replace(ownPid, '"pid":4194305')); // above the kernel's highest pid
    expect(await readRunLogs(dir)).toMatchObject([{ state: 'killed', open: ['test scene-0'] }]);
  });

  it('does not fail the run where it cannot be written, but says so', () => {
    const log = startRunLog(join(dir, 'gone'), 'run flood', 1);
    log.onEvent({ type: 'start', task: a });
    expect(log.end().problem).toContain('ENOENT');
  });
});
