import { randomOf } from '@landsicht/core/testing';
import { describe, expect, it } from 'vitest';
import { doubleArea } from './pixel-ring.js';
import { labelTile } from './tile-labels.js';
import { PolygonTracer, type TracedPolygon } from './trace.js';

function trace(lines: readonly string[], connectivity: 4 | 8 = 4): TracedPolygon[] {
  const rows = lines.map((line) => Uint8Array.from(line, (c) => (c === '#' ? 1 : c === '.' ? 0 : Number(c))));
  return traceRows(rows, connectivity);
}

function traceRows(rows: readonly Uint8Array[], connectivity: 4 | 8): TracedPolygon[] {
  const tracer = new PolygonTracer(rows[0]?.length ?? 0, { connectivity });
  return [...rows.flatMap((row) => tracer.addRow(row)), ...tracer.finish()];
}

const areaOf = ({ parts }: TracedPolygon) =>
  parts.reduce((sum, { exterior, holes }) => sum + (doubleArea(exterior) + holes.reduce((s, hole) => s + doubleArea(hole), 0)) / 2, 0);

/** Reference: flood fill. */
function regionsOf(rows: readonly Uint8Array[], connectivity: 4 | 8): { value: number; pixels: number }[] {
  const [h, w] = [rows.length, rows[0]?.length ?? 0];
  const seen = rows.map((row) => new Uint8Array(row.length));
  const found: { value: number; pixels: number }[] = [];
  for (let r = 0; r < h; r++)
    for (let c = 0; c < w; c++) {
      const value = rows[r]?.[c] ?? 0;
      if (value === 0 || seen[r]?.[c] === 1) continue;
      const stack = [[r, c]];
      (seen[r] as Uint8Array)[c] = 1;
      let pixels = 0;
      for (let at = stack.pop(); at != null; at = stack.pop()) {
        pixels++;
        for (let dr = -1; dr <= 1; dr++)
          for (let dc = -1; dc <= 1; dc++) {
            if (connectivity === 4 && dr !== 0 && dc !== 0) continue;
            const [rr, cc] = [(at[0] ?? 0) + dr, (at[1] ?? 0) + dc];
            if (rows[rr]?.[cc] !== value || seen[rr]?.[cc] === 1) continue;
            (seen[rr] as Uint8Array)[cc] = 1;
            stack.push([rr, cc]);
          }
      }
      found.push({ value, pixels });
    }
  return found;
}

describe('PolygonTracer', () => {
  it('outlines one pixel counter-clockwise with north up', () => {
    const [polygon] = trace(['...', '.#.', '...']);
    expect(polygon?.parts[0]?.exterior).toHaveLength(8);
    expect(areaOf(polygon as TracedPolygon)).toBe(1);
  });

  it('leaves out corners on straight edges', () => {
    const [polygon] = trace(['####', '####']);
    expect(polygon?.parts[0]?.exterior).toHaveLength(8);
    expect(polygon?.pixelCount).toBe(8);
  });

  it('keeps a hole, and what lies in the hole', () => {
    const polygons = trace(['#####', '#...#', '#.2.#', '#...#', '#####']);
    expect(polygons.map(({ value, pixelCount, parts }) => [value, pixelCount, parts[0]?.holes.length])).toEqual([
      [2, 1, 0],
      [1, 16, 1],
    ]);
  });

  it('gives neighbouring values a shared border', () => {
    const polygons = trace(['1122', '1122']);
    expect(polygons.map(areaOf)).toEqual([4, 4]);
  });

  it('parts regions that touch at a corner, or joins them as parts of one', () => {
    expect(trace(['#.', '.#'], 4)).toHaveLength(2);
    const [joined, ...rest] = trace(['#.', '.#'], 8);
    expect(rest).toEqual([]);
    expect(joined?.parts).toHaveLength(2);
    expect(joined?.pixelCount).toBe(2);
  });

  it('cuts an outline that touches itself into an exterior and a hole', () => {
    const [polygon, ...rest] = trace(['###', '#.#', '##.'], 4);
    expect(rest).toEqual([]);
    expect(polygon?.parts[0]?.holes.map(doubleArea)).toEqual([-2]);
  });

  it('makes two holes of two empty pixels that touch at a corner', () => {
    const [polygon] = trace(['####', '#.##', '##.#', '####']);
    expect(polygon?.parts[0]?.holes.map(doubleArea)).toEqual([-2, -2]);
  });

  it.each([4, 8] as const)('agrees with flood filling on random images (connectivity %i)', (connectivity) => {
    const random = randomOf(11);
    for (let round = 0; round < 60; round++) {
      const [w, h, values] = [1 + Math.floor(random() * 24), 1 + Math.floor(random() * 24), 1 + Math.floor(random() * 3)];
      const rows = Array.from({ length: h }, () =>
        Uint8Array.from({ length: w }, () => (random() < 0.55 ? 1 + Math.floor(random() * values) : 0)),
      );
      const polygons = traceRows(rows, connectivity);
      const sorted = (list: { value: number; pixels: number }[]) =>
        list.map(({ value, pixels }) => value * 10_000 + pixels).sort((a, b) => a - b);
      expect(sorted(polygons.map((p) => ({ value: p.value, pixels: p.pixelCount })))).toEqual(sorted(regionsOf(rows, connectivity)));
      for (const polygon of polygons) {
        expect(areaOf(polygon)).toBe(polygon.pixelCount);
        for (const { exterior, holes } of polygon.parts) {
          expect(doubleArea(exterior)).toBeGreaterThan(0);
          for (const ring of [exterior, ...holes]) {
            const corners = Array.from({ length: ring.length / 2 }, (_, i) => `${ring[2 * i]},${ring[2 * i + 1]}`);
            expect(new Set(corners).size).toBe(corners.length);
          }
          for (const hole of holes) expect(doubleArea(hole)).toBeLessThan(0);
        }
      }
    }
  });

  it('has as many holes as the Euler characteristic and the corners where a region touches itself demand', () => {
    const random = randomOf(31);
    for (let round = 0; round < 40; round++) {
      const [width, height] = [2 + Math.floor(random() * 25), 2 + Math.floor(random() * 25)];
      const codes = Uint8Array.from({ length: width * height }, () => (random() < 0.65 ? 1 : 0));
      const { labels, pixelCount } = labelTile(codes, { col: 0, row: 0, width, height }, { connectivity: 4 });
      const at = (col: number, row: number): number => (col >= 0 && col < width ? (labels[row * width + col] ?? 0) : 0);
      let [faces, edges, corners, touches] = [0, 0, 0, 0];
      for (let row = 0; row < height; row++) {
        for (let col = 0; col < width; col++) {
          const [nw, ne, sw, se] = [at(col, row), at(col + 1, row), at(col, row + 1), at(col + 1, row + 1)];
          if (nw !== 0) faces++;
          if (nw !== 0 && nw === ne) edges++;
          if (nw !== 0 && nw === sw) edges++;
          if (nw !== 0 && nw === ne && nw === sw && nw === se) corners++;
          if ((nw !== 0 && nw === se && ne !== nw && sw !== nw) || (ne !== 0 && ne === sw && nw !== ne && se !== ne)) touches++;
        }
      }
      const rows = Array.from({ length: height }, (_, r) => codes.subarray(r * width, (r + 1) * width));
      const polygons = traceRows(rows, 4);
      const holes = polygons.reduce((sum, { parts }) => sum + (parts[0]?.holes.length ?? 0), 0);
      expect(polygons).toHaveLength(pixelCount.length);
      expect(holes).toBe(pixelCount.length - (faces - edges + corners) + touches);
    }
  });
});
