import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Detection } from '@landsicht/core';
import type { Feature, FeatureCollection, Point } from 'geojson';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hasGdal, runGdal } from '../raster/testing/gdal.js';
import { readDetections } from '../store/geoparquet.js';
import { crsWkt } from './crs-wkt.js';
import { exportFormats } from './export-formats.js';
import { exportColumns, exportEpsg } from './export-table.js';
import { forestAttributes, forestDetections, forestInfo, forestTable } from './testing/forest-table.js';

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-export-'));
});
afterEach(() => rm(dir, { recursive: true }));

const table = forestTable();
const [pierced, parts, bent] = forestDetections as [Detection, Detection, Detection];

/** Features as GDAL reads them, in its own coordinates. */
function gdalFeatures(path: string, ...layers: string[]): Feature[] {
  const text = runGdal('ogr2ogr', [
    '-f',
    'GeoJSON',
    '-lco',
    'RFC7946=NO',
    '-lco',
    'COORDINATE_PRECISION=12',
    '/vsistdout/',
    path,
    ...layers,
  ]);
  return (JSON.parse(text) as FeatureCollection).features;
}

/** Field names and types, CRS (EPSG code), feature count. */
function gdalLayer(path: string): { readonly fields: Record<string, string>; readonly epsg: number; readonly count: number } {
  const text = runGdal('ogrinfo', ['-ro', '-so', '-al', path]);
  const fields = [...text.matchAll(/^(\w+): (\w+(?:\(\w+\))?) \(/gm)].map(([, name = '', type = '']) => [name, type]);
  return {
    fields: Object.fromEntries(fields),
    epsg: Number(/ID\["EPSG",(\d+)\]\]$/m.exec(text)?.[1]),
    count: Number(/Feature Count: (\d+)/.exec(text)?.[1]),
  };
}

const byId = (features: readonly Feature[], id: string) => features.find(({ properties }) => properties?.['id'] === id);

describe.skipIf(!hasGdal)(`exports as GDAL reads them${hasGdal ? '' : ' (skipped: needs gdal-bin)'}`, () => {
  it('writes a GeoPackage with types, titles, CRS and holes', async () => {
    const path = join(dir, 'käfer.gpkg');
    await exportFormats.gpkg.write(table, path, 25833);
    expect(gdalLayer(path)).toMatchObject({
      epsg: 25833,
      count: 3,
      fields: {
        class_de: 'String',
        likelihood: 'Real',
        observed_utc: 'DateTime',
        abteilung: 'String',
        spruceShare: 'Real',
        confirmedOn: 'Date',
        sanitary: 'Integer(Boolean)',
      },
    });
    const features = gdalFeatures(path);
    expect(byId(features, 'pierced')?.properties).toMatchObject({
      class_de: 'Schadfläche',
      area_ha: 0.789,
      abteilung: '12 a³ „Höhe“ <Süd> & Ost',
      spruceShare: 87.5,
      confirmedOn: '2019-07-07',
      sanitary: true,
    });
    expect(byId(features, 'parts')?.properties).toMatchObject({ abteilung: null, spruceShare: null, confirmedOn: null, sanitary: null });
    expect(byId(features, 'bent')?.properties?.['likelihood']).toBeNull();
    expect(byId(features, 'parts')?.geometry).toMatchObject({ type: 'MultiPolygon' });
    const valid = runGdal('ogrinfo', [
      '-ro',
      '-q',
      '-dialect',
      'sqlite',
      '-sql',
      'SELECT sum(st_isvalid(geom)) AS valid FROM bark_beetle',
      path,
    ]);
    expect(valid).toContain('valid (Integer) = 3');
    await exportFormats.gpkg.write(table, join(dir, 'again.gpkg'), 25833);
    expect(await readFile(join(dir, 'again.gpkg'))).toEqual(await readFile(path));
  });

  it('writes a Shapefile with names of 10 characters, UTF-8, .prj; as files, folder or archive', async () => {
    await exportFormats.shp.write(table, join(dir, 'a.shp'), 25833);
    await exportFormats.shp.write(table, join(dir, 'folder'), 25833);
    await exportFormats.shp.write(table, join(dir, 'a.zip'), 25833);
    expect((await readdir(join(dir, 'folder'))).sort()).toEqual(['cpg', 'dbf', 'prj', 'shp', 'shx'].map((end) => `bark_beetle.${end}`));
    const layer = gdalLayer(join(dir, 'a.shp'));
    expect(layer).toMatchObject({
      epsg: 25833,
      count: 3,
      fields: { observed: 'Date', fichte: 'Real', bestaetigt: 'Date', sanitaer: 'String' },
    });
    expect(Object.keys(layer.fields).every((name) => name.length <= 10)).toBe(true);
    const features = gdalFeatures(join(dir, 'a.shp'));
    expect(byId(features, 'pierced')).toMatchObject({
      properties: { class_de: 'Schadfläche', abteilung: '12 a³ „Höhe“ <Süd> & Ost', area_m2: 7890.12, bestaetigt: '2019-07-07' },
      geometry: { type: 'Polygon', coordinates: [{ length: 5 }, { length: 5 }] },
    });
    expect(byId(features, 'parts')).toMatchObject({
      properties: { fichte: null },
      geometry: { type: 'MultiPolygon', coordinates: [{ length: 1 }, { length: 2 }] },
    });
    expect(byId(features, 'bent')?.properties?.['abteilung']).toBe('ß'.repeat(127)); // 254 bytes
    expect(gdalFeatures(`/vsizip/${join(dir, 'a.zip')}`)).toEqual(features);
  });

  it('writes a FlatGeobuf whose index finds one place among many', async () => {
    const many = Array.from({ length: 300 }, (_, i): Detection => {
      const move = (ring: number[][]): number[][] => ring.map(([x = 0, y = 0]) => [x + (i % 20) * 0.01, y + Math.floor(i / 20) * 0.01]);
      return { ...bent, id: `n${i}`, geometry: { type: 'Polygon', coordinates: (bent.geometry.coordinates as number[][][]).map(move) } };
    });
    const path = join(dir, 'a.fgb');
    await exportFormats.fgb.write(forestTable([...many, pierced, parts]), path, 25833);
    expect(gdalLayer(path)).toMatchObject({ epsg: 25833, count: 302, fields: { abteilung: 'String', sanitary: 'Integer(Boolean)' } });
    expect(byId(gdalFeatures(path), 'pierced')?.properties).toMatchObject({ abteilung: '12 a³ „Höhe“ <Süd> & Ost', likelihood: 0.64 });
    const found = (args: string[]): string[] =>
      [...runGdal('ogrinfo', ['-ro', '-al', '-geom=NO', ...args]).matchAll(/ {2}id \(String\) = (.+)/g)].map(([, id = '']) => id);
    const window = ['-spat', '365500', '5606800', '373500', '5607300'];
    expect(found([...window, path]).sort()).toEqual(['parts', 'pierced']);
    await exportFormats.gpkg.write(forestTable(many), join(dir, 'many.gpkg'), 25833);
    const middle = ['-spat', '383000', '5622000', '386000', '5626000'];
    expect(found([...middle, path]).sort()).toEqual(found([...middle, join(dir, 'many.gpkg')]).sort());
    expect(found([...middle, path]).length).toBeGreaterThan(5);
  });

  it('writes GPX waypoints inside the outlines', async () => {
    const path = join(dir, 'a.gpx');
    await exportFormats.gpx.write(table, path);
    const features = gdalFeatures(path, 'waypoints');
    expect(features.map(({ properties }) => properties?.['name'])).toEqual(Array(3).fill('Schadfläche 0,79 ha'));
    expect(features[0]?.properties?.['desc']).toContain('likelihood: 64 %\nAbteilung / Compartment: 12 a³ „Höhe“ <Süd> & Ost');
    const [x = 0, y = 0] = (features[2] as Feature<Point>).geometry.coordinates;
    expect([(x - 13.3) * 1e5, (y - 50.7) * 1e5].map(Math.round)).toEqual([10, 50]); // the centroid (33, 50) is outside
  });

  it('writes KML with typed data', async () => {
    const path = join(dir, 'a.kml');
    await exportFormats.kml.write(table, path);
    expect(gdalLayer(path)).toMatchObject({ count: 3, fields: { spruceShare: 'Real', class_de: 'String' } });
    expect(byId(gdalFeatures(path), 'pierced')?.properties).toMatchObject({ Name: 'Schadfläche', likelihood: 0.64, sanitary: 1 });
  });

  it('writes a Warnkarte its importer takes: one Polygon layer in EPSG:32632, only probability in steps of 0.1', async () => {
    await exportFormats.warnkarte.write(table, dir);
    const path = join(dir, 'warnkarte_2019-08-01.gpkg');
    expect(gdalLayer(path)).toEqual({ epsg: 32632, count: 3, fields: { probability: 'Real' } });
    expect(runGdal('ogrinfo', ['-ro', '-so', '-al', path])).toContain('Geometry: Polygon');
    const features = gdalFeatures(path);
    expect(features.map(({ geometry, properties }) => [geometry.type, properties?.['probability']])).toEqual([
      ['Polygon', 0.6],
      ['Polygon', 0.1],
      ['Polygon', 0.1],
    ]);
  });

  it('names every CRS as GDAL knows it', () => {
    for (const epsg of [4326, 4258, 3857, 3035, 31467, 31468, 31469, 25832, 25833, 32632, 32733]) {
      const { wkt, esriWkt, name } = crsWkt(epsg);
      for (const text of [wkt, esriWkt]) expect(runGdal('gdalsrsinfo', ['-o', 'epsg', text]), `${epsg} ${text}`).toContain(`EPSG:${epsg}`);
      expect(runGdal('gdalsrsinfo', ['-o', 'wkt1', `EPSG:${epsg}`])).toContain(`"${name}"`);
    }
  });

  it('writes layers without detections, save the Warnkarte', async () => {
    const none = forestTable([]);
    for (const format of ['gpkg', 'fgb', 'shp'] as const) {
      await exportFormats[format].write(none, join(dir, `none.${format}`), 25833);
      expect(gdalLayer(join(dir, `none.${format}`))).toMatchObject({ epsg: 25833, count: 0 });
    }
    await expect(exportFormats.warnkarte.write(none, dir)).rejects.toThrow(/refuses an empty layer/);
  });
});

describe('exports', () => {
  it('puts attributes beside the common properties of GeoJSON and last in CSV', async () => {
    await exportFormats.geojson.write(table, join(dir, 'a.geojson'));
    const { features, attribution } = JSON.parse(await readFile(join(dir, 'a.geojson'), 'utf8'));
    expect(attribution).toBe('Enthält Copernicus-Daten 2019');
    expect(features[0].properties).toMatchObject({
      id: 'pierced',
      areaM2: 7890.12,
      madeBy: 'machine',
      abteilung: '12 a³ „Höhe“ <Süd> & Ost',
    });
    await exportFormats.csv.write(forestTable([{ ...pierced, attributes: { abteilung: '=1+1', sanitary: true } }]), join(dir, 'a.csv'));
    expect(await readFile(join(dir, 'a.csv'), 'utf8')).toBe(
      'id,monitor,class,areaM2,areaEpsg,likelihood,observedUtc,sceneIds,unitKey,madeBy,lon,lat,abteilung,spruceShare,confirmedOn,sanitary\r\n' +
        `pierced,bark-beetle,damage,7890.12,32633,0.64,2019-07-07T10:20:30.000Z,S2A_33UVS_20190707,${'f'.repeat(64)},machine,13.1008,50.600519,'=1+1,,,true\r\n`,
    );
  });

  it('writes GeoParquet that reads back', async () => {
    await exportFormats.geoparquet.write(table, join(dir, 'a.parquet'));
    expect(await readDetections(join(dir, 'a.parquet'))).toEqual(forestDetections);
  });

  it('refuses a Warnkarte name without its day, and one its importer would not take', async () => {
    await expect(exportFormats.warnkarte.write(table, join(dir, 'x.gpkg'))).rejects.toThrow(/such as warnkarte_2019-08-01\.gpkg/);
    const ring = Array.from({ length: 100_001 }, (_, i) => [13 + Math.cos(i / 16_000) / 100, 50 + Math.sin(i / 16_000) / 100]);
    const huge: Detection = { ...pierced, geometry: { type: 'Polygon', coordinates: [[...ring, ring[0] as number[]]] } };
    await expect(exportFormats.warnkarte.write(forestTable([huge]), dir)).rejects.toThrow(/a polygon of 100002 corners/);
    expect(await readdir(dir)).toEqual([]);
  });

  it('leaves no half file where writing fails', async () => {
    await expect(exportFormats.gpkg.write(table, join(dir, 'no', 'a.gpkg'), 25833)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(exportFormats.shp.write(table, join(dir, 'no', 'a.zip'), 25833)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await readdir(dir)).toEqual([]);
  });

  it('takes the state CRS in Saxony, else where areas were measured, else UTM', () => {
    expect(exportEpsg(table, null)).toBe(25833);
    expect(exportEpsg(table, 3035)).toBe(3035);
    const lorraine = { ...table, bboxLonLat: [5.3, 49.2, 5.4, 49.3] } as const;
    expect(exportEpsg({ ...lorraine, detections: [{ ...pierced, areaEpsg: 32631 }] }, null)).toBe(32631);
    expect(exportEpsg({ ...lorraine, detections: [] }, null)).toBe(32631);
  });

  it('lets a monitor replace a common column and keeps short names apart', () => {
    const [first] = forestAttributes;
    if (first == null) throw new Error('no attribute');
    const columns = exportColumns(forestInfo, [
      { ...first, id: 'area_ha', shortName: 'area_ha' },
      { ...first, id: 'observations', shortName: 'observed' },
    ]);
    expect(columns.filter(({ name }) => name === 'area_ha')).toHaveLength(1);
    expect(new Set(columns.map(({ shortName }) => shortName)).size).toBe(columns.length);
  });
});
