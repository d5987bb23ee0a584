import { randomOf } from '@landsicht/core/testing';
import { describe, expect, it } from 'vitest';
import { ComponentScan, hysteresis } from './components.js';

function keep(lines: readonly string[], connectivity: 4 | 8, minimumPx: number): string[] {
  const rows = lines.map((line) => Uint8Array.from(line, (c) => (c === 'S' ? 2 : c === '#' ? 1 : c === '?' ? 255 : 0)));
  return keepRows(rows, connectivity, minimumPx).map((row) => [...row].map((v) => (v === 1 ? '#' : '.')).join(''));
}

function keepRows(rows: readonly Uint8Array[], connectivity: 4 | 8, minimumPx: number): Uint8Array[] {
  const width = rows[0]?.length ?? 0;
  const kept = hysteresis(Uint8Array.from(rows.flatMap((row) => [...row])), width, { connectivity, minimumPx });
  return rows.map((_, r) => kept.subarray(r * width, (r + 1) * width));
}

/** Reference: flood fill over the whole image. */
function flooded(rows: readonly Uint8Array[], connectivity: 4 | 8, minimumPx: number): Uint8Array[] {
  const out = rows.map((row) => new Uint8Array(row.length));
  const seen = rows.map((row) => new Uint8Array(row.length));
  const wet = (r: number, c: number) => rows[r]?.[c] === 1 || rows[r]?.[c] === 2;
  rows.forEach((row, r0) => {
    row.forEach((_, c0) => {
      if (!wet(r0, c0) || seen[r0]?.[c0] === 1) return;
      const members: [number, number][] = [[r0, c0]];
      (seen[r0] as Uint8Array)[c0] = 1;
      for (let i = 0; i < members.length; i++) {
        const [r, c] = members[i] as [number, number];
        for (const [dr, dc] of [
          [-1, 0],
          [1, 0],
          [0, -1],
          [0, 1],
          [-1, -1],
          [-1, 1],
          [1, -1],
          [1, 1],
        ].slice(0, connectivity)) {
          const [rr, cc] = [r + (dr ?? 0), c + (dc ?? 0)];
          if (!wet(rr, cc) || seen[rr]?.[cc] === 1) continue;
          (seen[rr] as Uint8Array)[cc] = 1;
          members.push([rr, cc]);
        }
      }
      const hasSeed = members.some(([r, c]) => rows[r]?.[c] === 2);
      if (hasSeed && members.length >= minimumPx) for (const [r, c] of members) (out[r] as Uint8Array)[c] = 1;
    });
  });
  return out;
}

describe('components', () => {
  it('keeps candidates that hang together with a seed, however far away it is', () => {
    expect(keep(['###..##', '..#....', '.S##.#.'], 8, 1)).toEqual(['###....', '..#....', '.###...']);
  });

  it('drops components below the minimum', () => {
    expect(keep(['SS.S', 'SS..'], 4, 2)).toEqual(['##..', '##..']);
  });

  it('joins across a corner with 8 neighbours only', () => {
    expect(keep(['S.', '.#'], 8, 2)).toEqual(['#.', '.#']);
    expect(keep(['S.', '.#'], 4, 2)).toEqual(['..', '..']);
  });

  it('numbers components in reading order, whatever was kept', () => {
    const rows = ['..S.S', 'S.S.#', '#...#'].map((line) => Uint8Array.from(line, (c) => (c === 'S' ? 2 : c === '#' ? 1 : 0)));
    const scan = new ComponentScan(5, { connectivity: 4 });
    for (const row of rows) scan.addRow(row);
    const seen: number[] = [];
    const replay = scan.finish(({ pixelCount }) => seen.push(pixelCount) !== 2);
    expect(seen).toEqual([2, 3, 2]);
    const labels = rows.map((row) => {
      const out = new Int32Array(5);
      replay.labelRow(row, out);
      return [...out].join('');
    });
    expect(labels).toEqual(['00100', '30100', '30000']);
  });

  it('never joins through what was not observed', () => {
    expect(keep(['S?#'], 8, 1)).toEqual(['#..']);
  });

  it('joins arms that meet only further down', () => {
    expect(keep(['#.#.S', '#.#.#', '#####'], 4, 9)).toEqual(['#.#.#', '#.#.#', '#####']);
  });

  it.each([4, 8] as const)('agrees with flood filling on random images (connectivity %i)', (connectivity) => {
    const random = randomOf(3);
    for (let round = 0; round < 100; round++) {
      const [w, h] = [1 + Math.floor(random() * 30), 1 + Math.floor(random() * 30)];
      const rows = Array.from({ length: h }, () => Uint8Array.from({ length: w }, () => (random() < 0.5 ? 0 : random() < 0.9 ? 1 : 2)));
      expect(keepRows(rows, connectivity, 3)).toEqual(flooded(rows, connectivity, 3));
    }
  });
});
