import { join } from 'node:path';
import { type CogLayout, type Grid, maskReasons, type RasterSink } from '@landsicht/core';
import { openCogWriter } from '../../raster/cog-writer.js';
import type { UnitFile } from '../../runs/unit.js';
import { floodCodes, floodInfo } from './info.js';
import { dswxClasses } from './optical/dswx-classes.js';

export type FloodLayerId = (typeof floodInfo.layers)[number]['id'];

const colorOf = (id: string) => floodInfo.classes.find((kind) => kind.id === id)?.color ?? '#000000';
const notObserved = { [floodCodes.notObserved]: colorOf('not-observed') };
const grey = '#6b7280';

const palettes: Record<Exclude<FloodLayerId, 'image' | 'likelihood'>, Readonly<Record<number, string>>> = {
  flood: Object.fromEntries(floodInfo.classes.map(({ code, color }) => [code, color])),
  water: { 0: '#ffffff00', 1: colorOf('flood'), ...notObserved },
  reference: { 0: '#ffffff00', 1: colorOf('reference'), ...notObserved },
  dswx: Object.fromEntries(dswxClasses.map(({ code, color }) => [code, color])),
  exclusion: { 0: '#ffffff00', ...Object.fromEntries(Object.values(maskReasons).map(({ code }) => [code, grey])) },
};

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
  if (id === 'likelihood') return { ...base, overviews: 'average', nodata: floodCodes.notObserved };
  const nodata = id === 'exclusion' ? {} : { nodata: floodCodes.notObserved };
  return { ...base, overviews: 'mode', colors: palettes[id], ...nodata };
}
