import type { BboxLonLat, Grid, LocalText, MonitorInfo, ParameterValues, SensorId, StacItem, Window } from '@landsicht/core';
import type { DeviceChoice } from '@landsicht/models';
import type { AssetAccess } from '../sources/access/asset-access.js';

/** What an input asset is, so that a changed file gives another key. */
export interface AssetIdentity {
  readonly itemId: string;
  readonly asset: string;
  /** `file:checksum` of the item if given, else "size-mtime" of a local file or the ETag of a remote one. */
  readonly identity: string;
}

export interface UnitInput {
  readonly itemId: string;
  readonly collection: string | null;
  readonly sensor: SensorId;
  readonly acquiredUtc: string;
  readonly attribution: string | null;
  /** `subject` is what the result is about; `reference` helps to judge it. */
  readonly role: 'subject' | 'reference';
}

/** One unit of work: plain data, so that it crosses threads and machines. Everything that can change its result is in its key. */
export interface UnitTask {
  readonly key: string;
  readonly monitor: string;
  readonly monitorVersion: string;
  readonly parameters: ParameterValues;
  readonly model: { readonly id: string; readonly sha256: string } | null;
  readonly items: readonly StacItem[];
  readonly inputs: readonly UnitInput[];
  readonly assets: readonly AssetIdentity[];
  /** What the files given by parameters of unit `path` are, by parameter; absent where none is given. */
  readonly parameterFiles?: Readonly<Record<string, string>>;
  /** Pixels of the subject scene's grid; null = all of it. */
  readonly window: Window | null;
  /** For people: progress lines, lists. */
  readonly title: string;
}

export interface UnitContext {
  /** An empty folder on the lake's file system; everything written here becomes the unit's result. */
  readonly dir: string;
  /** The workspace's cache: what a later unit can start from. May vanish at any time, and results never depend on it; absent = keep nothing. */
  readonly cacheDir?: string;
  /** The workspace's catalogue, which parameters of unit `path or folder` may name as `workspace:NAME`; absent = there is none. */
  readonly catalogueDir?: string;
  /** Models added to the workspace; absent = only those of Landsicht. */
  readonly modelsDir?: string;
  /** What networks run on; absent = `auto`. Never part of a unit's key: devices agree to 1e-3. */
  readonly device?: DeviceChoice;
  /** 0..1 */
  progress(fraction: number, message: string): void;
  readonly signal: AbortSignal;
  /** Signs the addresses of sources that need it. */
  readonly access: AssetAccess;
  /** How many threads the unit may keep busy, its own among them; absent = 1. Never changes the result. */
  readonly threads?: number;
}

export interface UnitFile {
  /** Relative to the unit's folder. */
  readonly path: string;
  readonly role: 'layer' | 'detections' | 'item' | 'table';
  /** Layer id of the monitor, with role `layer`. */
  readonly layer?: string;
  readonly mediaType: string;
}

export interface UnitOutput {
  readonly files: readonly UnitFile[];
  readonly grid: Grid;
  readonly bboxLonLat: BboxLonLat;
  readonly observedUtc: string;
  /** Numbers people ask for first: pixels observed and not, by reason; areas by class in m². */
  readonly summary: Readonly<Record<string, number>>;
  /** Things to know about this result (codes the monitor documents). */
  readonly flags: readonly string[];
}

export interface ManifestFile extends UnitFile {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * `manifest.json`: a unit is done when it exists. It holds nothing that differs between two runs of the same unit
 * (no clock, no host, no path of this machine), so finished lakes are byte-identical; timings are in `cache/runs/`.
 */
export interface Manifest {
  readonly manifestVersion: 1;
  readonly key: string;
  readonly monitor: MonitorInfo;
  readonly parameters: ParameterValues;
  readonly model: { readonly id: string; readonly sha256: string } | null;
  readonly inputs: readonly UnitInput[];
  readonly assets: readonly AssetIdentity[];
  readonly parameterFiles?: Readonly<Record<string, string>>;
  readonly window: Window | null;
  readonly grid: Grid;
  readonly bboxLonLat: BboxLonLat;
  readonly observedUtc: string;
  readonly summary: Readonly<Record<string, number>>;
  readonly flags: readonly string[];
  readonly files: readonly ManifestFile[];
  readonly software: { readonly name: 'landsicht'; readonly version: string };
}

export interface PlanRequest {
  readonly parameters: ParameterValues;
  readonly bboxLonLat: BboxLonLat | null;
}

/** What a monitor plans before asset identities are known: `finishPlan` turns it into a UnitTask with a key. */
export type PlannedUnit = Omit<UnitTask, 'key' | 'assets' | 'parameterFiles' | 'monitor' | 'monitorVersion' | 'parameters'>;

/** Longitude and latitude in degrees, or coordinates of the scene where they cannot be degrees. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

export type ExplainContext = Pick<UnitContext, 'signal' | 'access' | 'cacheDir' | 'modelsDir'>;

/** Every test's value and vote at one pixel, as JSON for people. */
export type Explanation = Readonly<Record<string, unknown>>;

/** Something measured; null: not here. Text is a code or a name, not a sentence. */
export interface ToldValue {
  readonly title: LocalText;
  readonly value: number | string | LocalText | null;
  /** Empty for counts and names. */
  readonly unit: string;
}

/** `none`: the test ran and cannot tell here; `absent`: it did not run. */
export type ToldVote = 'yes' | 'no' | 'none' | 'absent';

export interface ToldTest {
  readonly title: LocalText;
  readonly vote: ToldVote;
  /** How sure this test alone is that the answer is yes. */
  readonly likelihoodPercent: number | null;
  /** What it measured, and the thresholds it holds that against. */
  readonly values: readonly ToldValue[];
}

/** One date of a series at a place. */
export interface ToldDate {
  /** ISO 8601 day. */
  readonly date: string;
  /** Null where it was not observed. */
  readonly value: number | null;
  /** A mask reason's title; null where it was observed. */
  readonly masked: LocalText | null;
  /** Beyond the limit. */
  readonly isAnomaly: boolean;
}

export interface ToldSeries {
  readonly title: LocalText;
  readonly unit: string;
  /** Oldest first. */
  readonly dates: readonly ToldDate[];
  /** The normal year and up to where a value counts as normal; empty without a model. */
  readonly curve: readonly { readonly date: string; readonly expected: number; readonly limit: number }[];
  /** Days people ask for: first anomaly, confirmation. */
  readonly events: readonly { readonly date: string; readonly title: LocalText }[];
}

/** An explanation as the desk shows it, with titles for people. */
export interface ToldExplanation {
  readonly question: LocalText;
  /** A class id of the monitor or of one of its layers; null where nothing was decided. */
  readonly result: string | null;
  readonly likelihoodPercent: number | null;
  readonly tests: readonly ToldTest[];
  /** The place itself: incidence angle, slope. */
  readonly values: readonly ToldValue[];
  /** What weakens the result. */
  readonly flags: readonly LocalText[];
  /** Drawn as a chart. */
  readonly series?: ToldSeries;
}

/** A monitor as the pipeline runs it: one folder `monitors/<id>/` and one line in `monitors/index.ts`. */
export interface MonitorModule {
  readonly info: MonitorInfo;
  /** Which layer answers the monitor's question, for scoring against labels: its codes that mean yes. */
  readonly evaluation: { readonly layer: string; readonly yes: readonly number[] };
  /** Pure: which units the items of a catalogue make. Items the monitor cannot use are left out. */
  plan(items: readonly StacItem[], request: PlanRequest): readonly PlannedUnit[];
  run(task: UnitTask, context: UnitContext): Promise<UnitOutput>;
  /** The id of the model that these parameters ask for; null = none. Its hash becomes part of the key. */
  modelOf?(parameters: ParameterValues): string | null;
  /** Why a unit says what it says at a place; null where it does not cover it. Leaves the lake alone. */
  explain?(task: UnitTask, place: Place, context: ExplainContext): Promise<Explanation | null>;
  /** The same with titles, for people who look at the desk. */
  tellExplanation?(explanation: Explanation): ToldExplanation;
}
