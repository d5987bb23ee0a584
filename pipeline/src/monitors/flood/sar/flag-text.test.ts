import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { flagText } from './flag-text.js';

const folder = fileURLToPath(new URL('..', import.meta.url));

it('has words in both languages for every flag that the monitor sets', () => {
  const sources = ['finish-flood.ts', 'run-optical.ts', 'sar/run-ensemble.ts', 'sar/radar-input.ts', 'exclusion/open-exclusion.ts'];
  expect(readdirSync(folder)).toEqual(expect.arrayContaining(['finish-flood.ts', 'run-optical.ts']));
  const flags = sources.flatMap((source) => {
    const text = readFileSync(join(folder, source), 'utf8');
    return [...text.matchAll(/[?:] \[(?:\w+ \? )?'([a-z_-]+)'(?: : '([a-z_-]+)')?\]/g)].flatMap(([, a = '', b = '']) => [a, b]);
  });
  const set = [...new Set(flags)].filter((flag) => flag !== '');
  expect(set).toEqual(
    expect.arrayContaining(['no-reference', 'own_cloud_mask', 'wind', 'vv_only', 'units_db_detected', 'units_linear_detected']),
  );
  for (const flag of set) {
    const { de, en } = flagText(flag);
    expect(de, flag).not.toBe(flag);
    expect(en, flag).not.toBe(flag);
  }
});
