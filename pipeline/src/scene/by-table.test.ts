import type { PixelArray } from '@landsicht/core';
import { expect, it } from 'vitest';
import { byTable, type ValueByValue } from './by-table.js';
import { nextOther } from './next-other.js';

/** A tenth of the value; 7 and −3 are no observations. */
const tenth: ValueByValue = (stored, valid) => {
  const values = new Float32Array(stored.length);
  stored.forEach((value: number, i: number) => {
    values[i] = value / 10;
    if (value === 7 || value === -3) valid[i] = 0;
  });
  return values;
};

it.each([
  ['u8', (i: number) => Uint8Array.of(i % 11)],
  ['u16', (i: number) => Uint16Array.of((i * 7919) % 65_536)],
  ['i16', (i: number) => Int16Array.of(((i * 31) % 4001) - 2000)],
  ['f32', (i: number) => Float32Array.of((i % 97) / 7)],
] as const)('values of %s through a table are those computed one by one', (_type, arrayAt) => {
  const one = arrayAt(0);
  const stored = new (one.constructor as new (length: number) => PixelArray)(2 ** 18);
  for (let i = 0; i < stored.length; i++) stored[i] = arrayAt(i)[0] as number;
  const [valid, expectedValid] = [new Uint8Array(stored.length).fill(1), new Uint8Array(stored.length).fill(1)];
  const expected = tenth(stored, expectedValid);
  expect(Buffer.compare(Buffer.from(byTable(stored, valid, tenth).buffer), Buffer.from(expected.buffer))).toBe(0);
  expect(Buffer.compare(valid, expectedValid)).toBe(0);
});

it('finds every byte that is not 1, wherever words begin', () => {
  for (const offset of [0, 1, 3]) {
    const bytes = new Uint8Array(new ArrayBuffer(64), offset, 50).fill(1);
    const others = [0, 5, 6, 31, 49];
    for (const i of others) bytes[i] = i % 3;
    for (const i of others) if (bytes[i] === 1) bytes[i] = 0;
    const found: number[] = [];
    for (let i = nextOther(bytes, 0, 1); i < bytes.length; i = nextOther(bytes, i + 1, 1)) found.push(i);
    expect(found).toEqual(others);
    expect(nextOther(new Uint8Array(9).fill(1), 2, 1)).toBe(9);
  }
});
