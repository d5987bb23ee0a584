import type { MultiPolygon, Polygon } from 'geojson';

export type AttributeValue = string | number | boolean | null;

/** One thing found by a machine on one scene or series. Coordinates are lon/lat (RFC 7946); the area was measured in `areaEpsg`. */
export interface Detection {
  /** Stable: the same inputs give the same id. */
  readonly id: string;
  readonly monitor: string;
  /** A class id of the monitor. */
  readonly class: string;
  readonly geometry: Polygon | MultiPolygon;
  readonly areaM2: number;
  readonly areaEpsg: number;
  /** 0..1; null where the monitor's simple form gives none. */
  readonly likelihood: number | null;
  readonly observedUtc: Date;
  readonly sceneIds: readonly string[];
  /** Content key of the unit of work that made it: leads to inputs, versions, parameters. */
  readonly unitKey: string;
  /** By ids of the monitor's `attributes`. */
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}
