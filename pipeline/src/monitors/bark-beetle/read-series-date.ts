import { type Grid, type Scene, type StacItem, sameGrid, type Window, windowGrid } from '@landsicht/core';
import { bandsOf } from '../../scene/band-map.js';
import { epochDayOf } from '../../scene/series-groups.js';
import { toDn } from './s2-like.js';
import type { SeriesBand, SeriesDate } from './series/series-types.js';

/** Landsat and HLS L30 have one near infrared, the narrow one: it stands in for the wide. */
const standIns: Partial<Record<SeriesBand, SeriesBand>> = { nir: 'nir08' };

/** Where an item has each wanted band; bands it lacks are left out. */
export function bandsFor(item: StacItem, wanted: readonly SeriesBand[]): ReadonlyMap<SeriesBand, string> {
  const names = new Set(bandsOf(item).map(({ name }) => name));
  const found = new Map<SeriesBand, string>();
  for (const band of wanted) {
    const name = [band, standIns[band]].find((candidate) => candidate != null && names.has(candidate));
    if (name != null) found.set(band, name);
  }
  return found;
}

export interface DateWindow {
  /** Of the whole unit. */
  readonly grid: Grid;
  /** Pixels of `grid`; may reach beyond it: those pixels are not observed. */
  readonly window: Window;
  readonly wanted: readonly SeriesBand[];
  readonly signal?: AbortSignal;
}

/** A window of one date on the unit's grid, brought onto the bands and numbers of Sentinel-2. */
export async function readSeriesDate(scene: Scene, item: StacItem, { grid, window, wanted, signal }: DateWindow): Promise<SeriesDate> {
  const sources = bandsFor(item, wanted);
  const abort = signal == null ? {} : { signal };
  const place = sameGrid(scene.grid, grid) ? { window } : { grid: windowGrid(grid, window) };
  /** A band that stands in for another beside itself is taken for what it is. */
  const kindOf = (name: string) => {
    const [first, second] = [...sources.keys()].filter((band) => sources.get(band) === name);
    return second == null && first != null ? first : (name as SeriesBand);
  };
  const convert = (name: string) => (values: Float32Array) => void toDn(values, scene.sensor, kindOf(name));
  const raster = await scene.read([...new Set(sources.values())], { ...place, ...abort, convert });
  const dn: Partial<Record<SeriesBand, Float32Array>> = {};
  for (const [band, name] of sources) dn[band] = raster.bands[name] as Float32Array;
  const reason = raster.reason ?? raster.valid.map((ok) => (ok === 1 ? 0 : 1));
  return { epochDay: epochDayOf(item), width: window.width, height: window.height, dn, reason };
}
