import { expect, it } from 'vitest';
import { decodeLzw } from './lzw.js';

/** Codes of 9 bits, most significant bit first. */
function pack9(codes: readonly number[]): Uint8Array {
  const bits = codes.map((code) => code.toString(2).padStart(9, '0')).join('');
  return Uint8Array.from(bits.match(/.{1,8}/g) ?? [], (byte) => Number.parseInt(byte.padEnd(8, '0'), 2));
}

it('decodes the example of TIFF 6.0, page 60', () => {
  const codes = [256, 7, 258, 8, 8, 258, 6, 6, 257];
  expect([...decodeLzw(pack9(codes), 11)]).toEqual([7, 7, 7, 8, 8, 7, 7, 6, 6]);
});

it('repeats a string that the code itself defines', () => {
  expect([...decodeLzw(pack9([256, 5, 258, 259, 257]), 6)]).toEqual([5, 5, 5, 5, 5, 5]);
});

it('stops at a code that cannot be, at the end of the bytes and at the length asked for', () => {
  expect([...decodeLzw(pack9([256, 5, 400]), 6)]).toEqual([5]);
  expect([...decodeLzw(pack9([256, 5, 6]), 6)]).toEqual([5, 6]);
  expect([...decodeLzw(pack9([256, 5, 258, 259, 257]), 2)]).toEqual([5, 5]);
});
