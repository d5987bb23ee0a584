import { readdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { type Grid, LandsichtError, type ParameterValues } from '@landsicht/core';
import type { FeatureCollection } from 'geojson';
import { openRaster } from '../../../raster/open-raster.js';
import type { RasterFile } from '../../../raster/raster-file.js';
import type { TableArea } from './area-table.js';
import {
  buildingIndex,
  type ExposureLayers,
  type LandUse,
  landUseOfPolygons,
  landUseOfRaster,
  populationOf,
  roadIndex,
} from './exposure-layers.js';
import { readFeatures, readPlacedFeatures } from './placed-features.js';

export interface OpenExposure {
  readonly layers: ExposureLayers;
  readonly areas: readonly TableArea[];
  close(): Promise<void>;
}

/** What the parameters `landuse`, `landcover`, `exposure` and `areas` name, on a unit's grid. */
export async function openExposureFiles(parameters: ParameterValues, grid: Grid): Promise<OpenExposure> {
  const opened: RasterFile[] = [];
  const raster = async (href: string): Promise<RasterFile> => {
    const file = await openRaster(href);
    opened.push(file);
    return file;
  };
  const close = async () => void (await Promise.all(opened.map((file) => file.close())));
  const path = (name: string) => String(parameters[name] ?? '').trim();
  try {
    const files = path('exposure') === '' ? {} : await exposureFiles(path('exposure'));
    const landUse = await landUseOf(path('landuse') || files.landuse, path('landcover'), grid, raster);
    const layers: ExposureLayers = {
      ...(landUse == null ? {} : { landUse }),
      ...(files.buildings == null ? {} : { buildings: buildingIndex((await readPlacedFeatures(files.buildings)).near(grid), grid) }),
      ...(files.roads == null ? {} : { roads: await roadsOf(files.roads, grid) }),
      ...(files.population == null ? {} : { population: populationOf(await raster(files.population), grid) }),
    };
    return { layers, areas: path('areas') === '' ? [] : await areasOf(path('areas')), close };
  } catch (error) {
    await close();
    throw error;
  }
}

type ExposureName = 'buildings' | 'roads' | 'population' | 'landuse';
const exposureNames: readonly ExposureName[] = ['buildings', 'roads', 'population', 'landuse'];

/**
 * A folder with any of buildings, roads, landuse (GeoJSON, GeoPackage, GeoParquet, …) and population (GeoTIFF), or one such file: of a
 * vector file the lines are roads, all else buildings.
 */
async function exposureFiles(path: string): Promise<Partial<Record<ExposureName, string>>> {
  if (!(await stat(path)).isDirectory()) {
    if (isRaster(path)) return { population: path };
    const { features } = await readFeatures(path);
    const lines = features.filter(({ geometry }) => /LineString$/.test(geometry?.type ?? '')).length;
    return { ...(lines > 0 ? { roads: path } : {}), ...(lines < features.length ? { buildings: path } : {}) };
  }
  const names = (await readdir(path)).sort();
  const found: Partial<Record<ExposureName, string>> = {};
  for (const name of exposureNames) {
    const file = names.find((one) => basename(one, extname(one)).toLowerCase() === name && isLayer(one));
    if (file != null) found[name] = join(path, file);
  }
  if (Object.keys(found).length > 0) return found;
  throw new LandsichtError(
    'bad-argument',
    `--set exposure=${path}: the folder holds none of buildings.geojson, roads.geojson, landuse.geojson, population.tif; it holds ${names.slice(0, 10).join(', ') || 'nothing'}. Name the files so`,
  );
}

const isLayer = (name: string) => /\.(geojson|json|gpkg|parquet|geoparquet|fgb|shp|zip|tiff?)$/i.test(name);
const isRaster = (path: string) => /\.tiff?$/i.test(path);

/** Classes of ESA WorldCover v200. */
const worldCover: Readonly<Record<string, string>> = {
  10: 'tree cover',
  20: 'shrubland',
  30: 'grassland',
  40: 'cropland',
  50: 'built-up',
  60: 'bare',
  70: 'snow and ice',
  80: 'water',
  90: 'wetland',
  95: 'mangroves',
  100: 'moss and lichen',
};
/** Codes of a raster that does not say what they mean are their own names. */
const plainCodes: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from({ length: 255 }, (_, code) => [code + 1, String(code + 1)]),
);

async function landUseOf(
  path: string | undefined,
  landcover: string,
  grid: Grid,
  raster: (href: string) => Promise<RasterFile>,
): Promise<LandUse | null> {
  if (path != null && path !== '') {
    if (isRaster(path)) return landUseOfRaster(await raster(path), grid, plainCodes);
    const features = (await readPlacedFeatures(path)).near(grid);
    return landUseOfPolygons(features, grid, propertyOf(features, ['class', 'landuse', 'use', 'nutzart', 'crop']));
  }
  return landcover === '' ? null : landUseOfRaster(await raster(landcover), grid, worldCover);
}

async function roadsOf(path: string, grid: Grid) {
  const features = (await readPlacedFeatures(path)).near(grid);
  return roadIndex(features, grid, propertyOf(features, ['class', 'kind', 'highway', 'fclass']));
}

/** The first of the usual names that any feature has. */
function propertyOf({ features }: FeatureCollection, names: readonly string[]): string {
  return names.find((name) => features.some(({ properties }) => properties?.[name] != null)) ?? (names[0] as string);
}

async function areasOf(path: string): Promise<TableArea[]> {
  const { features } = await readFeatures(path);
  return features.map((feature, i) => {
    const { geometry, properties } = feature;
    if (geometry?.type !== 'Polygon' && geometry?.type !== 'MultiPolygon') {
      throw new LandsichtError(
        'bad-argument',
        `--set areas=${path}, feature ${i + 1}: expected a Polygon or MultiPolygon, got ${geometry?.type ?? 'none'}. Draw the area as a polygon`,
      );
    }
    const id = String(properties?.['id'] ?? feature.id ?? i + 1);
    return { id, title: String(properties?.['title'] ?? properties?.['name'] ?? id), geometry };
  });
}
