import { affine } from '@landsicht/core';
import { randomOf } from '@landsicht/core/testing';
import { describe, expect, it } from 'vitest';
import { doubleArea } from './pixel-ring.js';
import { simplify } from './simplify.js';
import { type PixelRing, PolygonTracer, type TracedPart, type TracedPolygon } from './trace.js';

const metres10 = affine.northUp(400_000, 5_660_000, 10);

function trace(lines: readonly string[], connectivity: 4 | 8 = 4): TracedPolygon[] {
  return traceRows(
    lines.map((line) => Uint8Array.from(line, (c) => (c === '#' ? 1 : c === '.' ? 0 : Number(c)))),
    connectivity,
  );
}

function traceRows(rows: readonly Uint8Array[], connectivity: 4 | 8): TracedPolygon[] {
  const tracer = new PolygonTracer(rows[0]?.length ?? 0, { connectivity });
  return [...rows.flatMap((row) => tracer.addRow(row)), ...tracer.finish()];
}

const ringsOf = (parts: readonly TracedPart[]): PixelRing[] => parts.flatMap(({ exterior, holes }) => [exterior, ...holes]);
const areaOf = (parts: readonly TracedPart[]): number => ringsOf(parts).reduce((sum, ring) => sum + doubleArea(ring) / 2, 0);

type Segment = readonly [number, number, number, number];

/** Every edge once, whichever way round. */
function segmentsOf(rings: readonly PixelRing[]): Segment[] {
  const found = new Map<string, Segment>();
  for (const ring of rings) {
    for (let i = 0; i < ring.length; i += 2) {
      const j = (i + 2) % ring.length;
      const a = [ring[i] as number, ring[i + 1] as number] as const;
      const b = [ring[j] as number, ring[j + 1] as number] as const;
      const [p, q] = a[0] < b[0] || (a[0] === b[0] && a[1] < b[1]) ? [a, b] : [b, a];
      found.set(`${p} ${q}`, [...p, ...q]);
    }
  }
  return [...found.values()];
}

function side([ax, ay, bx, by]: Segment, x: number, y: number): number {
  return Math.sign((bx - ax) * (y - ay) - (by - ay) * (x - ax));
}

function isOn(segment: Segment, x: number, y: number): boolean {
  const [ax, ay, bx, by] = segment;
  const isEnd = (x === ax && y === ay) || (x === bx && y === by);
  return !isEnd && side(segment, x, y) === 0 && (x - ax) * (x - bx) + (y - ay) * (y - by) < 0;
}

/** Pairs of edges that meet anywhere but at common ends. */
function crossings(segments: readonly Segment[]): string[] {
  return segments.flatMap((s, i) =>
    segments
      .slice(i + 1)
      .filter((t) => {
        if (Math.max(s[0], s[2]) < Math.min(t[0], t[2]) || Math.max(t[0], t[2]) < Math.min(s[0], s[2])) return false;
        const crosses = side(s, t[0], t[1]) * side(s, t[2], t[3]) < 0 && side(t, s[0], s[1]) * side(t, s[2], s[3]) < 0;
        return crosses || isOn(s, t[0], t[1]) || isOn(s, t[2], t[3]) || isOn(t, s[0], s[1]) || isOn(t, s[2], s[3]);
      })
      .map((t) => `${s} × ${t}`),
  );
}

/** Blobs of values 0 … values − 1: random, then the majority of 3×3, twice. */
function blobs(size: number, values: number, random: () => number): Uint8Array[] {
  let rows = Array.from({ length: size }, () => Uint8Array.from({ length: size }, () => Math.floor(random() * values)));
  for (let pass = 0; pass < 2; pass++) {
    const old = rows;
    rows = old.map((row, r) =>
      row.map((value, c) => {
        const votes = new Array<number>(values).fill(0);
        for (const dr of [-1, 0, 1])
          for (const dc of [-1, 0, 1]) votes[old[r + dr]?.[c + dc] ?? value] = (votes[old[r + dr]?.[c + dc] ?? value] ?? 0) + 1;
        return votes.indexOf(Math.max(...votes));
      }),
    );
  }
  return rows;
}

function distanceToRing(x: number, y: number, ring: PixelRing): number {
  let nearest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + 2) % ring.length;
    const [ax, ay, bx, by] = [ring[i], ring[i + 1], ring[j], ring[j + 1]] as [number, number, number, number];
    const t = Math.min(1, Math.max(0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2)));
    nearest = Math.min(nearest, Math.hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)));
  }
  return nearest;
}

describe('simplify', () => {
  it('makes a straight edge of a staircase', () => {
    const [parts] = simplify(trace(['#.....', '##....', '###...', '####..', '#####.', '######']), {
      toleranceCrs: 10,
      transform: metres10,
    });
    expect(parts?.[0]?.exterior.length).toBeLessThanOrEqual(10);
    expect(Math.abs(areaOf(parts ?? []) - 21)).toBeLessThanOrEqual(3);
  });

  it('changes nothing at tolerance 0', () => {
    const polygons = trace(['##..', '.##.', '..##']);
    const [parts] = simplify(polygons, { toleranceCrs: 0, transform: metres10 });
    expect(areaOf(parts ?? [])).toBe(6);
    expect(parts?.[0]?.exterior).toHaveLength(polygons[0]?.parts[0]?.exterior.length ?? 0);
  });

  it('never takes a ring below three corners', () => {
    const [parts] = simplify(trace(['....', '.#..', '....']), { toleranceCrs: 1000, transform: metres10 });
    expect(parts?.[0]?.exterior).toHaveLength(6);
  });

  it('keeps the border of two neighbours common', () => {
    const rows = blobs(40, 2, randomOf(8)).map((row) => row.map((value) => value + 1));
    const polygons = traceRows(rows, 4);
    const simplified = simplify(polygons, { toleranceCrs: 15, transform: metres10 });
    const directed = simplified
      .flatMap(ringsOf)
      .flatMap((ring) =>
        Array.from({ length: ring.length / 2 }, (_, i) => [
          ring[2 * i],
          ring[2 * i + 1],
          ring[(2 * i + 2) % ring.length],
          ring[(2 * i + 3) % ring.length],
        ]),
      );
    const known = new Set(directed.map(String));
    const isOutside = (at: number | undefined): boolean => at === 0 || at === 40;
    const inner = directed.filter(([x0, y0, x1, y1]) => !((isOutside(x0) || isOutside(y0)) && (isOutside(x1) || isOutside(y1))));
    expect(inner.length).toBeGreaterThan(50);
    for (const [x0, y0, x1, y1] of inner) expect(known).toContain(String([x1, y1, x0, y0]));
  });

  it('does not let an outline run over what lies inside a bay', () => {
    const polygons = trace(['########', '#......#', '#.2222.#', '#......#', '#.####.#', '#.#..#.#', '###..###']);
    const simplified = simplify(polygons, { toleranceCrs: 60, transform: metres10 });
    expect(crossings(segmentsOf(simplified.flatMap(ringsOf)))).toEqual([]);
  });

  it('agrees with itself when the polygons come in another order', () => {
    const polygons = traceRows(blobs(30, 3, randomOf(4)), 4);
    const options = { toleranceCrs: 12, transform: metres10 };
    const segments = (list: readonly TracedPolygon[]): string[] => segmentsOf(simplify(list, options).flatMap(ringsOf)).map(String).sort();
    expect(segments([...polygons].reverse())).toEqual(segments(polygons));
  });

  it.each([
    [4, 5],
    [4, 12],
    [4, 40],
    [8, 12],
    [8, 40],
  ] as const)(
    'crosses nothing, keeps every ring and the tolerance on random images (connectivity %i, %d m)',
    (connectivity, toleranceCrs) => {
      const random = randomOf(21 + toleranceCrs);
      for (let round = 0; round < 8; round++) {
        const values = 2 + (round % 3);
        const rows =
          round % 4 === 3
            ? Array.from({ length: 24 }, () => Uint8Array.from({ length: 24 }, () => Math.floor(random() * values)))
            : blobs(28, values, random);
        const polygons = traceRows(rows, connectivity);
        const simplified = simplify(polygons, { toleranceCrs, transform: metres10 });
        expect(crossings(segmentsOf(simplified.flatMap(ringsOf)))).toEqual([]);
        polygons.forEach((polygon, i) => {
          const parts = simplified[i] ?? [];
          expect(parts.map(({ holes }) => holes.length)).toEqual(polygon.parts.map(({ holes }) => holes.length));
          for (const { exterior, holes } of parts) {
            expect(doubleArea(exterior)).toBeGreaterThan(0);
            for (const hole of holes) expect(doubleArea(hole)).toBeLessThan(0);
          }
          let worst = 0;
          const now = ringsOf(parts);
          ringsOf(polygon.parts).forEach((ring, k) => {
            for (let at = 0; at < ring.length; at += 2) {
              const distance = distanceToRing(ring[at] as number, ring[at + 1] as number, now[k] as PixelRing) * 10;
              worst = Math.max(worst, distance);
            }
          });
          expect(worst).toBeLessThanOrEqual(toleranceCrs + 1e-9);
        });
      }
    },
  );

  it('gives nothing for no polygons and refuses a negative tolerance', () => {
    expect(simplify([], { toleranceCrs: 1, transform: metres10 })).toEqual([]);
    expect(() => simplify([], { toleranceCrs: -1, transform: metres10 })).toThrow(/toleranceCrs is -1/);
  });
});
