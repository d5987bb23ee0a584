import { affine, type Grid } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import { type DetectionContext, toDetections } from './to-detections.js';
import { PolygonTracer } from './trace.js';

const utm: Grid = { width: 6, height: 4, transform: affine.northUp(411_000, 5_656_000, 10), epsg: 25833 };
const degrees: Grid = { width: 6, height: 4, transform: affine.northUp(13.7, 51.05, 0.0001), epsg: 4326 };

const context = (grid: Grid): DetectionContext => ({
  grid,
  monitor: 'flood',
  classOf: (value) => (value === 1 ? 'flood' : 'water'),
  minimumAreaM2: 250,
  observedUtc: new Date('2024-09-16T05:16:00Z'),
  sceneIds: ['s1'],
  unitKey: 'k',
});

function traced(...lines: string[]) {
  const tracer = new PolygonTracer(lines[0]?.length ?? 0, { connectivity: 8 });
  return [...lines.flatMap((line) => tracer.addRow(Uint8Array.from(line, Number))), ...tracer.finish()];
}

describe('toDetections', () => {
  const polygons = traced('110000', '111001', '101002', '111000');

  it('measures pixel areas exactly on the grid’s own projected CRS and drops the too small', () => {
    const found = toDetections(polygons, context(utm));
    expect(found.map((d) => [d.class, d.areaM2, d.areaEpsg])).toEqual([['flood', 1000, 25833]]);
  });

  it('measures a grid in degrees on its UTM zone', () => {
    const [found] = toDetections(polygons, context(degrees));
    expect(found?.areaEpsg).toBe(32633);
    // 10 pixels of 0.0001° at 51.05° N: 11.126 m × 7.015 m (WGS 84, meridional and transverse radius), UTM scale² ≈ 0.9994
    expect(found?.areaM2).toBeGreaterThan(779);
    expect(found?.areaM2).toBeLessThan(783);
  });

  it('writes closed lon/lat rings, exterior counter-clockwise, with the hole', () => {
    const [found] = toDetections(polygons, context(degrees));
    const rings = found?.geometry.type === 'Polygon' ? found.geometry.coordinates : [];
    expect(rings).toHaveLength(2);
    const turn = (ring: number[][]) =>
      ring.reduce(
        (sum, [x = 0, y = 0], i) => sum + x * (ring[(i + 1) % ring.length]?.[1] ?? 0) - (ring[(i + 1) % ring.length]?.[0] ?? 0) * y,
        0,
      );
    expect(rings.map((ring) => Math.sign(turn(ring)))).toEqual([1, -1]);
    for (const ring of rings) expect(ring.at(0)).toEqual(ring.at(-1));
    expect(rings[0]).toContainEqual([13.7, 51.05]);
  });

  it('cuts long edges so that they stay where they were on the ground, alike for neighbours', () => {
    const wide: Grid = { width: 400, height: 2, transform: affine.northUp(300_000, 5_656_000, 10), epsg: 25833 };
    const tracer = new PolygonTracer(400, { connectivity: 4 });
    const both = [...[1, 2].flatMap((value) => tracer.addRow(new Uint8Array(400).fill(value))), ...tracer.finish()];
    const [upper, lower] = toDetections(both, context(wide)).map(({ geometry }) => (geometry.coordinates[0] as number[][]).map(String));
    expect(upper).toHaveLength(11); // 4 corners, the first again, 3 cuts on either 4 km edge
    expect(upper?.filter((point) => lower?.includes(point))).toHaveLength(5);
  });

  it('keeps exteriors counter-clockwise on grids whose rows run northward', () => {
    const mirrored: Grid = { ...utm, transform: [10, 0, 411_000, 0, 10, 5_655_960] };
    const [found] = toDetections(polygons, context(mirrored));
    const [exterior = []] = (found?.geometry.coordinates ?? []) as number[][][];
    const [x0 = 0, y0 = 0] = exterior[0] ?? [];
    const twice = exterior.slice(1).reduce((sum, [x = 0, y = 0], i) => {
      const [a = 0, b = 0] = exterior[i] ?? [];
      return sum + (a - x0) * (y - y0) - (x - x0) * (b - y0);
    }, 0);
    expect(twice).toBeGreaterThan(0);
  });

  it('gives the same ids again and other ids to other units', () => {
    const ids = (unitKey: string) => toDetections(polygons, { ...context(utm), minimumAreaM2: 0, unitKey }).map(({ id }) => id);
    expect(ids('k')).toEqual(ids('k'));
    expect(new Set([...ids('k'), ...ids('other')]).size).toBe(2 * polygons.length);
  });
});
