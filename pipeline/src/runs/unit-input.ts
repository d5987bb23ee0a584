import type { StacItem } from '@landsicht/core';
import { acquiredUtcOf } from '../scene/acquired-utc.js';
import { attributionOf } from '../scene/attribution.js';
import { sensorOf } from '../scene/sensor-of.js';
import type { UnitInput } from './unit.js';

/** What a unit says of the items it rests on: the first is what the result is about, the others help to judge it. */
export function unitInputs(items: readonly StacItem[]): UnitInput[] {
  return items.map((item, i) => {
    const sensor = sensorOf(item);
    const acquiredUtc = acquiredUtcOf(item);
    return {
      itemId: item.id,
      collection: item.collection ?? null,
      sensor,
      acquiredUtc: acquiredUtc.toISOString(),
      attribution: attributionOf(item, sensor, acquiredUtc),
      role: i === 0 ? 'subject' : 'reference',
    };
  });
}
