import type { StacItem } from '@landsicht/core';
import { acquiredUtcOf } from '../../../scene/acquired-utc.js';

/** Relative orbit = (absolute − offset) mod 175 + 1 (ESA, Sentinel-1 product definition). */
const orbitOffsets: Readonly<Record<string, number>> = { A: 73, B: 27, C: 172 };
const orbitsPerCycle = 175;

/** Passes of one track over a place differ by seconds, neighbouring tracks by about eight minutes. */
const minutesApart = 3;

/** As the item says, else from the absolute orbit in the product's name; null where neither is there. */
export function relativeOrbitOf({ id, properties }: StacItem): number | null {
  const declared = properties['sat:relative_orbit'];
  if (typeof declared === 'number') return declared;
  const [, satellite = '', absolute = ''] = /S1([ABC])_\w{2}_\w{4}_\w{4}_\d{8}T\d{6}_\d{8}T\d{6}_(\d{6})/.exec(id) ?? [];
  const offset = orbitOffsets[satellite];
  return offset == null ? null : ((((Number(absolute) - offset) % orbitsPerCycle) + orbitsPerCycle) % orbitsPerCycle) + 1;
}

/**
 * The relative orbit of each radar item. Where it is not told, the time of day parts the tracks: a satellite in a repeating orbit passes a place at
 * the same minute. Such tracks get −1, −2, …, which are no orbit numbers.
 */
export function radarOrbits(items: readonly StacItem[]): ReadonlyMap<StacItem, number> {
  const orbits = new Map<StacItem, number>();
  const untold: { item: StacItem; minute: number }[] = [];
  for (const item of items) {
    const orbit = relativeOrbitOf(item);
    if (orbit != null) orbits.set(item, orbit);
    else untold.push({ item, minute: minuteOf(item) });
  }
  let [track, last] = [0, Number.NEGATIVE_INFINITY];
  for (const { item, minute } of untold.sort((a, b) => a.minute - b.minute)) {
    if (minute - last > minutesApart) track--;
    last = minute;
    orbits.set(item, track);
  }
  return orbits;
}

/** Of the day, UTC. */
function minuteOf(item: StacItem): number {
  return (acquiredUtcOf(item).getTime() / 60_000) % 1440;
}
