import type { Detection } from '@landsicht/core';
import { bboxLonLatOf } from '@landsicht/core';
import type { MultiPolygon } from 'geojson';
import { latticeGrid, outlineOf } from '../lattice.js';
import type { Observation } from '../observation.js';
import { intersection, type Region, RegionBuilder } from '../region.js';

/** A cell of the lattice near Dresden; a drawn character is a square of `side` cells. */
const originCol = 450_000;
const originRow = -310_000;
/** 50 m × 50 m = 0.25 ha a character. */
export const side = 5;
export const haPerChar = 0.25;

/** Characters for which `test` holds, as cells. */
export function drawnRegion(lines: readonly string[], test: (character: string) => boolean): Region {
  const builder = new RegionBuilder();
  lines.forEach((line, r) => {
    for (let k = 0; k < side; k++) {
      [...line].forEach((character, c) => {
        if (test(character)) builder.add(originRow + r * side + k, originCol + c * side, originCol + (c + 1) * side);
      });
    }
  });
  return builder.finish();
}

export interface DrawnLook {
  /** Day of October 2024, with a fraction. */
  readonly day: number;
  readonly scene?: string;
  readonly key?: string;
  readonly likelihood?: number | null;
  readonly flags?: readonly string[];
  /** Letters are waters, one detection each; `.` is dry, `?` not seen. */
  readonly map: readonly string[];
}

export function utcOfDay(day: number): Date {
  return new Date(Date.UTC(2024, 9, 1) + (day - 1) * 86_400_000);
}

/** A look drawn as text. */
export function drawnLook({
  day,
  scene = `scene-${day}`,
  key = `unit-${scene}`,
  likelihood = null,
  flags = [],
  map,
}: DrawnLook): Observation {
  const letters = [...new Set(map.join('').replace(/[.?]/g, ''))].sort();
  const seen = drawnRegion(map, (character) => character !== '?');
  const observedUtc = utcOfDay(day);
  const detections = letters.map((letter): Detection => {
    const region = drawnRegion(map, (character) => character === letter);
    return {
      id: `${scene}-${letter}`,
      monitor: 'flood',
      class: 'flood',
      geometry: outlineOf(region) as MultiPolygon,
      areaM2: region.cells * 100,
      areaEpsg: 25833,
      likelihood,
      observedUtc,
      sceneIds: [scene],
      unitKey: key,
    };
  });
  const width = (map[0] as string).length * side;
  return {
    sceneIds: [scene],
    unitKeys: [key],
    observedUtc,
    bboxLonLat: bboxLonLatOf(latticeGrid(originCol, originRow, width, map.length * side)),
    flags,
    detections,
    observedPart: async (region) => intersection(region, seen),
    likelihoodIn: async () => null,
  };
}
