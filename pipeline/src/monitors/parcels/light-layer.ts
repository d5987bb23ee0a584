import { createHash } from 'node:crypto';
import { type CogLayout, type Detection, type Grid, rowBands } from '@landsicht/core';
import { openCogWriter } from '../../raster/cog-writer.js';
import { placeOnGrid } from '../bark-beetle/polygons-on-grid.js';
import { lightCodes, parcelsInfo } from './info.js';
import type { ParcelLight } from './judge-season.js';

interface DetectionFacts {
  readonly unitKey: string;
  readonly observedUtc: Date;
}

/** Every judged parcel as it was declared, its class its light. */
export function lightDetections(lights: readonly ParcelLight[], { unitKey, observedUtc }: DetectionFacts): Detection[] {
  return lights.flatMap(({ parcel, light, deciding, hectares, lastClear, clearDates, sceneIds }): Detection[] => {
    if (light == null) return [];
    return [
      {
        id: createHash('sha256').update(`${unitKey} ${parcel.id}`).digest('hex').slice(0, 24),
        monitor: parcelsInfo.id,
        class: light,
        geometry: parcel.geometry,
        areaM2: parcel.areaHa * 10_000,
        areaEpsg: parcel.areaEpsg,
        likelihood: null,
        observedUtc,
        sceneIds,
        unitKey,
        attributes: {
          parcel: parcel.id,
          condition: deciding?.condition ?? null,
          cause: deciding?.causes[0] ?? null,
          crop: parcel.cropName ?? parcel.cropCode,
          hectares,
          lastClear,
          clearDates,
        },
      },
    ];
  });
}

const blockRows = 512;

/** Lights on the tile's pixels; where parcels overlap the worse one shows. */
export async function writeLightLayer(path: string, grid: Grid, lights: readonly ParcelLight[]): Promise<void> {
  const colors = Object.fromEntries(parcelsInfo.classes.map(({ code, color }) => [code, color]));
  const layout: CogLayout = {
    grid,
    pixelType: 'u8',
    bands: [{ name: 'light' }],
    nodata: lightCodes.notObserved,
    overviews: 'mode',
    colors,
  };
  const placed = lights
    .flatMap(({ parcel: { geometry }, light }) => {
      const polygon = light == null ? null : placeOnGrid({ geometry, epsg: 4326, properties: {} }, grid);
      return light == null || polygon == null ? [] : [{ polygon, code: lightCodes[light] }];
    })
    .sort((a, b) => a.code - b.code);
  const sink = await openCogWriter(path, layout);
  try {
    for (const { row, height } of rowBands(grid, blockRows)) {
      const rows = new Uint8Array(grid.width * height).fill(lightCodes.notObserved);
      for (const { polygon, code } of placed) polygon.paint(rows, row, height, code);
      await sink.writeRows([rows], height);
    }
    await sink.close();
  } catch (error) {
    await sink.abort();
    throw error;
  }
}
