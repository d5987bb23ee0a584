import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { coalesced } from './coalesced.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('makes many calls in a short time one', async () => {
  let runs = 0;
  const soon = coalesced(async () => void runs++, 500);
  for (let call = 0; call < 200; call++) soon();
  await vi.advanceTimersByTimeAsync(499);
  expect(runs).toBe(0);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(runs).toBe(1);
});

it('runs once more where calls came while it ran, never twice at once', async () => {
  let [running, most, runs] = [0, 0, 0];
  const soon = coalesced(async () => {
    runs++;
    most = Math.max(most, ++running);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    running--;
  }, 500);
  soon();
  await vi.advanceTimersByTimeAsync(600);
  for (let call = 0; call < 10; call++) soon();
  await vi.advanceTimersByTimeAsync(10_000);
  expect([runs, most]).toEqual([2, 1]);
});
