import { expect, it } from 'vitest';
import { decodePackBits } from './packbits.js';

it('decodes the PackBits example of Apple TN1023 and never writes past the length', () => {
  const packed = Uint8Array.from([0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0xfd, 0xaa, 0x03, 0x80, 0x00, 0x2a, 0x22, 0xf7, 0xaa]);
  const plain = 'aaaaaa80002aaaaaaaaa80002a22aaaaaaaaaaaaaaaaaaaa';
  expect(Buffer.from(decodePackBits(packed, 24)).toString('hex')).toBe(plain);
  expect(Buffer.from(decodePackBits(packed, 20)).toString('hex')).toBe(plain.slice(0, 40));
});
