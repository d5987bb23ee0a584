import { type BboxLonLat, bboxLonLatOf, type Grid, LandsichtError } from '@landsicht/core';
import type { Feature, FeatureCollection, Position } from 'geojson';
import { z } from 'zod';
import { openRaster } from '../../../raster/open-raster.js';
import type { RasterFile } from '../../../raster/raster-file.js';
import { readLocalJson } from '../../../sources/read-json.js';
import { floodCodes } from '../info.js';
import { type AreaTableRow, areaTable } from '../products/area-table.js';
import {
  buildingIndex,
  type ExposureLayers,
  landUseOfPolygons,
  landUseOfRaster,
  populationOf,
  roadIndex,
} from '../products/exposure-layers.js';
import { gridOfRegion, maskOfRegion } from './lattice.js';
import type { Region } from './region.js';

const path = z.string().min(1);

/** Paths of the layers that say what lies under the water. */
export const exposureSchema = z.strictObject({
  /** GeoJSON polygons with a class property … */
  landUse: z
    .union([
      z.strictObject({ path, property: z.string().default('class') }),
      /** … or a class raster with the names of its codes. */
      z.strictObject({ path, classes: z.record(z.string().regex(/^\d+$/), z.string()) }),
    ])
    .optional(),
  buildings: z.strictObject({ path }).optional(),
  roads: z.strictObject({ path, property: z.string().default('class') }).optional(),
  /** People per cell, e.g. GHS-POP 100 m. */
  population: z.strictObject({ path }).optional(),
});
export type ExposureFiles = z.infer<typeof exposureSchema>;

/** The open layers; `tableOf` counts what lies in a region. */
export interface EventExposure {
  /** null where no layer was given. */
  tableOf(region: Region): Promise<AreaTableRow | null>;
  close(): Promise<void>;
}

export async function openExposure(files: ExposureFiles): Promise<EventExposure> {
  const opened: RasterFile[] = [];
  const raster = async (href: string): Promise<RasterFile> => {
    const file = await openRaster(href);
    opened.push(file);
    return file;
  };
  const close = async () => void (await Promise.all(opened.map((file) => file.close())));
  try {
    const { landUse, buildings, roads, population } = files;
    const use = landUse == null ? null : 'classes' in landUse ? await raster(landUse.path) : await featuresOf(landUse.path);
    const houses = buildings == null ? null : await featuresOf(buildings.path);
    const lines = roads == null ? null : await featuresOf(roads.path);
    const people = population == null ? null : await raster(population.path);
    const layersOn = (grid: Grid): ExposureLayers => ({
      ...(use == null || landUse == null
        ? {}
        : {
            landUse:
              'classes' in landUse
                ? landUseOfRaster(use as RasterFile, grid, landUse.classes)
                : landUseOfPolygons((use as PlacedFeatures).near(grid), grid, landUse.property),
          }),
      ...(houses == null ? {} : { buildings: buildingIndex(houses.near(grid), grid) }),
      ...(lines == null ? {} : { roads: roadIndex(lines.near(grid), grid, roads?.property) }),
      ...(people == null ? {} : { population: populationOf(people, grid) }),
    });
    const isEmpty = Object.values(files).every((layer) => layer == null);
    return {
      async tableOf(region) {
        if (isEmpty || region.cells === 0) return null;
        const grid = gridOfRegion(region);
        const [row] = await areaTable({
          grid,
          layers: layersOn(grid),
          areas: [{ id: 'event', title: 'event', geometry: null }],
          source: async (first, rows) => ({ flood: maskOfRegion(region, grid, first, rows).map((inside) => inside * floodCodes.flood) }),
        });
        return row ?? null;
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Features with their boxes, so that each event places only what is near it. */
class PlacedFeatures {
  readonly #features: readonly { readonly feature: Feature; readonly bbox: BboxLonLat }[];

  constructor(features: readonly Feature[]) {
    this.#features = features.filter(({ geometry }) => geometry != null).map((feature) => ({ feature, bbox: bboxOf(feature) }));
  }

  near(grid: Grid): FeatureCollection {
    const [west, south, east, north] = bboxLonLatOf(grid);
    const features = this.#features
      .filter(({ bbox: [w, s, e, n] }) => w <= east && e >= west && s <= north && n >= south)
      .map(({ feature }) => feature);
    return { type: 'FeatureCollection', features };
  }
}

function bboxOf({ geometry }: Feature): BboxLonLat {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    if (typeof value[0] !== 'number') {
      value.forEach(visit);
      return;
    }
    const [x = Number.NaN, y = Number.NaN] = value as Position;
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  };
  if (geometry != null && 'coordinates' in geometry) visit(geometry.coordinates);
  return box;
}

async function featuresOf(file: string): Promise<PlacedFeatures> {
  return new PlacedFeatures((await readFeatures(file)).features);
}

/** A GeoJSON file as features: a collection, one feature, or a bare geometry. Coordinates must be degrees (RFC 7946). */
export async function readFeatures(file: string): Promise<FeatureCollection> {
  const json = (await readLocalJson(file)) as { type?: unknown; features?: unknown } | null;
  const features: unknown[] =
    json?.type === 'FeatureCollection' && Array.isArray(json.features)
      ? json.features
      : json?.type === 'Feature'
        ? [json]
        : typeof json?.type === 'string' && 'coordinates' in json
          ? [{ type: 'Feature', properties: {}, geometry: json }]
          : [];
  const found = features.filter((feature): feature is Feature => typeof feature === 'object' && feature != null && 'geometry' in feature);
  if (found.length === 0) throw new LandsichtError('bad-argument', `${file}: holds no GeoJSON features. Export it as GeoJSON in EPSG:4326`);
  for (const feature of found) {
    const [west, south, east, north] = bboxOf(feature);
    if (west < -180 || east > 180 || south < -90 || north > 90) {
      throw new LandsichtError(
        'bad-argument',
        `${file}: coordinates reach ${west}, ${south}, ${east}, ${north}; expected degrees. Reproject it, e.g. ogr2ogr -t_srs EPSG:4326`,
      );
    }
  }
  return { type: 'FeatureCollection', features: found };
}
