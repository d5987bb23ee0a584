import type { Grid } from '@landsicht/core';
import { z } from 'zod';
import { openRaster } from '../../../raster/open-raster.js';
import type { RasterFile } from '../../../raster/raster-file.js';
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
import { type PlacedFeatures, readPlacedFeatures } from '../products/placed-features.js';
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
    const use = landUse == null ? null : 'classes' in landUse ? await raster(landUse.path) : await readPlacedFeatures(landUse.path);
    const houses = buildings == null ? null : await readPlacedFeatures(buildings.path);
    const lines = roads == null ? null : await readPlacedFeatures(roads.path);
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
