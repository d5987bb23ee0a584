import type { EventLook, FollowedEvent, UnitView } from './api-client.js';
import { subjectsOf } from './desk-loader.js';

/** The acquisition a look rests on; null where its result is no longer there. A later result of the same scene counts. */
export function unitOfLook(units: readonly UnitView[], { sceneIds, unitKeys }: EventLook): UnitView | null {
  return (
    units.find(({ key }) => unitKeys.includes(key)) ?? units.find((unit) => subjectsOf(unit).some((id) => sceneIds.includes(id))) ?? null
  );
}

/** The latest look that saw water of the event: what there is to show. */
export function lastWetLook({ history }: Pick<FollowedEvent, 'history'>): EventLook | null {
  return history.findLast(({ seenHa }) => seenHa > 0) ?? history.at(-1) ?? null;
}
