import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtFixture } from './fixtures/built-fixture.js';
import { temporariesIn } from './fixtures/lake-bytes.js';
import { testTask, testTasks } from './fixtures/test-tasks.js';
import { canMount, mountTmpfs } from './fixtures/tmpfs.js';
import { isDone } from './lake.js';
import { listManifests, verifyUnit } from './lake-read.js';
import { type ExecuteOptions, executeLocally, type RunEvent } from './local-executor.js';
import type { UnitTask } from './unit.js';
import { workerUrl } from './worker-url.js';
import { openWorkspace } from './workspace.js';

const quick = { steps: 2, stepMs: 1, bytesPerStep: 100 } as const;

let dir = '';
let lakeDir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-executor-'));
  ({ lakeDir } = await openWorkspace(dir));
});
afterEach(() => rm(dir, { recursive: true }));

function execute(tasks: readonly UnitTask[], options: Partial<ExecuteOptions> = {}) {
  return executeLocally(tasks, { lakeDir, jobs: 2, worker: builtFixture('test-worker'), ...options });
}

describe('executeLocally', () => {
  it('puts every unit into the lake and answers in the order of the tasks', async () => {
    const tasks = testTasks(5, quick);
    const outcomes = await execute(tasks);
    expect(outcomes.map((outcome) => outcome.state === 'done' && outcome.manifest.key)).toEqual(tasks.map(({ key }) => key));
    for (const task of tasks) await verifyUnit(lakeDir, task);
    expect(await temporariesIn(lakeDir)).toEqual([]);
  });

  it('skips what is done and runs a repeated unit once', async () => {
    const [first, second] = testTasks(2, quick) as [UnitTask, UnitTask];
    await execute([first]);
    const events: RunEvent[] = [];
    const outcomes = await execute([first, second, second], { onEvent: (event) => events.push(event) });
    expect(outcomes.map(({ state }) => state)).toEqual(['skipped', 'done', 'done']);
    expect(events.filter(({ type }) => type === 'start').map(({ task }) => task.key)).toEqual([second.key]);
  });

  it('tells start, progress and end of each unit', async () => {
    const events: RunEvent[] = [];
    await execute([testTask('a', quick)], { onEvent: (event) => events.push(event) });
    expect(events.map(({ type }) => type)).toEqual(['start', 'progress', 'end']);
    expect(events[1]).toMatchObject({ fraction: 0.5, message: 'step 0' });
  });

  it('does nothing with no tasks', async () => {
    expect(await execute([])).toEqual([]);
  });

  it('fails a unit that throws, crashes, runs out of memory or misdeclares its files, and finishes the others', async () => {
    const modes = ['throw', 'exit', 'out-of-memory', 'undeclared'] as const;
    const good = testTasks(3, quick);
    const [a, b, c] = good as [UnitTask, UnitTask, UnitTask];
    const [thrown, exited, hungry, stray] = modes.map((mode) => testTask(mode, { ...quick, mode })) as [
      UnitTask,
      UnitTask,
      UnitTask,
      UnitTask,
    ];
    const outcomes = await execute([thrown, a, exited, b, hungry, stray, c], { heapMb: 32 });
    expect(outcomes).toMatchObject([
      { state: 'failed', code: 'raster-invalid', message: 'scene.tif: no image in it' },
      { state: 'done' },
      { state: 'failed', code: 'worker-crashed', message: expect.stringContaining('ended before the unit was done') },
      { state: 'done' },
      { state: 'failed', code: 'worker-crashed', message: expect.stringContaining('memory') },
      { state: 'failed', code: 'bad-argument', message: expect.stringContaining('stray.txt') },
      { state: 'done' },
    ]);
    expect((await listManifests(lakeDir)).manifests).toHaveLength(3);
    expect(await temporariesIn(lakeDir)).toEqual([]);
  });

  it('fails units of a monitor or version that the worker does not have', async () => {
    const task = testTask('a', quick);
    const outcomes = await execute([
      { ...task, monitor: 'locusts' },
      { ...task, key: 'f'.repeat(64), monitorVersion: '9.0.0' },
    ]);
    expect(outcomes).toMatchObject([
      { state: 'failed', code: 'not-found', message: expect.stringContaining('"locusts"') },
      { state: 'failed', code: 'bad-argument', message: expect.stringContaining('9.0.0') },
    ]);
  });

  it('fails units when the worker module cannot be loaded', async () => {
    const outcomes = await execute(testTasks(2, quick), { worker: new URL('file:///nowhere/worker.js') });
    expect(outcomes).toMatchObject([{ state: 'failed', code: 'worker-crashed' }, { state: 'failed' }]);
  });

  it.each([
    ['that listens', 'waits-for-abort', 60_000],
    ['that does not, after the grace period', 'never-ends', 100],
  ] as const)('stops a running unit %s and does not start the next', async (_, mode, graceMs) => {
    const controller = new AbortController();
    const done = testTask('done', quick);
    const stuck = testTask('stuck', { mode });
    const next = testTask('next', quick);
    const onEvent = (event: RunEvent) => {
      if (event.type === 'start' && event.task.key === stuck.key) setTimeout(() => controller.abort(), 50);
    };
    const outcomes = await execute([done, stuck, next], { jobs: 1, signal: controller.signal, graceMs, onEvent });
    expect(outcomes.map(({ state }) => state)).toEqual(['done', 'aborted', 'aborted']);
    expect(await isDone(lakeDir, done)).toBe(true);
    expect(await temporariesIn(lakeDir)).toEqual([]);
  });

  const mounts = canMount();
  it.skipIf(!mounts)(
    `says disk-full, keeps what is done, and goes on once there is space${mounts ? '' : ' (skipped: needs the right to mount a tmpfs)'}`,
    async () => {
      const disk = mountTmpfs('2m');
      try {
        const { lakeDir } = await openWorkspace(join(disk.dir, 'workspace'));
        const [small, large, after] = [
          testTask('small', quick),
          testTask('large', { steps: 4, bytesPerStep: 1_000_000 }),
          testTask('after', quick),
        ];
        const outcomes = await execute([small, large, after], { lakeDir, jobs: 1 });
        expect(outcomes).toMatchObject([
          { state: 'done' },
          { state: 'failed', code: 'disk-full', message: expect.stringContaining('Free space') },
          { state: 'done' },
        ]);
        await openWorkspace(join(disk.dir, 'workspace'));
        for (const task of [small, after]) await verifyUnit(lakeDir, task);
        expect(await temporariesIn(lakeDir)).toEqual([]);
        expect((await listManifests(lakeDir)).damaged).toEqual([]);
      } finally {
        disk.unmount();
      }
    },
  );
});

describe('workerUrl', () => {
  it('points from the sources to the build and stays in the build', () => {
    expect(workerUrl('file:///x/pipeline/src/runs/worker-url.ts').pathname).toBe('/x/pipeline/dist/runs/worker.js');
    expect(workerUrl('file:///x/pipeline/dist/runs/worker-url.js').pathname).toBe('/x/pipeline/dist/runs/worker.js');
  });
});
