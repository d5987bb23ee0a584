import { describe, expect, it } from 'vitest';
import { StateTracer } from '../finish-flood.js';
import { floodCodes } from '../info.js';
import { ObjectNumbersScan } from './object-numbers.js';

const map = [
  'F..WW..F', //
  'F.F...F.',
  '.F..F.FF',
  '....F...',
];
const codes: Record<string, number> = { '.': 0, F: floodCodes.flood, W: floodCodes.water };
const width = 8;
const state = Uint8Array.from(map.join(''), (c) => codes[c] ?? 0);

/** All rows at once, or one at a time: objects are the same. */
function numbersOf(rowsAtATime: number, minimumPx: number, likelihood: Uint8Array | null, depth: Float32Array | null) {
  const tracer = new StateTracer(width, minimumPx);
  tracer.addRows(state);
  const polygons = tracer.finish();
  const scan = new ObjectNumbersScan(width, polygons);
  const cut = <A extends Uint8Array | Float32Array>(array: A, row: number) => array.subarray(row * width, (row + rowsAtATime) * width) as A;
  for (let row = 0; row < map.length; row += rowsAtATime) scan.addRows(cut(state, row));
  const replay = scan.finish(polygons);
  for (let row = 0; row < map.length; row += rowsAtATime) {
    replay.addRows(cut(state, row), likelihood == null ? null : cut(likelihood, row), depth == null ? null : cut(depth, row));
  }
  return replay.finish().map((numbers, i) => ({ ...numbers, first: [polygons[i]?.firstRow, polygons[i]?.firstCol] }));
}

describe('numbers of each object', () => {
  const likelihood = Uint8Array.from(state, (_, i) => (i === 0 ? 60 : i === 8 ? 70 : 90));
  const depth = Float32Array.from(state, (code, i) => (code === floodCodes.flood ? i / 10 : Number.NaN));

  it.each([1, 3, 4])('come from its own pixels, whatever the rows at a time (%i)', (rows) => {
    const all = numbersOf(rows, 2, likelihood, depth).sort((a, b) => (a.first[1] ?? 0) - (b.first[1] ?? 0));
    expect(all).toEqual([
      // F in column 0 and its diagonal: indices 0, 8, 10, 17
      { first: [0, 0], likelihood: { mean: 77.5, p10: 60 }, depthM: { mean: expect.closeTo(0.875), greatest: expect.closeTo(1.7) } },
      { first: [0, 3], likelihood: { mean: 90, p10: 90 }, depthM: null },
      { first: [2, 4], likelihood: { mean: 90, p10: 90 }, depthM: { mean: expect.closeTo(2.4), greatest: expect.closeTo(2.8) } },
      { first: [0, 7], likelihood: { mean: 90, p10: 90 }, depthM: { mean: expect.closeTo(1.65), greatest: expect.closeTo(2.3) } },
    ]);
  });

  it('leave out objects that were not traced, and say null where there is no layer', () => {
    const [only, ...more] = numbersOf(4, 4, null, null).filter(({ first }) => first[1] === 0);
    expect(more).toEqual([]);
    expect(only).toEqual({ first: [0, 0], likelihood: null, depthM: null });
  });
});
