import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readFeatures } from './placed-features.js';

const hasGdal = existsSync('/usr/bin/ogr2ogr');
const collection = {
  type: 'FeatureCollection',
  features: [
    {
      type: 'Feature',
      properties: { kind: 'district' },
      geometry: {
        type: 'LineString',
        coordinates: [
          [13.7, 51],
          [13.71, 51.01],
        ],
      },
    },
    { type: 'Feature', properties: { kind: 'house' }, geometry: { type: 'Point', coordinates: [13.72, 51.02] } },
  ],
};

describe('features for exposure', () => {
  let dir = '';
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'landsicht-features-'));
    await writeFile(join(dir, 'all.geojson'), JSON.stringify(collection));
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it.skipIf(!hasGdal)(`come from a GeoPackage in UTM as from GeoJSON${hasGdal ? '' : ' (skipped: needs gdal-bin)'}`, async () => {
    const path = join(dir, 'all.gpkg');
    execFileSync('ogr2ogr', ['-f', 'GPKG', '-t_srs', 'EPSG:25833', path, join(dir, 'all.geojson')]);
    const { features } = await readFeatures(path);
    expect(features.map(({ properties }) => properties?.['kind'])).toEqual(['district', 'house']);
    const [line, point] = features.map(({ geometry }) => (geometry as { coordinates: unknown }).coordinates);
    expect(line).toEqual([
      [expect.closeTo(13.7, 6), expect.closeTo(51, 6)],
      [expect.closeTo(13.71, 6), expect.closeTo(51.01, 6)],
    ]);
    expect(point).toEqual([expect.closeTo(13.72, 6), expect.closeTo(51.02, 6)]);
  });

  it('that are not in degrees are refused with the remedy', async () => {
    const path = join(dir, 'metres.geojson');
    await writeFile(
      path,
      JSON.stringify({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [410_000, 5_650_000] } }),
    );
    await expect(readFeatures(path)).rejects.toThrow(/expected degrees.*ogr2ogr/);
  });
});
