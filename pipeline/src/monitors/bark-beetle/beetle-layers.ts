import { join } from 'node:path';
import type { CogLayout, Grid, RasterSink } from '@landsicht/core';
import { openCogWriter } from '../../raster/cog-writer.js';
import type { UnitFile } from '../../runs/unit.js';
import { barkBeetleInfo } from './info.js';
import type { SeriesAnswers } from './series/series-types.js';
import { stateCodes, tierCodes } from './series/state-codes.js';

export type BeetleLayerId = (typeof barkBeetleInfo.layers)[number]['id'];
export const notModelledPercent = 255;

/** Answers of forest pixels laid out on whole rows; everything else is "not modelled". */
export interface LayerRows {
  readonly state: Uint8Array;
  readonly tier: Uint8Array;
  readonly first_anomaly: Uint16Array;
  readonly confirmed: Uint16Array;
  readonly cleared: Uint16Array;
  readonly confidence: Uint8Array;
  readonly observations: Uint16Array;
}

export function emptyRows(length: number): LayerRows {
  return {
    state: new Uint8Array(length).fill(stateCodes.notModelled),
    tier: new Uint8Array(length).fill(tierCodes.notModelled),
    first_anomaly: new Uint16Array(length),
    confirmed: new Uint16Array(length),
    cleared: new Uint16Array(length),
    confidence: new Uint8Array(length).fill(notModelledPercent),
    observations: new Uint16Array(length),
  };
}

/** `at`: by forest pixel of the answers its place in the rows. */
export function rowsOfAnswers(answers: SeriesAnswers, at: Int32Array, length: number): LayerRows {
  const rows = emptyRows(length);
  for (let i = 0; i < at.length; i++) {
    const o = at[i] as number;
    rows.state[o] = answers.state[i] as number;
    rows.tier[o] = answers.tier[i] as number;
    rows.first_anomaly[o] = answers.firstAnomalyDay[i] as number;
    rows.confirmed[o] = answers.confirmedDay[i] as number;
    rows.cleared[o] = answers.clearedDay[i] as number;
    rows.confidence[o] = answers.confidencePercent[i] as number;
    rows.observations[o] = answers.observations[i] as number;
  }
  return rows;
}

/** The COGs of one unit, written from top to bottom. */
export class BeetleLayers {
  readonly #sinks: ReadonlyMap<BeetleLayerId, RasterSink>;

  private constructor(sinks: ReadonlyMap<BeetleLayerId, RasterSink>) {
    this.#sinks = sinks;
  }

  static async open(dir: string, grid: Grid): Promise<BeetleLayers> {
    const sinks = new Map<BeetleLayerId, RasterSink>();
    for (const { id } of barkBeetleInfo.layers) sinks.set(id, await openCogWriter(layerPath(dir, id), layoutOf(id, grid)));
    return new BeetleLayers(sinks);
  }

  get files(): UnitFile[] {
    const mediaType = 'image/tiff; application=geotiff; profile=cloud-optimized';
    return [...this.#sinks.keys()].map((id) => ({ path: `${id}.tif`, role: 'layer', layer: id, mediaType }));
  }

  async write(rows: LayerRows, count: number): Promise<void> {
    for (const [id, sink] of this.#sinks) await sink.writeRows([rows[id]], count);
  }

  async close(): Promise<void> {
    for (const sink of this.#sinks.values()) await sink.close();
  }

  async abort(): Promise<void> {
    await Promise.allSettled([...this.#sinks.values()].map((sink) => sink.abort()));
  }
}

export function layerPath(dir: string, id: BeetleLayerId): string {
  return join(dir, `${id}.tif`);
}

function layoutOf(id: BeetleLayerId, grid: Grid): CogLayout {
  const layer = barkBeetleInfo.layers.find((one) => one.id === id);
  if (layer?.kind === 'classes') {
    const colors = Object.fromEntries(layer.classes.map(({ code, color }) => [code, color]));
    return { grid, pixelType: 'u8', bands: [{ name: id }], overviews: 'mode', colors, nodata: 255 };
  }
  if (id === 'confidence')
    return { grid, pixelType: 'u8', bands: [{ name: id, unit: '%' }], overviews: 'mode', nodata: notModelledPercent };
  return {
    grid,
    pixelType: 'u16',
    bands: [{ name: id, unit: id === 'observations' ? 'dates' : 'days since 1970-01-01' }],
    overviews: 'mode',
    nodata: 0,
  };
}
