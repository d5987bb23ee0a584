import type { StacItem } from '@landsicht/core';
import type { PlannedUnit, PlanRequest } from '../../runs/unit.js';
import { unitInputs } from '../../runs/unit-input.js';
import { acquiredUtcOf } from '../../scene/acquired-utc.js';
import { bandsOf } from '../../scene/band-map.js';
import { windowOfArea } from '../../scene/grid-of-item.js';
import { sensorOf } from '../../scene/sensor-of.js';
import { gridItemOf, type SeriesGroup, seriesGroups } from '../../scene/series-groups.js';
import { isIgnored, parseIgnoredPeriod } from './ignored-period.js';
import { barkBeetleInfo } from './info.js';

/** One unit per tile: all its dates, the newest first (it is what the result is about), then from the oldest on. */
export function planBarkBeetle(items: readonly StacItem[], { parameters, bboxLonLat }: PlanRequest): PlannedUnit[] {
  const sensors: readonly string[] = barkBeetleInfo.sensors;
  const ignored = parseIgnoredPeriod(String(parameters['ignoredPeriod'] ?? ''));
  const usable = items.filter((item) => sensors.includes(sensorOf(item)) && !isIgnored(acquiredUtcOf(item), ignored));
  return seriesGroups(usable).flatMap((group) => {
    const series = parameters['mode'] === 'fordead' ? ofOneSensor(group) : group.items;
    const [newest, gridItem] = [series.at(-1), gridItemOf(series)];
    if (newest == null || gridItem == null) return [];
    const ordered = [newest, ...series.slice(0, -1)];
    return {
      title: `bark-beetle ${group.id} ${acquiredUtcOf(newest).toISOString().slice(0, 10)}`,
      model: null,
      items: ordered,
      inputs: unitInputs(ordered),
      window: windowOfArea(gridItem, bandsOf(gridItem)[0]?.asset ?? '', bboxLonLat),
    };
  });
}

/** FORDEAD knows one sensor a series. */
function ofOneSensor({ items }: SeriesGroup): readonly StacItem[] {
  const gridItem = gridItemOf(items);
  return gridItem == null ? [] : items.filter((item) => sensorOf(item) === sensorOf(gridItem));
}
