import { describe, expect, it } from 'vitest';
import { testTasks } from './fixtures/test-tasks.js';
import type { RunEvent, UnitOutcome } from './local-executor.js';
import { durationText, showProgress } from './progress.js';
import type { Manifest, UnitTask } from './unit.js';

const [a, b] = testTasks(2) as [UnitTask, UnitTask];
const done: UnitOutcome = { state: 'done', manifest: {} as Manifest, elapsedMs: 2_000 };

function watch(options: { isTTY?: boolean; columns?: number } = {}) {
  let text = '';
  let clockMs = 0;
  const progress = showProgress({ ...options, write: (part) => (text += part) }, 2, () => clockMs);
  return {
    at(ms: number, event: RunEvent) {
      clockMs = ms;
      progress.onEvent(event);
    },
    end(ms: number) {
      clockMs = ms;
      progress.end();
    },
    text: () => text,
    /** What a terminal shows of the line that was written last. */
    bar: () => text.slice(text.lastIndexOf('\r') + 1).replace('\u001b[K', ''),
  };
}

const step = (task: UnitTask, fraction: number, message: string): RunEvent => ({ type: 'progress', task, fraction, message });

describe('showProgress in a log', () => {
  it('writes a line at unit ends and otherwise one in five seconds', () => {
    const log = watch();
    log.at(0, { type: 'start', task: a });
    for (let ms = 100; ms <= 9_900; ms += 100) log.at(ms, step(a, ms / 10_000, 'filtering'));
    log.at(10_000, { type: 'end', task: a, outcome: done });
    log.at(10_100, { type: 'end', task: b, outcome: { state: 'skipped' } });
    log.end(10_200);
    expect(log.text().split('\n')).toEqual([
      '0/2 units  25 %  15 s left  test scene-0: filtering',
      '1/2  done: test scene-0 in 2.0 s',
      '2/2  skipped: test scene-1',
      '1 done, 1 skipped of 2 units in 10 s',
      '',
    ]);
  });
});

describe('showProgress on a terminal', () => {
  it('keeps to one line that fits the width', () => {
    const terminal = watch({ isTTY: true, columns: 60 });
    terminal.at(1_000, step(a, 0.5, 'a message that is much too long for a terminal of this width'));
    expect(terminal.text()).not.toContain('\n');
    expect(terminal.bar()).toMatch(/^\[####\.{10}\] 0\/2 units {2}25 % {2}3\.0 s left {2}test .*…$/);
    expect(terminal.bar()).toHaveLength(59);
  });

  it('redraws at most ten times a second', () => {
    const terminal = watch({ isTTY: true });
    for (let ms = 0; ms < 1_000; ms++) terminal.at(ms, step(a, ms / 1_000, 'filtering'));
    expect(terminal.text().split('\r').length - 1).toBeLessThanOrEqual(10);
  });

  it('prints a failure above the bar, with its code, and ends with the totals', () => {
    const terminal = watch({ isTTY: true });
    terminal.at(200, step(a, 0.5, 'reading'));
    terminal.at(300, {
      type: 'end',
      task: a,
      outcome: { state: 'failed', code: 'disk-full', message: '/w: no space left', elapsedMs: 100 },
    });
    terminal.end(65_000);
    expect(terminal.text()).toContain('\r\u001b[Kfailed: test scene-0: disk-full: /w: no space left\n');
    expect(terminal.text().endsWith('\r\u001b[K0 done, 1 failed of 2 units in 1:05 min\n')).toBe(true);
  });
});

describe('durationText', () => {
  it.each([
    [400, '0.4 s'],
    [9_949, '9.9 s'],
    [9_950, '10 s'],
    [59_400, '59 s'],
    [59_600, '1:00 min'],
    [3_599_400, '59:59 min'],
    [7_800_000, '2:10 h'],
  ])('says %i ms as %s', (ms, text) => {
    expect(durationText(ms)).toBe(text);
  });
});
