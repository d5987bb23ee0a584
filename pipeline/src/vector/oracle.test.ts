import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { affine, type Grid, utmEpsgFor } from '@landsicht/core';
import { randomOf } from '@landsicht/core/testing';
import type { MultiPolygon, Polygon } from 'geojson';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { planarArea } from './area.js';
import { pixelGeometry } from './pixel-geometry.js';
import { projectGeometry } from './project-geometry.js';
import { rasterize } from './rasterize.js';
import { simplify } from './simplify.js';
import { PolygonTracer, type TracedPolygon } from './trace.js';

const hasGdal = spawnSync('/usr/bin/python3', ['-c', 'from osgeo import gdal, ogr']).status === 0;
const emsr = fileURLToPath(new URL('../../../../shared/data/flood/emsr332-veneto/merged/observed_event_merged.shp', import.meta.url));
const hasEmsr = existsSync(emsr);
const size = 220;
const grid: Grid = { width: size, height: size, transform: affine.northUp(400_000, 5_660_000, 10), epsg: 25833 };

/** Value noise of two scales, cut into `values` classes, with single stray pixels. */
function landscape(values: number, seed: number): Uint8Array {
  const random = randomOf(seed);
  const coarse = Float32Array.from({ length: 24 * 24 }, random);
  const at = (x: number, y: number): number => {
    const [c, r] = [Math.floor(x), Math.floor(y)];
    const [u, v] = [x - c, y - r];
    const value = (dc: number, dr: number): number => coarse[(r + dr) * 24 + c + dc] as number;
    return (value(0, 0) * (1 - u) + value(1, 0) * u) * (1 - v) + (value(0, 1) * (1 - u) + value(1, 1) * u) * v;
  };
  return Uint8Array.from({ length: size * size }, (_, i) => {
    const value = at((i % size) / 10, Math.floor(i / size) / 10) + 0.06 * (random() - 0.5);
    return random() < 0.01 ? Math.floor(random() * values) : Math.max(0, Math.min(values - 1, Math.floor((value - 0.2) * 1.7 * values)));
  });
}

function trace(image: Uint8Array, width: number, connectivity: 4 | 8): TracedPolygon[] {
  const tracer = new PolygonTracer(width, { connectivity });
  const out: TracedPolygon[] = [];
  for (let at = 0; at < image.length; at += width) out.push(...tracer.addRow(image.subarray(at, at + width)));
  return [...out, ...tracer.finish()];
}

/** Reasons why GEOS calls geometries invalid; [] where all are valid. */
const checkValid = `
import json, sys
from osgeo import ogr, gdal
bad = []
gdal.PushErrorHandler(lambda c, n, m: bad.append(m))
for line in open(sys.argv[1]):
    if not ogr.CreateGeometryFromJson(line).IsValid() and not bad: bad.append('invalid: ' + line[:80])
print(json.dumps(bad))
`;

/** GDALPolygonize with 4-connectedness: per value the number of polygons and their area in pixels. */
const polygonize = `
import json, sys
from osgeo import gdal, ogr
size = int(sys.argv[2])
ds = gdal.GetDriverByName('MEM').Create('', size, size, 1, gdal.GDT_Byte)
ds.WriteRaster(0, 0, size, size, open(sys.argv[1], 'rb').read())
store = ogr.GetDriverByName('Memory').CreateDataSource('x')
layer = store.CreateLayer('x')
layer.CreateField(ogr.FieldDefn('v', ogr.OFTInteger))
gdal.Polygonize(ds.GetRasterBand(1), None, layer, 0, [])
out = {}
for f in layer:
    n, a = out.get(f.GetField(0), (0, 0.0))
    out[f.GetField(0)] = (n + 1, a + f.GetGeometryRef().Area())
print(json.dumps({k: v for k, v in out.items() if k != 0}))
`;

let dir = '';
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'landsicht-vector-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

function python(script: string, ...args: string[]): unknown {
  return JSON.parse(execFileSync('/usr/bin/python3', ['-c', script, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
}

function invalidOf(geometries: readonly (Polygon | MultiPolygon)[]): unknown {
  const path = join(dir, 'geometries.jsonl');
  writeFileSync(path, geometries.map((geometry) => JSON.stringify(geometry)).join('\n'));
  return python(checkValid, path);
}

const needsGdal = hasGdal ? '' : ' (skipped: needs python3-gdal)';

describe(`against GDAL and GEOS${needsGdal}`, () => {
  it.skipIf(!hasGdal).each([2, 4])('counts and measures polygons as GDALPolygonize does (%i classes)', (values) => {
    const image = landscape(values, values);
    writeFileSync(join(dir, 'image.bin'), image);
    const expected = python(polygonize, join(dir, 'image.bin'), String(size)) as Record<string, [number, number]>;
    const got: Record<string, [number, number]> = {};
    for (const { value, parts } of trace(image, size, 4)) {
      const [n, area] = got[value] ?? [0, 0];
      got[value] = [n + 1, area + planarArea(pixelGeometry(parts, grid)) / 100];
    }
    expect(Object.keys(got)).toHaveLength(values - 1);
    for (const [value, [n, area]] of Object.entries(expected)) {
      expect([value, got[value]?.[0]]).toEqual([value, n]);
      expect(Math.abs((got[value]?.[1] ?? 0) - area)).toBeLessThan(area / 1000);
    }
  });

  it.skipIf(!hasGdal).each([4, 8] as const)(
    'traces and simplifies to valid geometries, areas within 3 percent (connectivity %i)',
    (connectivity) => {
      const polygons = trace(landscape(3, 77), size, connectivity);
      expect(invalidOf(polygons.map(({ parts }) => pixelGeometry(parts, grid)))).toEqual([]);
      for (const toleranceCrs of [10, 30]) {
        const simplified = simplify(polygons, { toleranceCrs, transform: grid.transform }).map((parts) => pixelGeometry(parts, grid));
        expect(invalidOf(simplified)).toEqual([]);
        expect(invalidOf(simplified.map((geometry) => projectGeometry(geometry, 25833, 4326)))).toEqual([]);
        const before = polygons.reduce((sum, { pixelCount }) => sum + pixelCount * 100, 0);
        const after = simplified.reduce((sum, geometry) => sum + planarArea(geometry), 0);
        expect(Math.abs(after / before - 1)).toBeLessThan(0.03);
      }
    },
  );

  it.skipIf(!hasGdal)('keeps noise valid too', () => {
    const random = randomOf(9);
    const image = Uint8Array.from({ length: 120 * 120 }, () => Math.floor(random() * 3));
    for (const connectivity of [4, 8] as const) {
      const polygons = trace(image, 120, connectivity);
      const simplified = simplify(polygons, { toleranceCrs: 15, transform: grid.transform });
      expect(invalidOf([...polygons.map(({ parts }) => parts), ...simplified].map((parts) => pixelGeometry(parts, grid)))).toEqual([]);
    }
  });

  const needsEmsr = hasEmsr ? '' : ' (skipped: needs ../shared/data)';
  it.skipIf(!hasGdal || !hasEmsr)(`keeps the area of the floods of EMSR332 through raster and back${needsEmsr}`, () => {
    const lines = execFileSync('ogr2ogr', ['-f', 'GeoJSONSeq', '-t_srs', 'EPSG:4326', '-lco', 'RS=NO', '/vsistdout/', emsr], {
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    const floods = lines
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { geometry: Polygon | MultiPolygon }).geometry);
    const epsg = utmEpsgFor(12, 45.5);
    const large = floods
      .map((geometry) => projectGeometry(geometry, 4326, epsg))
      .sort((a, b) => planarArea(b) - planarArea(a))
      .slice(0, 20);
    expect(large).toHaveLength(20);
    let [before, after] = [0, 0];
    for (const geometry of large) {
      const points = (geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates).flat(2);
      const [xs, ys] = [points.map(([x]) => x as number), points.map(([, y]) => y as number)];
      const [west, north] = [Math.floor(Math.min(...xs) / 10) * 10, Math.ceil(Math.max(...ys) / 10) * 10];
      const [width, height] = [Math.ceil((Math.max(...xs) - west) / 10), Math.ceil((north - Math.min(...ys)) / 10)];
      const on: Grid = { width, height, transform: affine.northUp(west, north, 10), epsg };
      const mask = rasterize(geometry, epsg, on);
      const traced = trace(mask, width, 8);
      const area = traced.reduce((sum, { parts }) => sum + planarArea(pixelGeometry(parts, on)), 0);
      expect(area).toBeCloseTo(mask.reduce((sum, v) => sum + v, 0) * 100, 3);
      expect(Math.abs(area / planarArea(geometry) - 1)).toBeLessThan(0.02);
      before += planarArea(geometry);
      after += area;
    }
    expect(Math.abs(after / before - 1)).toBeLessThan(0.002);
  });
});
