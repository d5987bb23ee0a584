import { readFile, stat } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import { errorMessage, isKnownEpsg, LandsichtError } from '@landsicht/core';
import type { FeatureFile, ReadFeaturesOptions } from './feature-file.js';
import { readFlatGeobuf } from './read-flatgeobuf.js';
import { readGeoJson } from './read-geojson.js';
import { readGeoPackage } from './read-geopackage.js';
import { readGeoParquet } from './read-geoparquet.js';
import { readShapefile, type ShapefileParts } from './read-shapefile.js';
import { unzip } from './unzip.js';

/** Everything is read into memory: a national data set is cut first. */
const maximumBytes = 1_500_000_000;

const readers = {
  '.geojson': (bytes: Uint8Array, path: string, options: ReadFeaturesOptions) => readGeoJson(bytes, path, options),
  '.json': (bytes: Uint8Array, path: string, options: ReadFeaturesOptions) => readGeoJson(bytes, path, options),
  '.gpkg': readGeoPackage,
  '.parquet': readGeoParquet,
  '.geoparquet': readGeoParquet,
  '.fgb': (bytes: Uint8Array, path: string, options: ReadFeaturesOptions) => readFlatGeobuf(bytes, path, options),
  '.zip': readZipped,
  '.shp': readShapefileBeside,
} as const;

/**
 * Features of a GeoPackage, Shapefile (also zipped), GeoJSON, GeoParquet or FlatGeobuf. Throws `not-found`, `vector-unsupported`, `vector-too-large`, `vector-invalid` (what,
 * where), `crs-missing` or `crs-unknown`, each with the remedy.
 */
export async function readFeatures(path: string, options: ReadFeaturesOptions = {}): Promise<FeatureFile> {
  const extension = extname(path).toLowerCase();
  if (!Object.hasOwn(readers, extension)) {
    throw new LandsichtError('vector-unsupported', `${path}: no vector file by its name; expected ${Object.keys(readers).join(', ')}`);
  }
  const bytes = await readWhole(path);
  const read = readers[extension as keyof typeof readers];
  let file: FeatureFile;
  try {
    file = await read(bytes, path, options);
  } catch (error) {
    if (error instanceof LandsichtError) throw error;
    throw new LandsichtError(
      'vector-invalid',
      `${path}: not readable as ${extension.slice(1)} (${errorMessage(error)}). The file is damaged or cut off; copy it again`,
      {
        cause: error,
      },
    );
  }
  if (!isKnownEpsg(file.epsg)) {
    throw new LandsichtError(
      'crs-unknown',
      `${path}: EPSG:${file.epsg} is not built in. Convert the file, e.g. ogr2ogr -t_srs EPSG:25833 out.gpkg ${basename(path)}`,
    );
  }
  return file;
}

async function readWhole(path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size > maximumBytes) {
      throw new LandsichtError(
        'vector-too-large',
        `${path}: ${size} bytes; at most ${maximumBytes} are read. Cut it to your area, e.g. ogr2ogr -spat`,
      );
    }
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof LandsichtError) throw cause;
    throw new LandsichtError('not-found', `${path}: cannot be read (${errorMessage(cause)}). Check the path`, { cause });
  }
}

/** Parts of a Shapefile lie beside each other, in any case of letters. */
async function readShapefileBeside(shp: Uint8Array, path: string, options: ReadFeaturesOptions): Promise<FeatureFile> {
  const stem = path.slice(0, -4);
  const beside = async (name: string): Promise<Uint8Array | null> => {
    for (const extension of [name, name.toUpperCase()]) {
      const found = await readFile(`${stem}.${extension}`).catch(() => null);
      if (found != null) return found;
    }
    return null;
  };
  const [dbf, prj, cpg] = await Promise.all(['dbf', 'prj', 'cpg'].map(beside));
  return readShapefile({ shp, dbf: dbf ?? null, prj: prj ?? null, cpg: cpg ?? null }, path, options);
}

/** A zipped Shapefile or any one file of the other kinds. */
async function readZipped(bytes: Uint8Array, path: string, options: ReadFeaturesOptions): Promise<FeatureFile> {
  const entries = unzip(bytes, path);
  const names = [...entries.keys()];
  const wanted = names.filter((name) => Object.hasOwn(readers, extname(name).toLowerCase()) && extname(name).toLowerCase() !== '.zip');
  const [name] =
    options.layer == null ? wanted : wanted.filter((one) => basename(one, extname(one)) === options.layer || wanted.length === 1);
  if (name == null || (options.layer == null && wanted.length > 1)) {
    throw new LandsichtError(
      'vector-invalid',
      `${path}: holds ${wanted.join(', ') || 'no vector file'}; expected one. Name it as layer, or unpack it`,
    );
  }
  const extension = extname(name).toLowerCase();
  const inside = `${path}/${name}`;
  if (extension !== '.shp')
    return readers[extension as Exclude<keyof typeof readers, '.zip' | '.shp'>](entries.get(name)?.() ?? new Uint8Array(), inside, options);
  const part = (suffix: string) => {
    const found = names.find((one) => one.toLowerCase() === `${name.slice(0, -4)}.${suffix}`.toLowerCase());
    return found == null ? null : (entries.get(found)?.() ?? null);
  };
  const parts: ShapefileParts = { shp: part('shp') ?? new Uint8Array(), dbf: part('dbf'), prj: part('prj'), cpg: part('cpg') };
  return readShapefile(parts, inside, options);
}
