import { describe, expect, it } from 'vitest';
import { type BenchResult, benchTable } from './bench-table.js';

const result: BenchResult = { seconds: 1.5, peakMiB: 321.4, peer: 'GDAL', peerSeconds: 1.2, peerPeakMiB: 99.6 };
const row = (changes: Partial<BenchResult> = {}) => ({ name: 'read', load: 0.1, ...result, ...changes });
const cellsOf = (table: string, line: number) => table.split('\n')[line]?.split(/ {2,}/) ?? [];

describe('benchTable', () => {
  it('prints times, their ratio and both peaks', () => {
    expect(cellsOf(benchTable([row()]), 1)).toEqual(['read', '1.50', '1.20', '1.25', '321', '100', '–', 'GDAL']);
  });

  it('says whether targets were met, missed or could not be measured', () => {
    const table = benchTable([
      row({ targetRatio: 1.25 }),
      row({ targetRatio: 1.2 }),
      row({ targetRatio: 1.2, peerSeconds: null }),
      row({ targetPeakMiB: 300 }),
      row({ targetPeakMiB: 1536, targetRatio: 2 }),
    ]);
    const targets = [1, 2, 3, 4, 5].map((line) => cellsOf(table, line)[6]);
    expect(targets).toEqual([
      'ratio ≤ 1.25 met',
      'ratio ≤ 1.2 missed',
      'ratio ≤ 1.2 open',
      'peak ≤ 300 MiB missed',
      'ratio ≤ 2 met, peak ≤ 1536 MiB met',
    ]);
  });

  it('keeps our figures where the peer is missing', () => {
    const peer = 'peer missing: needs gdal-bin';
    const cells = cellsOf(benchTable([row({ peer, peerSeconds: null, peerPeakMiB: null })]), 1);
    expect(cells).toEqual(['read', '1.50', '–', '–', '321', '–', '–', peer]);
  });

  it('keeps a bench that failed on one line, with its reason', () => {
    const table = benchTable([row(), { name: 'warp', load: 0.1, failure: 'gdalwarp ended with 1:\n  no such file\n' }]);
    expect(table.split('\n')).toHaveLength(4);
    expect(table).toMatch(/^warp .* failed: gdalwarp ended with 1: \| no such file/m);
  });

  it('lines its columns up', () => {
    const lines = benchTable([row(), row({ seconds: 1234.5 })]).split('\n');
    const endOf = (line: number, text: string) => (lines[line]?.indexOf(text) ?? -1) + text.length;
    expect(endOf(1, ' 1.50')).toBe(endOf(0, 'seconds'));
    expect(endOf(2, '1234.50')).toBe(endOf(0, 'seconds'));
  });
});
