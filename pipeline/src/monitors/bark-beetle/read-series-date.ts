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
  /** Where the date goes: the last rows of the room are the window's. */
  readonly room: DateRoom;
  readonly signal?: AbortSignal;
}

/** Arrays of one date, used again for a later one. */
export class DateRoom {
  readonly width: number;
  readonly height: number;
  readonly reason: Uint8Array;
  readonly #bands = new Map<SeriesBand, Float32Array>();

  constructor({ width, height }: { readonly width: number; readonly height: number }) {
    this.width = width;
    this.height = height;
    this.reason = new Uint8Array(width * height);
  }

  band(name: SeriesBand): Float32Array {
    const known = this.#bands.get(name) ?? new Float32Array(this.reason.length);
    this.#bands.set(name, known);
    return known;
  }
}

/** A window of one date on the unit's grid, brought onto the bands and numbers of Sentinel-2; rows above it are left for the caller to fill. */
export async function readSeriesDate(
  scene: Scene,
  item: StacItem,
  { grid, window, wanted, room, signal }: DateWindow,
): Promise<SeriesDate> {
  const sources = bandsFor(item, wanted);
  const abort = signal == null ? {} : { signal };
  const place = sameGrid(scene.grid, grid) ? { window } : { grid: windowGrid(grid, window) };
  const above = room.width * (room.height - window.height);
  const bandsFrom = (name: string) => [...sources.keys()].filter((band) => sources.get(band) === name) as [SeriesBand, SeriesBand?];
  const convert = (name: string) => {
    const [first, second] = bandsFrom(name);
    const kind = second == null ? first : (name as SeriesBand); // a band that stands in for another beside itself is taken for what it is
    return (values: Float32Array) => void toDn(values, scene.sensor, kind);
  };
  const into = (name: string) => room.band(bandsFrom(name)[0]).subarray(above);
  const { reason, valid } = await scene.read([...new Set(sources.values())], { ...place, ...abort, convert, into });
  room.reason.set(reason ?? valid.map((ok) => (ok === 1 ? 0 : 1)), above);
  const dn: Partial<Record<SeriesBand, Float32Array>> = {};
  for (const [band, name] of sources) dn[band] = room.band(bandsFrom(name)[0]);
  return { epochDay: epochDayOf(item), width: room.width, height: room.height, dn, reason: room.reason };
}
