import { expect, it } from 'vitest';
import { fakeClock } from '../testing/fake-clock.js';
import { createRateLimiter } from './rate-limiter.js';

it('starts no more than the allowed requests a second', async () => {
  const clock = fakeClock(0);
  const limiter = createRateLimiter({ requestsPerSecond: 5, concurrent: 1 }, clock);
  const starts: number[] = [];
  await Promise.all(Array.from({ length: 6 }, () => limiter.run(async () => starts.push(clock.nowMs()))));
  expect(starts).toEqual([0, 200, 400, 600, 800, 1000]);
});

it('never runs more at a time than allowed, and all in the end', async () => {
  const limiter = createRateLimiter({ requestsPerSecond: 1e9, concurrent: 2 }, fakeClock());
  let running = 0;
  let most = 0;
  const work = async () => {
    most = Math.max(most, ++running);
    await new Promise((resolve) => setImmediate(resolve));
    running--;
  };
  await Promise.all(Array.from({ length: 9 }, () => limiter.run(work)));
  expect({ most, running }).toEqual({ most: 2, running: 0 });
});

it('gives its place back after a failure', async () => {
  const limiter = createRateLimiter({ requestsPerSecond: 1e9, concurrent: 1 }, fakeClock());
  await expect(limiter.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await expect(limiter.run(async () => 'yes')).resolves.toBe('yes');
});

it('starts nothing before the moment a service named', async () => {
  const clock = fakeClock(0);
  const limiter = createRateLimiter({ requestsPerSecond: 10, concurrent: 4 }, clock);
  limiter.pauseUntil(30_000);
  expect(await limiter.run(async () => clock.nowMs())).toBe(30_000);
});
