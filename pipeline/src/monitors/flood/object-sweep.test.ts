import { describe, expect, it } from 'vitest';
import { floodCodes } from './info.js';
import { ObjectScan } from './object-sweep.js';

/** One row of states by letter. */
const letters: Readonly<Record<string, number>> = {
  '.': floodCodes.dry,
  F: floodCodes.flood,
  R: floodCodes.reference,
  W: floodCodes.water,
  '?': floodCodes.notObserved,
};
const swept = (row: string, minimumPx: number): string => {
  const state = Uint8Array.from(row, (letter) => letters[letter] as number);
  const objects = new ObjectScan(row.length);
  objects.addRows(state);
  objects.finish(minimumPx).sweep(state);
  return Array.from(state, (code) => Object.keys(letters).find((letter) => letters[letter] === code)).join('');
};

describe('small objects', () => {
  it.each([
    ['water in crumbs is dry', '.FF..RR..WW.', '............'],
    ['flood in crumbs at reference water belongs to it', 'RRRFF.', 'RRRRR.'],
    ['flood that is large enough stays at reference water', 'RRFFFF', 'RRFFFF'],
    ['flood in crumbs beside water of unknown kind stays flood', 'WWWFF.', 'WWWFF.'],
    ['what is not observed joins nothing', 'RRR?FF', 'RRR?..'],
  ] as const)('%s', (_, row, expected) => {
    expect(swept(row, 3)).toBe(expected);
  });
});
