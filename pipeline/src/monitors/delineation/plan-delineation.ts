import type { StacItem } from '@landsicht/core';
import type { PlannedUnit, PlanRequest, UnitInput } from '../../runs/unit.js';
import { acquiredUtcOf } from '../../scene/acquired-utc.js';
import { attributionOf } from '../../scene/attribution.js';
import { bandsOf } from '../../scene/band-map.js';
import { windowOfArea } from '../../scene/grid-of-item.js';
import { sensorOf } from '../../scene/sensor-of.js';
import { gridItemOf, seriesGroups } from '../bark-beetle/series-groups.js';
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
        inputs: ordered.map((item, i) => inputOf(item, i === 0 ? 'subject' : 'reference')),
        window: windowOfArea(gridItem, bandsOf(gridItem).find(({ name }) => name === 'red')?.asset ?? '', bboxLonLat),
      },
    ];
  });
}

function inputOf(item: StacItem, role: UnitInput['role']): UnitInput {
  const [sensor, acquiredUtc] = [sensorOf(item), acquiredUtcOf(item)];
  const attribution = attributionOf(item, sensor, acquiredUtc);
  return { itemId: item.id, collection: item.collection ?? null, sensor, acquiredUtc: acquiredUtc.toISOString(), attribution, role };
}
