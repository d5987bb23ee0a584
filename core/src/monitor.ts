import type { LocalText } from './mask-reason.js';
import type { SensorId, Unit } from './scene.js';

/** One class of a monitor's state raster. */
export interface MonitorClass {
  readonly id: string;
  readonly code: number;
  readonly title: LocalText;
  /** CSS hex colour, the same in legend, COG colour table and map. */
  readonly color: string;
  /** Whether connected pixels of it become detections. */
  readonly detect: boolean;
}

export interface MonitorParameter {
  readonly default: number | string | boolean;
  readonly unit: string;
  readonly title: LocalText;
  /** Paper, standard or measurement the default rests on. */
  readonly source: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface MonitorLayer {
  readonly id: string;
  readonly title: LocalText;
  /** `classes`: codes of `classes`; `reason`: `maskReasons` codes; `percent`: 0–100; `days`: since 1970-01-01; `image`: grey 0–255, 0 = none. */
  readonly kind: 'classes' | 'reason' | 'percent' | 'days' | 'count' | 'image';
  /** Codes of a `classes` layer that has a table of its own; default the monitor's `classes`. */
  readonly classes?: readonly MonitorClass[];
}

/** A value each detection of a monitor carries beyond the common ones, kept in `Detection.attributes` under its id. */
export interface MonitorAttribute {
  readonly id: string;
  /** For Shapefile columns: at most 10 characters, [a-z0-9_]. */
  readonly shortName: string;
  readonly title: LocalText;
  /** `date`: ISO 8601 day, e.g. 2026-11-24. */
  readonly type: 'text' | 'number' | 'date' | 'flag';
  readonly unit?: string;
  /** What its values are called, where they are ids. */
  readonly values?: Readonly<Record<string, LocalText>>;
}

/** One step of how surely a detection is known. */
export interface MonitorTier {
  /** Value of the tier attribute. */
  readonly id: string;
  readonly title: LocalText;
  /** CSS hex colour where only the tier is known. */
  readonly color: string;
  /** The date attribute that says since when. */
  readonly since: string;
  /** How it is drawn: suspicion dashed, confirmed solid, over hatched. */
  readonly outline: 'dashed' | 'solid' | 'hatched';
}

export type ParameterValues = Readonly<Record<string, number | string | boolean>>;

/** What is read of an item. */
export interface BandNeeds<B extends string = string> {
  readonly needs: readonly B[];
  /** Bands that may stand in for a needed one an item lacks; read with it where both are there. */
  readonly substitutes?: Readonly<Record<string, readonly string[]>>;
  /** Bands read where an item has them. */
  readonly optional?: readonly string[];
  readonly needsUnit: Unit;
}

/** What every monitor declares; registry, CLI help, API and legend are made from this. */
export interface MonitorInfo<B extends string = string> extends BandNeeds<B> {
  readonly id: string;
  /** Part of every content key: raise it whenever results change. */
  readonly version: string;
  readonly title: LocalText;
  readonly question: LocalText;
  readonly color: string;
  readonly sensors: readonly SensorId[];
  /** Sensors of which other bands are read than `needs` and its like say. */
  readonly sensorNeeds?: Readonly<Partial<Record<SensorId, BandNeeds>>>;
  readonly parameters: Readonly<Record<string, MonitorParameter>>;
  readonly classes: readonly MonitorClass[];
  readonly layers: readonly MonitorLayer[];
  /** In the order people read them. */
  readonly attributes?: readonly MonitorAttribute[];
  /** The attribute the desk's list is sorted by, greatest first. */
  readonly ranking?: string;
  /** Attributes told in each row of the list. */
  readonly listed?: readonly string[];
  /** Steps a detection goes through in this order, for monitors whose detections last: what was known on an earlier day follows from them. */
  readonly tiers?: { readonly attribute: string; readonly steps: readonly MonitorTier[] };
  /** What it cannot see, in sentences for the desk. */
  readonly limits: readonly LocalText[];
}

/** The bands a monitor reads of a sensor's items. */
export function bandNeedsOf(info: MonitorInfo, sensor: SensorId): BandNeeds {
  return info.sensorNeeds?.[sensor] ?? info;
}
