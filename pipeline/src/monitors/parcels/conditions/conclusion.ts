import type { LocalText } from '@landsicht/core';
import type { CauseCode, Marker } from '../markers/marker.js';

/** green = met; yellow = not conclusive; red = proposed as not met, for people to decide (parcels.md 1). */
export type Light = 'green' | 'yellow' | 'red';

/** One answer: parcel × condition × legal year. A parcel's light is the worst of its conditions. */
export interface Conclusion {
  readonly parcelId: string;
  readonly condition: string;
  readonly legalYear: number;
  readonly ruleVersion: string;
  readonly light: Light;
  /** False: a duty not to do something can still be broken until the window ends, so green may re-open. */
  readonly isFinal: boolean;
  /** Why it is yellow. */
  readonly causes: readonly CauseCode[];
  /** The rule as one sentence with this parcel's numbers. */
  readonly reason: LocalText;
  /** ISO 8601 days. */
  readonly windowStart: string;
  readonly windowEnd: string;
  readonly lastClearDate: string | null;
  readonly hectares: number;
  readonly values: Readonly<Record<string, number | string>>;
  /** Markers it rests on. */
  readonly markers: readonly Marker[];
  readonly sceneIds: readonly string[];
}
