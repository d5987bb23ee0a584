import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compare, type Measured, measure } from './measure.js';

const node = (script: string): Promise<Measured> => measure(process.execPath, ['-e', script]);
const hasProc = existsSync('/proc/self/status');

describe('measure', () => {
  it.skipIf(!hasProc)(`sees the peak memory of the program${hasProc ? '' : ' (skipped: needs /proc)'}`, async () => {
    const { peakMiB } = await node('globalThis.kept = Buffer.alloc(200 * 2 ** 20, 1); setTimeout(() => {}, 200)');
    expect(peakMiB).toBeGreaterThan(200);
    expect(peakMiB).toBeLessThan(400);
  });

  it('takes the time that the program reports in its last line', async () => {
    const measured = await node(`console.log('warm'); console.log('{"seconds":1234.5,"check":7}')`);
    expect(measured).toMatchObject({ seconds: 1234.5, check: 7 });
  });

  it('takes the time from start to end where the program reports none', async () => {
    const measured = await node(`console.log('3 done'); setTimeout(() => {}, 100)`);
    expect(measured.check).toBeNull();
    expect(measured.seconds).toBeGreaterThan(0.09);
  });

  it('throws with what a failing program said', async () => {
    await expect(node(`console.error('no such band'); process.exit(3)`)).rejects.toThrow(/ended with 3:\nno such band/);
  });

  it('names the signal that ended a program', async () => {
    await expect(node(`process.kill(process.pid, 'SIGKILL')`)).rejects.toThrow(/ended with SIGKILL/);
  });

  it('rejects where the program does not exist', async () => {
    await expect(measure('no-such-program', [])).rejects.toThrow(/ENOENT/);
  });
});

describe('compare', () => {
  const sideOf = (name: string, calls: string[], runs: readonly Measured[]) => async (): Promise<Measured> => {
    const run = runs[calls.filter((call) => call === name).length];
    calls.push(name);
    if (run == null) throw new RangeError('called too often');
    return run;
  };
  const runsOf = (check: number | null, ...seconds: number[]): Measured[] => seconds.map((s) => ({ seconds: s, peakMiB: s * 10, check }));

  it('lets the sides take turns and gives the median time and the largest peak of each', async () => {
    const calls: string[] = [];
    const result = await compare(sideOf('ours', calls, runsOf(5, 9, 1, 2)), sideOf('peer', calls, runsOf(5, 4, 8, 3)), {
      rounds: 3,
      tolerance: 0,
    });
    expect(calls).toEqual(['ours', 'peer', 'ours', 'peer', 'ours', 'peer']);
    expect(result).toEqual({ ours: { seconds: 2, peakMiB: 90, check: 5 }, peer: { seconds: 4, peakMiB: 80, check: 5 } });
  });

  it('works without a peer', async () => {
    const result = await compare(sideOf('ours', [], runsOf(5, 1)), null, { rounds: 1, tolerance: 0 });
    expect(result).toEqual({ ours: { seconds: 1, peakMiB: 10, check: 5 }, peer: null });
  });

  it('refuses two sides that did not do the same work', async () => {
    const compared = (ours: number, tolerance: number) =>
      compare(sideOf('ours', [], runsOf(ours, 1)), sideOf('peer', [], runsOf(1000, 1)), { rounds: 1, tolerance });
    await expect(compared(1001, 0)).rejects.toThrow('ours gives 1001, the peer 1000');
    await expect(compared(1001, 1e-2)).resolves.toBeDefined();
  });
});
