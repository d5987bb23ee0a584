import { join } from 'node:path';
import { type CogLayout, type Grid, maskReasons, type RasterSink } from '@landsicht/core';
import { openCogWriter } from '../../raster/cog-writer.js';
import type { UnitFile } from '../../runs/unit.js';
import { crownCodes, crownsInfo } from './info.js';

const ids = crownsInfo.layers.map(({ id }) => id);
export type CrownLayerId = (typeof ids)[number];

/** The COGs of one unit, written rows at a time. */
export class CrownLayers {
  private readonly sinks: ReadonlyMap<CrownLayerId, RasterSink>;

  private constructor(sinks: ReadonlyMap<CrownLayerId, RasterSink>) {
    this.sinks = sinks;
  }

  static async open(dir: string, grid: Grid): Promise<CrownLayers> {
    const sinks = new Map<CrownLayerId, RasterSink>();
    for (const id of ids) sinks.set(id, await openCogWriter(join(dir, `${id}.tif`), layoutOf(id, grid)));
    return new CrownLayers(sinks);
  }

  get files(): UnitFile[] {
    const mediaType = 'image/tiff; application=geotiff; profile=cloud-optimized';
    return ids.map((id) => ({ path: `${id}.tif`, role: 'layer', layer: id, mediaType }));
  }

  async write(rows: Readonly<Record<CrownLayerId, Uint8Array>>, count: number): Promise<void> {
    for (const id of ids) await this.sinks.get(id)?.writeRows([rows[id]], count);
  }

  async close(): Promise<void> {
    for (const sink of this.sinks.values()) await sink.close();
  }

  async abort(): Promise<void> {
    await Promise.allSettled([...this.sinks.values()].map((sink) => sink.abort()));
  }
}

const grey = '#6b7280';

function layoutOf(id: CrownLayerId, grid: Grid): CogLayout {
  const base = { grid, pixelType: 'u8', bands: [{ name: id }] } as const;
  if (id === 'likelihood') return { ...base, overviews: 'average', nodata: crownCodes.notObserved };
  if (id === 'class') {
    const colors = Object.fromEntries(crownsInfo.classes.map(({ code, color }) => [code, color]));
    return { ...base, overviews: 'mode', colors, nodata: crownCodes.notObserved };
  }
  const colors = { 0: '#ffffff00', ...Object.fromEntries(Object.values(maskReasons).map(({ code }) => [code, grey])) };
  return { ...base, overviews: 'mode', colors };
}
