import { expect, it } from 'vitest';
import { tabledExp, tabledLog } from './tabled-log-exp.js';

it('logarithms and exponentials from tables are those of Math to float32 precision', () => {
  let [worstLog, worstExp] = [0, 0];
  for (let i = 0; i < 20_000; i++) {
    const x = 10 ** ((i * 0.618_033_988_7 - Math.floor(i * 0.618_033_988_7)) * 12 - 6);
    worstLog = Math.max(worstLog, Math.abs(tabledLog(x) - Math.log(x)));
    const y = ((i * 0.754_877_666_2) % 1) * 16 - 8;
    worstExp = Math.max(worstExp, Math.abs(tabledExp(y) / Math.exp(y) - 1));
  }
  expect(worstLog).toBeLessThan(1.3e-7);
  expect(worstExp).toBeLessThan(1.3e-7);
  expect([tabledLog(1), tabledExp(0), tabledExp(-100)]).toEqual([0, 1, Math.exp(-32)]);
});
