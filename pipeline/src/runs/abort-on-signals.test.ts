import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { builtFixture } from './fixtures/built-fixture.js';
import { temporariesIn } from './fixtures/lake-bytes.js';
import { listManifests } from './lake-read.js';
import { sweepTemp } from './lake-sweep.js';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-signals-'));
});
afterEach(() => rm(dir, { recursive: true }));

/** Runs six units and answers lines of the child's output with signals. */
async function run(stepMs: number, answer: (line: string, send: (signal: NodeJS.Signals) => void) => void) {
  const child = spawn(process.execPath, [fileURLToPath(builtFixture('run-child')), dir, '6', `${stepMs}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let output = '';
  for await (const line of createInterface({ input: child.stdout })) {
    output += `${line}\n`;
    answer(line, (signal) => child.kill(signal));
  }
  const [code, signal] = await ended;
  return { code, signal, output };
}

describe('abortOnSignals', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'stops at the first %s with exit code 130, keeps finished units and no half work',
    async (name) => {
      const { code, output } = await run(30, (line, send) => line === 'end test scene-0' && send(name));
      expect(code).toBe(130);
      expect(output).toContain('Stopping; finished units are kept.');
      expect(output).toMatch(/aborted$/m);
      expect((await listManifests(join(dir, 'lake'))).manifests.length).toBeGreaterThan(0);
      expect(await temporariesIn(dir)).toEqual([]);
    },
  );

  it('ends the process at the second, and the next start clears up', async () => {
    let started = false;
    const { code, signal } = await run(60_000, (line, send) => {
      if (line.startsWith('start') && !started) send('SIGINT');
      if (line.startsWith('start')) started = true;
      if (line.startsWith('Stopping')) send('SIGINT');
    });
    expect({ code, signal }).toEqual({ code: null, signal: 'SIGINT' });
    await sweepTemp(join(dir, 'lake'));
    expect(await temporariesIn(dir)).toEqual([]);
  });
});
