import { type MaskReason, maskReasons, reasonOfCode } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import { bufferClouds, type MaskKind, maskReasonsOf, reasonTable } from './masks.js';

function reason(kind: MaskKind, code: number): MaskReason | null {
  return reasonOfCode(reasonTable(kind)[code] as number);
}

describe('reasonTable', () => {
  it('of SCL masks 0, 1, 3, 8, 9, 10, 11 and keeps dark, water and unclassified', () => {
    expect(Array.from({ length: 13 }, (_, code) => reason('scl', code))).toEqual([
      'nodata',
      'defective',
      null,
      'cloud-shadow',
      null,
      null,
      null,
      null,
      'cloud',
      'cloud',
      'cirrus',
      'snow',
      'nodata',
    ]);
  });

  it.each([
    [0, null],
    [1, 'cloud'],
    [7, 'cloud'],
    [15, 'cloud'],
    [16, 'cirrus'],
    [33, 'cloud-shadow'],
    [47, 'cloud'], // cloud over a shadow
    [65, 'cloud-shadow'],
    [128, 'cirrus'],
    [131, 'cloud'],
  ] as const)('of Theia’s CLM reads %i as %s', (code, expected) => {
    expect(reason('clm', code)).toBe(expected);
  });

  it.each([
    [21824, null], // clear land
    [21952, null], // clear water
    [22280, 'cloud'],
    [23888, 'cloud-shadow'],
    [30048, 'snow'],
    [1, 'nodata'],
    [21826, 'cloud-adjacent'],
    [54596, 'cirrus'],
  ] as const)('of QA_PIXEL reads the typical value %i as %s', (code, expected) => {
    expect(reason('qa-pixel', code)).toBe(expected);
  });

  it.each([
    [0, null],
    [32, null], // water
    [192, null], // high aerosol
    [2, 'cloud'],
    [4, 'cloud-adjacent'],
    [12, 'cloud-shadow'],
    [16, 'snow'],
    [255, 'nodata'],
  ] as const)('of HLS Fmask reads the bits of %i as %s', (code, expected) => {
    expect(reason('hls-fmask', code)).toBe(expected);
  });

  it('reads the classes of CFMask and of Geoscience Australia', () => {
    expect([0, 1, 2, 3, 4, 255].map((code) => reason('cfmask', code))).toEqual([null, null, 'cloud-shadow', 'snow', 'cloud', 'nodata']);
    expect([0, 1, 2, 3, 4, 5, 6].map((code) => reason('dea-fmask', code))).toEqual([
      'nodata',
      null,
      'cloud',
      'cloud-shadow',
      'snow',
      null,
      'nodata',
    ]);
  });
});

describe('maskReasonsOf', () => {
  it('takes pixels without a mask as no observation, never as clear', () => {
    expect([...maskReasonsOf(Uint8Array.of(4, 4), Uint8Array.of(1, 0), 'scl')]).toEqual([0, maskReasons.nodata.code]);
  });

  it.each([0, 1])('takes every code as the table says, of an odd number of pixels, from byte %i', (offset) => {
    const codes = new Uint8Array(new ArrayBuffer(520), offset, 511);
    for (let i = 0; i < codes.length; i++) codes[i] = (i * 7) % 256;
    const expected = [...codes].map((code) => reasonTable('clm')[code]);
    expect([...maskReasonsOf(codes, new Uint8Array(511).fill(1), 'clm')]).toEqual(expected);
    codes.fill(8, 100, 200);
    expect(maskReasonsOf(codes, new Uint8Array(511).fill(1), 'scl')[150]).toBe(maskReasons.cloud.code);
  });
});

describe('bufferClouds', () => {
  /** c = cloud, s = snow, a = next to cloud. */
  function buffered(radiusPx: number, ...lines: readonly string[]): string[] {
    const codes: Record<string, number> = {
      '.': 0,
      c: maskReasons.cloud.code,
      s: maskReasons.snow.code,
      a: maskReasons['cloud-adjacent'].code,
    };
    const width = lines[0]?.length ?? 0;
    const reasons = Uint8Array.from(lines.join(''), (letter) => codes[letter] ?? 0);
    bufferClouds(reasons, width, lines.length, radiusPx);
    const letters = Array.from(reasons, (code) => Object.keys(codes).find((letter) => codes[letter] === code) ?? '?').join('');
    return lines.map((_, row) => letters.slice(row * width, (row + 1) * width));
  }

  it('draws a disc around cloud', () => {
    expect(buffered(2, '.......', '.......', '.......', '...c...', '.......', '.......')).toEqual([
      '.......',
      '...a...',
      '..aaa..',
      '.aacaa.',
      '..aaa..',
      '...a...',
    ]);
  });

  it('leaves snow alone and what is masked already', () => {
    expect(buffered(1, 's..', '.sc')).toEqual(['s.a', '.sc']);
  });

  it('does nothing below one pixel', () => {
    expect(buffered(0.9, '.c.')).toEqual(['.c.']);
  });
});
