import { join } from 'node:path';
import type { CogLayout, Grid, RasterSink } from '@landsicht/core';
import { openCogWriter } from '../../raster/cog-writer.js';
import type { UnitFile } from '../../runs/unit.js';
import { floodCodes, type floodInfo } from './info.js';
import { layerPalettes } from './layer-palettes.js';

/** `depth` is written from the closed layers (products/depth.ts). */
export type FloodLayerId = Exclude<(typeof floodInfo.layers)[number]['id'], 'depth'>;

/** The COGs of one flood unit, written row by row. */
export class FloodLayers {
  private readonly sinks: ReadonlyMap<FloodLayerId, RasterSink>;

  private constructor(sinks: ReadonlyMap<FloodLayerId, RasterSink>) {
    this.sinks = sinks;
  }

  static async open(dir: string, grid: Grid, ids: readonly FloodLayerId[]): Promise<FloodLayers> {
    const sinks = new Map<FloodLayerId, RasterSink>();
    for (const id of ids) sinks.set(id, await openCogWriter(join(dir, `${id}.tif`), layoutOf(id, grid)));
    return new FloodLayers(sinks);
  }

  get files(): UnitFile[] {
    const mediaType = 'image/tiff; application=geotiff; profile=cloud-optimized';
    return [...this.sinks.keys()].map((id) => ({ path: `${id}.tif`, role: 'layer', layer: id, mediaType }));
  }

  async write(id: FloodLayerId, pixels: Uint8Array, rows: number): Promise<void> {
    await this.sinks.get(id)?.writeRows([pixels], rows);
  }

  async close(): Promise<void> {
    for (const sink of this.sinks.values()) await sink.close();
  }

  async abort(): Promise<void> {
    await Promise.allSettled([...this.sinks.values()].map((sink) => sink.abort()));
  }
}

function layoutOf(id: FloodLayerId, grid: Grid): CogLayout {
  const base = { grid, pixelType: 'u8', bands: [{ name: id }] } as const;
  if (id === 'image') return { ...base, overviews: 'average', nodata: 0 };
  const nodata = id === 'exclusion' ? {} : { nodata: floodCodes.notObserved };
  return { ...base, overviews: id === 'likelihood' ? 'average' : 'mode', colors: layerPalettes[id], ...nodata };
}
