import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { randomOf } from '@landsicht/core/testing';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtFixture } from './fixtures/built-fixture.js';
import { lakeBytes, temporariesIn } from './fixtures/lake-bytes.js';
import { testTasks } from './fixtures/test-tasks.js';
import { executeLocally } from './local-executor.js';
import { openWorkspace } from './workspace.js';

const UNITS = 6;
const STEP_MS = 15;
const KILLS = 20;

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-kill-'));
});
afterEach(() => rm(dir, { recursive: true }));

let undisturbed: Record<string, string> = {};
beforeAll(async () => {
  const quiet = await mkdtemp(join(tmpdir(), 'landsicht-quiet-'));
  const { lakeDir } = await openWorkspace(quiet);
  await executeLocally(testTasks(UNITS, { stepMs: STEP_MS }), { lakeDir, jobs: 1, worker: builtFixture('test-worker') });
  undisturbed = await lakeBytes(lakeDir);
  await rm(quiet, { recursive: true });
});

function startRun(workspace: string): ChildProcess {
  return spawn(process.execPath, [fileURLToPath(builtFixture('run-child')), workspace, `${UNITS}`, `${STEP_MS}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Kills the run some milliseconds after its n-th event. True if it was still running then. */
async function killDuring(child: ChildProcess, afterEvents: number, thenMs: number): Promise<boolean> {
  const ended = once(child, 'exit');
  let events = 0;
  for await (const _ of createInterface({ input: child.stdout as NodeJS.ReadableStream })) if (++events === afterEvents) break;
  await Promise.race([delay(thenMs), ended]);
  child.kill('SIGKILL');
  const [, signal] = await ended;
  return signal === 'SIGKILL';
}

describe('a run that is killed', () => {
  it(`leaves the same lake, byte for byte, after kill −9 at ${KILLS} random moments`, { timeout: 300_000 }, async () => {
    expect(Object.keys(undisturbed)).toHaveLength(UNITS * 5); // four files and a manifest each
    const random = randomOf(20_240_916);
    let kills = 0;
    let leftHalfWork = 0;
    for (let lake = 0; kills < KILLS; lake++) {
      const workspace = join(dir, `${lake}`);
      const { lakeDir } = await openWorkspace(workspace);
      while (kills < KILLS && (await killDuring(startRun(workspace), 1 + Math.floor(random() * 14), random() * 40))) {
        kills++;
        if ((await temporariesIn(lakeDir)).length > 0) leftHalfWork++;
      }
      const [code] = await once(startRun(workspace), 'exit');
      expect(code).toBe(0);
      expect(await temporariesIn(workspace)).toEqual([]);
      expect(await lakeBytes(lakeDir)).toEqual(undisturbed);
    }
    expect(leftHalfWork).toBeGreaterThan(KILLS / 2); // the kills did hit work in progress
  });

  it('leaves the same lake when two processes work on it at the same time', { timeout: 60_000 }, async () => {
    const runs = [startRun(dir), startRun(dir), startRun(dir)];
    const codes = await Promise.all(runs.map(async (run) => (await once(run, 'exit'))[0]));
    expect(codes).toEqual([0, 0, 0]);
    expect(await temporariesIn(dir)).toEqual([]);
    expect(await lakeBytes(join(dir, 'lake'))).toEqual(undisturbed);
  });

  it('leaves the same lake when one of two processes is killed', { timeout: 60_000 }, async () => {
    const survivor = startRun(dir);
    const survived = once(survivor, 'exit');
    await killDuring(startRun(dir), 5, 5);
    expect((await survived)[0]).toBe(0);
    const [code] = await once(startRun(dir), 'exit');
    expect(code).toBe(0);
    expect(await temporariesIn(dir)).toEqual([]);
    expect(await lakeBytes(join(dir, 'lake'))).toEqual(undisturbed);
  });
});
