import { windowGrid } from '@landsicht/core';
import { noPixel, pixelBands, pixelScale } from './kept-pixels.js';
import type { ParcelPixels, ParcelSeason } from './parcel-season.js';
import type { ParcelSets } from './pixel-sets.js';
import type { ParcelRecords } from './scene-file.js';

/** The records of one scene for the parcels at work. */
export interface SceneRecordsOf {
  readonly sceneId: string;
  readonly date: string;
  readonly epochDay: number;
  readonly records: ParcelRecords;
}

/**
 * The pixels of a parcel on its clear looks, on the smallest window of the tile around them. `i`: its place among the parcels that were read; null
 * where it has no inner pixel or no clear look.
 */
export async function parcelPixels(
  sets: ParcelSets,
  parcel: number,
  i: number,
  scenes: readonly SceneRecordsOf[],
  season: ParcelSeason,
): Promise<ParcelPixels | null> {
  const { runs, firstRun, counts } = sets.fine;
  const [first, end, count] = [firstRun[parcel] as number, firstRun[parcel + 1] as number, counts[parcel] as number];
  if (count === 0) return null;
  let [left, right] = [Number.POSITIVE_INFINITY, 0];
  for (let run = first; run < end; run++) {
    left = Math.min(left, runs[3 * run + 1] as number);
    right = Math.max(right, runs[3 * run + 2] as number);
  }
  const [top, bottom] = [runs[3 * first] as number, (runs[3 * (end - 1)] as number) + 1];
  const [width, height] = [right - left, bottom - top];
  /** Of each inner pixel in the order of the runs. */
  const places = new Uint32Array(count);
  for (let run = first, at = 0; run < end; run++) {
    const start = ((runs[3 * run] as number) - top) * width - left;
    for (let col = runs[3 * run + 1] as number; col < (runs[3 * run + 2] as number); col++) places[at++] = start + col;
  }
  const inside = new Uint8Array(width * height);
  for (const place of places) inside[place] = 1;
  const usable = new Set(
    season.optical
      .filter(({ clear, flags }) => clear && !flags.includes('shadow') && !flags.includes('haze'))
      .map(({ sceneId }) => sceneId),
  );
  const looks: ParcelPixels['looks'][number][] = [];
  for (const { records, sceneId, date, epochDay } of scenes) {
    const packed = usable.has(sceneId) ? await records.pixelsOf(i, count) : null;
    if (packed != null) looks.push({ sceneId, date, epochDay, ...unpacked(packed, places, width * height) });
  }
  if (looks.length === 0) return null;
  return { grid: windowGrid(sets.grid, { col: left, row: top, width, height }), inside, looks };
}

function unpacked(packed: Int16Array, places: Uint32Array, length: number): Pick<ParcelPixels['looks'][number], 'valid' | 'bands'> {
  const valid = new Uint8Array(length);
  const bands = Object.fromEntries(pixelBands.map((name) => [name, new Float32Array(length)]));
  const count = places.length;
  for (let at = 0; at < count; at++) {
    const place = places[at] as number;
    if (packed[at] === noPixel || packed[count + at] === noPixel) continue; // B04 and B08
    valid[place] = 1;
    pixelBands.forEach((name, b) => {
      const value = packed[b * count + at] as number;
      (bands[name] as Float32Array)[place] = value === noPixel ? Number.NaN : value / pixelScale;
    });
  }
  return { valid, bands };
}
