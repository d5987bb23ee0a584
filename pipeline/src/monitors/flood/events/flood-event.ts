import type { Detection } from '@landsicht/core';
import type { EventState, Watch } from './event-state.js';
import type { Region } from './region.js';

/** One look at an event: a line of its history. */
export interface EventLook {
  readonly observedUtc: Date;
  readonly sceneIds: readonly string[];
  readonly unitKeys: readonly string[];
  /** After this look; null while the event is too small to be raised. */
  readonly state: EventState | null;
  /** `full`: enough of it was seen to clear it; `partial`; `none`: cloud, gap, shadow. */
  readonly sight: 'full' | 'partial' | 'none';
  /** The smaller of the seen shares of its extent and of everything it ever covered, 0..1. */
  readonly observedShare: number;
  readonly areaM2: number;
  /** Of `areaM2`, what this look saw and what was under water when last seen. */
  readonly seenM2: number;
  readonly unseenM2: number;
  readonly changeM2: number;
  /** Separate waters this look saw in it. */
  readonly parts: number;
  readonly detectionIds: readonly string[];
  /** Events that ended in this one here. */
  readonly mergedIds: readonly string[];
}

export type EventEnd = 'all-clear' | 'merged' | 'superseded' | 'never-raised';

/** Water followed from look to look. */
export interface FloodEvent {
  /** From the first detection: stays the same for life. */
  readonly id: string;
  readonly firstSeenUtc: Date;
  readonly lastWaterUtc: Date;
  readonly lastLookUtc: Date;
  readonly whole: Watch;
  /** By id of the area of interest, where it ever reached one. */
  readonly areas: Readonly<Record<string, Watch>>;
  /** Latest known water; empty after a dry look. */
  readonly water: Region;
  /** `water` after the latest look that saw any: what has to be seen dry. */
  readonly extent: Region;
  /** Everything it ever covered. */
  readonly footprint: Region;
  /** Of the latest look that saw water. */
  readonly detections: readonly Detection[];
  readonly flags: readonly string[];
  readonly history: readonly EventLook[];
  readonly end: EventEnd | null;
  /** The event it merged into, or that began where this one was lost from sight. */
  readonly successorId: string | null;
  readonly predecessorIds: readonly string[];
}
