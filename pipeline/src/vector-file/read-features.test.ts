import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { epsgOfWkt } from './epsg-of-wkt.js';
import { readFeatures } from './read-features.js';

const parcels = fileURLToPath(new URL('../../../../shared/data/agri/parcels/', import.meta.url));
const hasData = existsSync(parcels);
const hasGdal = (() => {
  try {
    execFileSync('ogr2ogr', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

let dir = '';
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'features-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

describe.skipIf(!hasData)('readFeatures on the agencies’ own files (skipped: needs ../shared/data)', () => {
  it.each([
    ['de_bb/antrag_land_gem.shp', 25833, 'ref_ident'],
    ['de_bb/antrag.zip', 25833, 'ref_ident'],
    ['de_sh/de_sh.gpkg', 4647, 'FLIK'],
    ['at/INSPIRE_SCHLAEGE_2025-1_POLYGON.gpkg', 31287, 'SNAR_BEZEICHNUNG'],
    ['nl/brpgewaspercelen_definitief_2023.gpkg', 28992, 'gewas'],
  ])('%s: 100 polygons with their CRS and columns', async (name, epsg, field) => {
    const file = await readFeatures(join(parcels, name));
    expect(file.epsg).toBe(epsg);
    expect(file.features).toHaveLength(100);
    expect(file.fields.map((one) => one.toLowerCase())).toContain(field.toLowerCase());
    for (const { geometry } of file.features) expect(['Polygon', 'MultiPolygon']).toContain(geometry?.type);
  });

  it('text keeps its umlauts', async () => {
    const { features } = await readFeatures(join(parcels, 'de_bb/antrag_land_gem.shp'));
    const texts = features.flatMap(({ properties }) => Object.values(properties)).filter((value) => typeof value === 'string');
    expect(texts.some((text) => /[äöüß]/.test(text))).toBe(true);
    expect(texts.some((text) => text.includes('\uFFFD'))).toBe(false);
  });

  it('a Shapefile cut off, without .prj, or without .dbf says so', async () => {
    const part = async (name: string) => readFile(join(parcels, `de_bb/antrag_land_gem.${name}`));
    await writeFile(join(dir, 'cut.shp'), (await part('shp')).subarray(0, 20_000));
    await writeFile(join(dir, 'cut.prj'), await part('prj'));
    await expect(readFeatures(join(dir, 'cut.shp'))).rejects.toThrow(/cut\.shp: the \.dbf .* missing/);
    await writeFile(join(dir, 'cut.dbf'), await part('dbf'));
    await expect(readFeatures(join(dir, 'cut.shp'))).rejects.toThrow(/cut\.shp: shape \d+: ends beyond the file/);
    await rm(join(dir, 'cut.prj'));
    await expect(readFeatures(join(dir, 'cut.shp'))).rejects.toThrow(/\.prj beside it is missing.*--epsg 25833/);
  });
});

describe.skipIf(!hasData || !hasGdal)('readFeatures of one layer in every format (skipped: needs gdal-bin and ../shared/data)', () => {
  const source = join(parcels, 'de_bb/antrag_land_gem.shp');

  it.each([
    ['GPKG', 'all.gpkg', []],
    ['GeoJSON', 'all.geojson', ['-lco', 'RFC7946=NO']],
    ['FlatGeobuf', 'all.fgb', ['-lco', 'SPATIAL_INDEX=NO', '-nlt', 'GEOMETRY']],
    ['FlatGeobuf', 'indexed.fgb', ['-nlt', 'GEOMETRY']],
    ['ESRI Shapefile', 'all.shp', ['-lco', 'ENCODING=UTF-8']],
    ['ESRI Shapefile', 'latin.shp', ['-lco', 'ENCODING=ISO-8859-1']],
  ])('%s %s gives the same places and values', async (driver, name, options) => {
    execFileSync('ogr2ogr', ['-f', driver, ...options, join(dir, name), source], { stdio: 'ignore' });
    const [ours, given] = [await readFeatures(join(dir, name)), await readFeatures(source)];
    expect(ours.epsg).toBe(25833);
    const key = ({ properties, geometry }: (typeof ours.features)[number]) =>
      JSON.stringify([properties['ref_ident'], properties['code_bez'], properties['groesse'], geometry]);
    expect(ours.features.map(key).sort()).toEqual(given.features.map(key).sort());
  });
});

describe('readFeatures', () => {
  it('takes GeoJSON for longitude and latitude unless it says otherwise', async () => {
    const path = join(dir, 'a.geojson');
    await writeFile(
      path,
      JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', geometry: null, properties: { a: 1 } }] }),
    );
    expect(await readFeatures(path)).toMatchObject({ epsg: 4326, fields: ['a'], features: [{ geometry: null, properties: { a: 1 } }] });
  });

  it.each([
    ['a.txt', 'x', /a\.txt: no vector file by its name/],
    ['b.geojson', '{', /b\.geojson: not readable as geojson/],
    ['c.geojson', '{"type":"Topology"}', /c\.geojson: type "Topology"; expected a FeatureCollection/],
    ['d.gpkg', 'not a database', /d\.gpkg: not readable as gpkg/],
    ['e.parquet', 'PAR1', /e\.parquet: not readable as parquet/],
    ['f.fgb', 'fgb', /f\.fgb: no FlatGeobuf/],
    ['g.zip', 'PK', /g\.zip: no zip archive or cut off/],
    ['h.shp', 'x', /h\.shp/],
  ])('%s of %s is a clear error', async (name, text, message) => {
    await writeFile(join(dir, name), text);
    await expect(readFeatures(join(dir, name))).rejects.toThrow(message);
  });

  it('names a file that is not there', async () => {
    await expect(readFeatures(join(dir, 'none.gpkg'))).rejects.toThrow(/none\.gpkg: cannot be read/);
  });
});

describe('epsgOfWkt', () => {
  it.each([
    ['PROJCS["ETRS_1989_UTM_Zone_33N",GEOGCS["GCS_ETRS_1989"]]', 25833],
    ['PROJCS["WGS_1984_UTM_Zone_33S",GEOGCS["GCS_WGS_1984"]]', 32733],
    ['GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984"]]', 4326],
    ['PROJCS["x",GEOGCS["y",AUTHORITY["EPSG","4258"]],AUTHORITY["EPSG","25832"]]', 25832],
    ['PROJCS["Local grid",GEOGCS["y",AUTHORITY["EPSG","4258"]]]', null],
  ])('%s → %s', (wkt, epsg) => {
    expect(epsgOfWkt(wkt)).toBe(epsg);
  });
});
