import { LandsichtError, type StacItem } from '@landsicht/core';
import type { PlannedUnit, PlanRequest } from '../../runs/unit.js';
import { unitInputs } from '../../runs/unit-input.js';
import { bandsOf } from '../../scene/band-map.js';
import { windowOfArea } from '../../scene/grid-of-item.js';

const leafOffChoices = ['refuse', 'judge'];

/** One unit per image. */
export function planCrowns(items: readonly StacItem[], { parameters, bboxLonLat }: PlanRequest): PlannedUnit[] {
  const leafOff = String(parameters['leafOff'] ?? 'refuse');
  if (!leafOffChoices.includes(leafOff)) {
    throw new LandsichtError('bad-argument', `--set leafOff=${leafOff}: expected ${leafOffChoices.join(' or ')}`);
  }
  return items
    .filter((item) => hasColours(item) && meets(item, bboxLonLat))
    .map((item) => {
      const asset = bandsOf(item).find(({ name }) => name === 'red')?.asset ?? '';
      return {
        title: `crowns ${item.id}`,
        model: null,
        items: [item],
        inputs: unitInputs([item]),
        window: windowOfArea(item, asset, bboxLonLat),
      };
    });
}

function hasColours(item: StacItem): boolean {
  const names = bandsOf(item).map(({ name }) => name);
  return ['red', 'green', 'blue'].every((name) => names.includes(name));
}

function meets({ bbox }: StacItem, area: PlanRequest['bboxLonLat']): boolean {
  if (area == null || bbox?.length !== 4) return true;
  const [west = 0, south = 0, east = 0, north = 0] = bbox;
  return west < area[2] && east > area[0] && south < area[3] && north > area[1];
}
