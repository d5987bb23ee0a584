import type { StacItem } from '@landsicht/core';
import type { PlannedUnit, PlanRequest } from '../../runs/unit.js';
import { unitInputs } from '../../runs/unit-input.js';
import { bandsOf } from '../../scene/band-map.js';
import { windowOfArea } from '../../scene/grid-of-item.js';
import { sensorOf } from '../../scene/sensor-of.js';
import { gridItemOf, seriesGroups } from '../../scene/series-groups.js';
import { delineationInfo } from './info.js';

/** One unit per tile from all its dates, the newest first: it is what the result is about. */
export function planDelineation(items: readonly StacItem[], { bboxLonLat }: PlanRequest): PlannedUnit[] {
  const sensors: readonly string[] = delineationInfo.sensors;
  return seriesGroups(items.filter((item) => sensors.includes(sensorOf(item)))).flatMap((group): PlannedUnit[] => {
    const [newest, gridItem] = [group.items.at(-1), gridItemOf(group.items)];
    if (newest == null || gridItem == null) return [];
    const ordered = [newest, ...group.items.slice(0, -1)];
    return [
      {
        title: `delineation ${group.id}`,
        model: null,
        items: ordered,
        inputs: unitInputs(ordered),
        window: windowOfArea(gridItem, bandsOf(gridItem).find(({ name }) => name === 'red')?.asset ?? '', bboxLonLat),
      },
    ];
  });
}
