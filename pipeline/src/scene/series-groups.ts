import type { StacItem } from '@landsicht/core';
import { acquiredUtcOf } from './acquired-utc.js';
import { bandsOf } from './band-map.js';
import { gridOfItem } from './grid-of-item.js';
import { sensorOf } from './sensor-of.js';
import { processingBaseline } from './sentinel2-offset.js';

/** Everything that looked at one piece of ground, oldest first, one item a day. */
export interface SeriesGroup {
  /** `31UFQ` of an MGRS tile, `192-025` of a Landsat path and row, else the grid in words. */
  readonly id: string;
  readonly items: readonly StacItem[];
  /** Items left out because the same day has a newer processing or a sensor with smaller pixels. */
  readonly duplicates: readonly StacItem[];
}

/** Sentinel-2 and HLS by MGRS tile; Landsat scenes join the tiles they overlap, and stand by path and row where there is no tile. */
export function seriesGroups(items: readonly StacItem[]): SeriesGroup[] {
  const byPlace = new Map<string, StacItem[]>();
  const roaming: StacItem[] = [];
  for (const item of items) {
    const place = mgrsTileOf(item) ?? (sensorOf(item) === 'landsat-c2-l2' ? null : gridNameOf(item));
    if (place == null) roaming.push(item);
    else byPlace.set(place, [...(byPlace.get(place) ?? []), item]);
  }
  const isAlone = byPlace.size === 0;
  for (const item of roaming) {
    const joined = isAlone
      ? [pathRowOf(item)]
      : [...byPlace].filter(([, [first]]) => first != null && overlaps(first, item)).map(([id]) => id);
    for (const id of joined) byPlace.set(id, [...(byPlace.get(id) ?? []), item]);
  }
  return [...byPlace].sort(([a], [b]) => (a < b ? -1 : 1)).map(([id, members]) => ({ id, ...oneADay(members) }));
}

/** Pixel size decides between sensors of one day: Sentinel-2, then HLS, then Landsat. */
const sensorOrder = ['sentinel-2-l2a', 'hls', 'landsat-c2-l2'];

function oneADay(items: readonly StacItem[]): Pick<SeriesGroup, 'items' | 'duplicates'> {
  const best = new Map<number, StacItem>();
  const duplicates: StacItem[] = [];
  for (const item of items) {
    const day = epochDayOf(item);
    const other = best.get(day);
    if (other == null || isBetter(item, other)) best.set(day, item);
    if (other != null) duplicates.push(isBetter(item, other) ? other : item);
  }
  return { items: [...best].sort(([a], [b]) => a - b).map(([, item]) => item), duplicates };
}

/** The item whose pixels a series is kept on: the oldest of the sensor with the smallest pixels. */
export function gridItemOf(items: readonly StacItem[]): StacItem | null {
  const rank = (item: StacItem) => sensorOrder.indexOf(sensorOf(item));
  return items.reduce<StacItem | null>((best, item) => {
    if (best == null || rank(item) < rank(best)) return item;
    return rank(item) === rank(best) && epochDayOf(item) < epochDayOf(best) ? item : best;
  }, null);
}

/** Days since 1970-01-01 UTC. */
export function epochDayOf(item: StacItem): number {
  return Math.floor(acquiredUtcOf(item).getTime() / 86_400_000);
}

/** Smaller pixels, then the newer processing baseline, then the later time of processing, then the later id. */
function isBetter(a: StacItem, b: StacItem): boolean {
  const order =
    sensorOrder.indexOf(sensorOf(b)) - sensorOrder.indexOf(sensorOf(a)) ||
    (processingBaseline(a) ?? 0) - (processingBaseline(b) ?? 0) ||
    compare(processedOf(a), processedOf(b)) ||
    compare(a.id, b.id);
  return order > 0;
}

function processedOf({ properties }: StacItem): string {
  return String(
    properties['s2:generation_time'] ?? properties['processing:datetime'] ?? properties['updated'] ?? properties['created'] ?? '',
  );
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function mgrsTileOf({ id, properties }: StacItem): string | null {
  const named = [properties['s2:mgrs_tile'], properties['grid:code']].map((value) => String(value ?? ''));
  const parts = ['utm_zone', 'latitude_band', 'grid_square'].map((part) => properties[`mgrs:${part}`] ?? properties[`sentinel:${part}`]);
  const joined = parts.every((part) => part != null) ? parts.join('') : '';
  for (const text of [...named, joined]) {
    const [, zone, square] = /^(?:MGRS-)?T?(\d{1,2})([C-X][A-Z]{2})$/.exec(text) ?? [];
    if (zone != null) return `${zone.padStart(2, '0')}${square}`;
  }
  return /(?:^|[_.-])T(\d{2}[C-X][A-Z]{2})(?=[_.-]|$)/.exec(id)?.[1] ?? null;
}

function pathRowOf(item: StacItem): string {
  const { properties } = item;
  const [path, row] = [properties['landsat:wrs_path'], properties['landsat:wrs_row']];
  if (path != null && row != null) return `${path}-${row}`;
  return /_(\d{3})(\d{3})_\d{8}/.exec(item.id)?.slice(1, 3).join('-') ?? gridNameOf(item);
}

function gridNameOf(item: StacItem): string {
  for (const { asset } of bandsOf(item)) {
    const grid = gridOfItem(item, asset);
    // the upper left corner is shared by bands of any pixel size
    if (grid != null) return `EPSG:${grid.epsg} ${grid.transform[2]} ${grid.transform[5]}`;
  }
  return `bbox ${(item.bbox ?? []).join(' ')}`;
}

function overlaps({ bbox: a }: StacItem, { bbox: b }: StacItem): boolean {
  if (a?.length !== 4 || b?.length !== 4) return false;
  const [aw = 0, as = 0, ae = 0, an = 0] = a;
  const [bw = 0, bs = 0, be = 0, bn = 0] = b;
  return aw < be && bw < ae && as < bn && bs < an;
}
