import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { errorMessage, LandsichtError } from '@landsicht/core';
import type { MultiPolygon, Polygon } from 'geojson';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { writeError } from '../../../raster/write-error.js';
import { canonicalJson } from '../../../runs/canonical-json.js';
import type { UnitFile } from '../../../runs/unit.js';
import { readLocalJson } from '../../../sources/read-json.js';
import { geometryBbox } from '../../../store/geometry-bbox.js';
import { ParquetRows, type RowColumn } from '../../../store/parquet-rows.js';
import { fromWkb, toWkb } from '../../../store/wkb.js';
import type { CauseCode } from '../markers/marker.js';
import { worstLight } from './conclude-parcel.js';
import type { Conclusion, Light } from './conclusion.js';
import { isUsable, type ParcelEvidence } from './evidence.js';
import { parseRule } from './load-rules.js';
import type { ParcelRules } from './rule.js';

/** One parcel with what was concluded and all that it rests on. */
export interface JudgedParcel {
  readonly evidence: ParcelEvidence;
  readonly geometry: Polygon | MultiPolygon;
  readonly conclusions: readonly Conclusion[];
}

export const conclusionsFile = 'conclusions.parquet';
export const parcelsFile = 'parcels.parquet';
export const rulesFile = 'rules.json';

const conclusionColumns: readonly RowColumn[] = [
  { name: 'parcel_id', kind: 'text' },
  { name: 'condition', kind: 'text' },
  { name: 'legal_year', kind: 'int32' },
  { name: 'rule_version', kind: 'text' },
  { name: 'light', kind: 'text' },
  { name: 'is_final', kind: 'flag' },
  { name: 'causes', kind: 'json' },
  { name: 'reason_de', kind: 'text' },
  { name: 'reason_en', kind: 'text' },
  { name: 'window_start', kind: 'text' },
  { name: 'window_end', kind: 'text' },
  { name: 'last_clear_date', kind: 'text', nullable: true },
  { name: 'hectares', kind: 'double' },
  { name: 'values', kind: 'json' },
  { name: 'markers', kind: 'json' },
  { name: 'scene_ids', kind: 'json' },
];

const parcelColumns: readonly RowColumn[] = [
  { name: 'parcel_id', kind: 'text' },
  { name: 'year', kind: 'int32' },
  { name: 'as_of', kind: 'text' },
  { name: 'light', kind: 'text', nullable: true },
  { name: 'crop_code', kind: 'text', nullable: true },
  { name: 'crop_name', kind: 'text', nullable: true },
  { name: 'flik', kind: 'text', nullable: true },
  { name: 'holding', kind: 'text', nullable: true },
  { name: 'office', kind: 'text', nullable: true },
  { name: 'hectares', kind: 'double' },
  { name: 'lane', kind: 'text' },
  { name: 'last_clear_date', kind: 'text', nullable: true },
  { name: 'west', kind: 'double' },
  { name: 'south', kind: 'double' },
  { name: 'east', kind: 'double' },
  { name: 'north', kind: 'double' },
  { name: 'geometry', kind: 'bytes' },
  { name: 'parcel', kind: 'json' },
  { name: 'markers', kind: 'json' },
  { name: 'crop', kind: 'json' },
  { name: 'stretch', kind: 'json' },
  { name: 'looks', kind: 'json' },
];

/**
 * Writes a unit's tables a chunk of parcels at a time: `conclusions.parquet`, `parcels.parquet` (what they rest on) and `rules.json`. With these
 * three every conclusion can be drawn again.
 */
export class ConclusionsWriter {
  private readonly dir: string;
  private readonly rules: ParcelRules;
  private readonly conclusions: ParquetRows;
  private readonly parcels: ParquetRows;

  constructor(dir: string, rules: ParcelRules) {
    this.dir = dir;
    this.rules = rules;
    this.conclusions = new ParquetRows(join(dir, conclusionsFile), 'conclusions', conclusionColumns);
    this.parcels = new ParquetRows(join(dir, parcelsFile), 'parcels', parcelColumns);
  }

  /** Chunks of a few hundred parcels keep memory small and one parcel quick to find. */
  async add(judged: readonly JudgedParcel[]): Promise<void> {
    await this.conclusions.add(judged.flatMap(({ conclusions }) => conclusions.map(conclusionRow)));
    await this.parcels.add(judged.map(parcelRow));
  }

  async close(): Promise<UnitFile[]> {
    await this.conclusions.close();
    await this.parcels.close();
    const path = join(this.dir, rulesFile);
    await writeFile(
      path,
      `${canonicalJson({ rules: this.rules.rules.map(({ given, ruleVersion }) => ({ ruleVersion, given })) }, 1)}\n`,
    ).catch((error: unknown) => {
      throw writeError(error, path);
    });
    return [
      { path: conclusionsFile, role: 'table', mediaType: 'application/vnd.apache.parquet' },
      { path: parcelsFile, role: 'table', mediaType: 'application/vnd.apache.parquet' },
      { path: rulesFile, role: 'table', mediaType: 'application/json' },
    ];
  }
}

/** All at once. */
export async function writeConclusions(dir: string, rules: ParcelRules, judged: readonly JudgedParcel[]): Promise<UnitFile[]> {
  const writer = new ConclusionsWriter(dir, rules);
  for (let at = 0; at < judged.length; at += 500) await writer.add(judged.slice(at, at + 500));
  return writer.close();
}

function conclusionRow(conclusion: Conclusion) {
  const { parcelId, condition, legalYear, ruleVersion, light, isFinal, causes, reason, hectares, values, markers, sceneIds } = conclusion;
  return {
    ...{ parcel_id: parcelId, condition, legal_year: legalYear, rule_version: ruleVersion, light, is_final: isFinal, causes },
    ...{ reason_de: reason.de, reason_en: reason.en, window_start: conclusion.windowStart, window_end: conclusion.windowEnd },
    ...{ last_clear_date: conclusion.lastClearDate, hectares, values, markers, scene_ids: sceneIds },
  };
}

function parcelRow({ evidence, geometry, conclusions }: JudgedParcel) {
  const { parcel, year, asOf, looks, markers, crop, stretch } = evidence;
  const [west, south, east, north] = geometryBbox(geometry);
  return {
    ...{ parcel_id: parcel.id, year, as_of: asOf, light: worstLight(conclusions.map(({ light }) => light)) },
    ...{ crop_code: parcel.cropCode, crop_name: parcel.cropName, flik: parcel.flik },
    ...{ holding: parcel.holding ?? null, office: parcel.office ?? null, hectares: parcel.declaredHa ?? parcel.areaHa, lane: parcel.lane },
    last_clear_date: looks.filter((look) => look.sensor !== 's1' && isUsable(look)).at(-1)?.date ?? null,
    ...{ west, south, east, north, geometry: toWkb(geometry) },
    ...{ parcel, markers, crop, stretch, looks },
  };
}

/** A row of `conclusions.parquet`, by whatever reads it. */
export interface ConclusionRow {
  readonly parcel_id: string;
  readonly condition: string;
  readonly legal_year: number;
  readonly rule_version: string;
  readonly light: Light;
  readonly is_final: boolean;
  readonly causes: string;
  readonly reason_de: string;
  readonly reason_en: string;
  readonly window_start: string;
  readonly window_end: string;
  readonly last_clear_date: string | null;
  readonly hectares: number;
  readonly values: string;
  readonly markers: string;
  readonly scene_ids: string;
}

export function conclusionOf(row: ConclusionRow): Conclusion {
  return {
    ...{ parcelId: row.parcel_id, condition: row.condition, legalYear: row.legal_year, ruleVersion: row.rule_version },
    ...{ light: row.light, isFinal: row.is_final, causes: JSON.parse(row.causes) as CauseCode[] },
    reason: { de: row.reason_de, en: row.reason_en },
    ...{ windowStart: row.window_start, windowEnd: row.window_end, lastClearDate: row.last_clear_date ?? null, hectares: row.hectares },
    values: JSON.parse(row.values) as Conclusion['values'],
    markers: JSON.parse(row.markers) as Conclusion['markers'],
    sceneIds: JSON.parse(row.scene_ids) as string[],
  };
}

/** The columns of `parcels.parquet` that make the evidence. */
export interface EvidenceRow {
  readonly year: number;
  readonly as_of: string;
  readonly parcel: string;
  readonly markers: string;
  readonly crop: string;
  readonly stretch: string;
  readonly looks: string;
}

export const evidenceColumns = ['year', 'as_of', 'parcel', 'markers', 'crop', 'stretch', 'looks'] as const satisfies (keyof EvidenceRow)[];

export function storedEvidenceOf({ year, as_of, ...row }: EvidenceRow): ParcelEvidence {
  return {
    ...{ year, asOf: as_of },
    parcel: JSON.parse(row.parcel) as ParcelEvidence['parcel'],
    markers: JSON.parse(row.markers) as ParcelEvidence['markers'],
    crop: JSON.parse(row.crop) as ParcelEvidence['crop'],
    stretch: JSON.parse(row.stretch) as ParcelEvidence['stretch'],
    looks: JSON.parse(row.looks) as ParcelEvidence['looks'],
  };
}

export async function readConclusions(dir: string): Promise<Conclusion[]> {
  return (await rowsOf<ConclusionRow>(join(dir, conclusionsFile))).map(conclusionOf);
}

/** Everything of a unit, as it was written. */
export async function readJudgedParcels(dir: string): Promise<{ rules: ParcelRules; judged: JudgedParcel[] }> {
  const conclusions = await readConclusions(dir);
  const ofParcel = new Map<string, Conclusion[]>();
  for (const conclusion of conclusions) ofParcel.set(conclusion.parcelId, [...(ofParcel.get(conclusion.parcelId) ?? []), conclusion]);
  const rows = await rowsOf<EvidenceRow & { readonly parcel_id: string; readonly geometry: Uint8Array }>(join(dir, parcelsFile));
  return {
    rules: await readStoredRules(dir),
    judged: rows.map((row) => ({
      evidence: storedEvidenceOf(row),
      geometry: fromWkb(row.geometry),
      conclusions: ofParcel.get(row.parcel_id) ?? [],
    })),
  };
}

/** The rules a unit was judged by; their versions are computed again from their text. */
export async function readStoredRules(dir: string): Promise<ParcelRules> {
  const path = join(dir, rulesFile);
  const { rules } = (await readLocalJson(path)) as { rules: readonly { given: unknown }[] };
  return { rules: rules.map(({ given }, i) => parseRule(given, `${path}: rule ${i + 1}`)) };
}

async function rowsOf<Row>(path: string): Promise<Row[]> {
  try {
    return (await parquetReadObjects({ file: await asyncBufferFromFile(path), geoparquet: false, utf8: false })) as Row[];
  } catch (cause) {
    throw new LandsichtError(
      'lake-damaged',
      `${path}: not a readable table of parcels (${errorMessage(cause)}). Remove its unit and run again`,
      {
        cause,
      },
    );
  }
}
