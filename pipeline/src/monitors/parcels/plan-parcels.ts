import type { StacItem } from '@landsicht/core';
import type { PlannedUnit, PlanRequest } from '../../runs/unit.js';
import { unitInputs } from '../../runs/unit-input.js';
import { acquiredUtcOf } from '../../scene/acquired-utc.js';
import { bandsOf } from '../../scene/band-map.js';
import { windowOfArea } from '../../scene/grid-of-item.js';
import { sensorOf } from '../../scene/sensor-of.js';
import { gridItemOf, type SeriesGroup, seriesGroups } from '../../scene/series-groups.js';
import { isInSeason, isOfYear } from './season-days.js';

/**
 * One unit per tile for the year: its Sentinel-2 acquisitions of the season and the radar over it. A tile without any of that year makes a unit too,
 * so that its parcels are told as not observed. The first item is of the tile; one item of each neighbouring tile tells which parcels are theirs.
 */
export function planParcels(items: readonly StacItem[], { parameters, bboxLonLat }: PlanRequest): PlannedUnit[] {
  const groups = seriesGroups(items.filter((item) => sensorOf(item) === 'sentinel-2-l2a'));
  const radar = items.filter((item) => sensorOf(item) === 'sentinel-1');
  const yearFor = ({ items: all }: SeriesGroup) => yearOf(all.at(-1) as StacItem, Number(parameters['year'] ?? 0));
  const observed = groups.filter((group) => group.items.some((item) => isInSeason(item, yearFor(group))));
  return groups.flatMap((group): PlannedUnit[] => {
    const gridItem = gridItemOf(group.items);
    if (gridItem == null) return [];
    const year = yearFor(group);
    const optical = group.items.filter((item) => isInSeason(item, year));
    const above = radar.filter((item) => isInSeason(item, year) && meets(item, gridItem)).sort(byTime);
    const neighbours = observed.filter((other) => other !== group && meets(firstOf(other), gridItem)).map(firstOf);
    const newest = optical.at(-1) ?? gridItem;
    const ordered = [...new Set([newest, ...optical, ...above, ...neighbours])];
    return [
      {
        title: `parcels ${group.id} ${year}`,
        model: null,
        items: ordered,
        // a later run of the same tile and year takes its place: months of winter belong to the seasons of two years
        inputs: unitInputs(ordered).map((input, i) => {
          const item = ordered[i] as StacItem;
          return { ...input, role: optical.includes(item) && isOfYear(item, year) ? ('subject' as const) : ('reference' as const) };
        }),
        window: windowOfArea(gridItem, bandsOf(gridItem).find(({ name }) => name === 'red')?.asset ?? '', bboxLonLat),
      },
    ];
  });
}

/** The year asked for; 0 = that of the newest acquisition of the tile, which is a unit's first item. In January a season ends, and none is declared yet. */
export function yearOf(newest: StacItem, year: number): number {
  if (year > 0) return year;
  const utc = acquiredUtcOf(newest);
  return utc.getUTCMonth() === 0 ? utc.getUTCFullYear() - 1 : utc.getUTCFullYear();
}

function firstOf(group: SeriesGroup): StacItem {
  return gridItemOf(group.items) as StacItem;
}

function byTime(a: StacItem, b: StacItem): number {
  return acquiredUtcOf(a).getTime() - acquiredUtcOf(b).getTime() || (a.id < b.id ? -1 : 1);
}

/** An item that does not tell where it lies may lie anywhere. */
function meets({ bbox: a }: StacItem, { bbox: b }: StacItem): boolean {
  if (a?.length !== 4 || b?.length !== 4) return true;
  const [aw = 0, as = 0, ae = 0, an = 0] = a;
  const [bw = 0, bs = 0, be = 0, bn = 0] = b;
  return aw < be && bw < ae && as < bn && bs < an;
}
