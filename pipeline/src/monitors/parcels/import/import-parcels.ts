import { crsTransform, isGeographic, LandsichtError } from '@landsicht/core';
import type { Geometry, MultiPolygon, Polygon, Position } from 'geojson';
import type { FeatureFile } from '../../../vector-file/feature-file.js';
import { type AgencySchema, agencySchemas, columnsOf, type ParcelRow, schemaOf } from './agency-schemas.js';
import { overlapsOf, planarAreaM2, polygonsOf } from './overlaps.js';
import type { Parcel, ParcelCause, ParcelLane } from './parcel.js';
import type { FindingKind, ParcelFinding } from './parcel-finding.js';
import { ringArea, ringLength, selfIntersection } from './ring-checks.js';

/** 25 pixels of 10 m within an inner buffer of 10 m: full; 8: reduced (parcels.md 3.1). Here by area: the pixels are counted per scene. */
const fullM2 = 2500;
const reducedM2 = 800;
const innerBufferM = 10;
/** 4πA/P² below this is a strip. */
const narrowShape = 0.2;
/** GAPInVeKoSV §5: reference parcels are updated from 2 % on. */
const areaTolerance = 0.02;
const flikPattern = /^[A-Z]{2}[A-Z0-9]{2}[A-Z0-9]{2}[A-Z0-9]{10}$/;

export interface ParcelImport {
  readonly schema: string;
  readonly rows: number;
  readonly parcels: readonly Parcel[];
  readonly findings: readonly ParcelFinding[];
}

/**
 * Rows → fields with area, lane and findings. Every row ends in a parcel or in a finding. `year` fills in where the file has none; without
 * `pseudonymOf` it is not kept whose a parcel is.
 */
export function importParcels(file: FeatureFile, year: number | null, pseudonymOf?: (holding: string) => string): ParcelImport {
  const schema = schemaOf(file.fields);
  if (schema == null) {
    const known = agencySchemas.map(({ title, columns }) => `${title}: ${columns.join(', ')}`).join('; ');
    throw new LandsichtError(
      'vector-invalid',
      `${file.path}: its columns ${file.fields.join(', ') || '(none)'} are of no known file of parcels. Known: ${known}. Rename the column of the parcel's identifier to "id"`,
    );
  }
  const findings: ParcelFinding[] = [];
  const groups = groupRows(file, schema, findings);
  const areaEpsg = areaEpsgOfFile(file);
  const toArea = crsTransform(file.epsg, areaEpsg);
  const planar: { id: string; geometry: Polygon | MultiPolygon }[] = [];
  const parcels: Parcel[] = [];
  for (const [id, group] of groups) {
    const rows = group.map(({ rowNumber }) => rowNumber);
    const add = (kind: FindingKind, values: ParcelFinding['values'] = {}) => void findings.push({ kind, parcel: id, rows, values });
    const [main] = [...group].sort((a, b) => (b.row.declaredHa ?? 0) - (a.row.declaredHa ?? 0)) as [GroupedRow, ...GroupedRow[]];
    if (group.length > 1 && schema.id !== 'de-bb-gsaa') add('duplicate-id', { rows: group.length });
    const polygons = group.flatMap(({ geometry }) => polygonsOf(geometry));
    const ground = mapPositions(
      polygons.length === 1
        ? { type: 'Polygon', coordinates: polygons[0] as Position[][] }
        : { type: 'MultiPolygon', coordinates: [...polygons] },
      (x, y) => toArea.forward(x, y),
    );
    const isSound = checkRings(ground, add);
    const areaM2 = planarAreaM2(ground);
    if (!(areaM2 > 0)) {
      add('zero-area');
      continue;
    }
    const claims = group.flatMap(({ row }) => (row.declaredHa == null ? [] : [row.declaredHa]));
    const declaredHa = claims.length === 0 ? null : round4(claims.reduce((sum, ha) => sum + ha, 0));
    const areaHa = round4(areaM2 / 10_000);
    if (declaredHa != null && Math.abs(declaredHa - areaHa) > areaTolerance * Math.max(declaredHa, areaHa))
      add('area-mismatch', { declaredHa, areaHa });
    if (schema.kind === 'declaration' && main.row.cropCode == null) add('no-crop');
    if (main.row.flik != null && schema.id.startsWith('de-') && !flikPattern.test(main.row.flik)) add('bad-flik', { flik: main.row.flik });
    const { lane, causes } = laneOf(ground, areaM2, isSound);
    if (causes.includes('SMALL')) add('too-small', { areaHa });
    if (causes.includes('NARROW')) add('too-narrow', { areaHa });
    planar.push({ id, geometry: ground });
    parcels.push({
      id,
      kind: schema.kind,
      year: main.row.year ?? year,
      cropCode: main.row.cropCode,
      cropName: main.row.cropName,
      flik: main.row.flik,
      ...dutiesOf(group.map(({ row }) => row)),
      ...(main.row.holding == null || pseudonymOf == null ? {} : { holding: pseudonymOf(main.row.holding) }),
      declaredHa,
      areaHa,
      areaEpsg,
      geometry: mapPositions(ground, (x, y) => crsTransform(areaEpsg, 4326).forward(x, y)),
      lane,
      causes,
      rows,
    });
  }
  findings.push(...conflictsOf(planar, parcels));
  return { schema: schema.id, rows: file.features.length, parcels, findings };
}

/** Of all rows of a field; left out where the file does not say. */
function dutiesOf(rows: readonly ParcelRow[]): Pick<Parcel, 'ecoSchemes' | 'commitments' | 'office'> {
  const all = (of: (row: ParcelRow) => readonly string[] | undefined) => [...new Set(rows.flatMap((row) => of(row) ?? []))].sort();
  const [ecoSchemes, commitments] = [all((row) => row.ecoSchemes), all((row) => row.commitments)];
  const office = rows.find((row) => row.office != null)?.office;
  return {
    ...(ecoSchemes.length > 0 ? { ecoSchemes } : {}),
    ...(commitments.length > 0 ? { commitments } : {}),
    ...(office == null ? {} : { office }),
  };
}

interface GroupedRow {
  readonly row: ParcelRow;
  readonly rowNumber: number;
  readonly geometry: Polygon | MultiPolygon;
}

function groupRows(file: FeatureFile, schema: AgencySchema, findings: ParcelFinding[]): Map<string, GroupedRow[]> {
  const groups = new Map<string, GroupedRow[]>();
  file.features.forEach((feature, i) => {
    const rowNumber = i + 1;
    const row = schema.rowOf(columnsOf(feature), rowNumber);
    const parcel = row.key === '' ? `row ${rowNumber}` : row.key;
    const add = (kind: FindingKind, values: ParcelFinding['values'] = {}) =>
      void findings.push({ kind, parcel, rows: [rowNumber], values });
    const geometry = ground(feature.geometry);
    if (row.key === '') add('no-id');
    if (feature.geometry == null) add('no-geometry');
    else if (geometry == null) add('not-polygon', { type: feature.geometry.type });
    else if (row.isElement) add('landscape-element', { declaredHa: row.declaredHa ?? 0 });
    else groups.set(parcel, [...(groups.get(parcel) ?? []), { row, rowNumber, geometry }]);
  });
  return groups;
}

function ground(geometry: Geometry | null): Polygon | MultiPolygon | null {
  return geometry?.type === 'Polygon' || geometry?.type === 'MultiPolygon' ? geometry : null;
}

/** A projected file is measured as it is, in its own metres; degrees in the UTM zone of the first position. */
function areaEpsgOfFile({ epsg, features }: FeatureFile): number {
  if (!isGeographic(epsg) && epsg !== 3857) return epsg;
  const first = features.map(({ geometry }) => ground(geometry)).find((geometry) => geometry != null);
  const [x = 0, y = 0] = first == null ? [] : (polygonsOf(first)[0]?.[0]?.[0] ?? []);
  const [lon] = crsTransform(epsg, 4326).forward(x, y);
  const zone = Math.min(60, Math.max(1, Math.floor((lon + 180) / 6) + 1));
  return zone >= 28 && zone <= 38 ? 25_800 + zone : 32_600 + zone;
}

export function mapPositions<G extends Polygon | MultiPolygon>(geometry: G, to: (x: number, y: number) => readonly [number, number]): G {
  const rings = (polygon: readonly Position[][]) =>
    polygon.map((ring) => ring.map(([x = Number.NaN, y = Number.NaN]): Position => [...to(x, y)]));
  const coordinates = geometry.type === 'Polygon' ? rings(geometry.coordinates) : geometry.coordinates.map(rings);
  return { ...geometry, coordinates } as G;
}

function checkRings(geometry: Polygon | MultiPolygon, add: (kind: FindingKind, values?: ParcelFinding['values']) => void): boolean {
  for (const ring of polygonsOf(geometry).flat()) {
    const [first, last] = [ring[0], ring.at(-1)];
    const isClosed = first != null && last != null && first[0] === last[0] && first[1] === last[1];
    if (ring.length < 4 || !isClosed || ring.some(([x, y]) => !Number.isFinite(x) || !Number.isFinite(y))) {
      add('invalid-ring', { points: ring.length });
      return false;
    }
    const hit = selfIntersection(ring);
    if (hit != null) {
      add('self-intersection', { x: Number((hit[0] ?? 0).toFixed(2)), y: Number((hit[1] ?? 0).toFixed(2)) });
      return false;
    }
  }
  return true;
}

/** The inner buffer takes about its width times the perimeter. */
function laneOf(geometry: Polygon | MultiPolygon, areaM2: number, isSound: boolean): { lane: ParcelLane; causes: ParcelCause[] } {
  const rings = polygonsOf(geometry).flat();
  const perimeterM = rings.reduce((sum, ring) => sum + ringLength(ring), 0);
  const outerM2 = polygonsOf(geometry).reduce((sum, [outer = []]) => sum + Math.abs(ringArea(outer)), 0);
  const innerM2 = Math.max(0, areaM2 - innerBufferM * perimeterM + 4 * innerBufferM * innerBufferM);
  const isNarrow = (4 * Math.PI * outerM2) / perimeterM ** 2 < narrowShape;
  const isTooSmall = innerM2 < reducedM2;
  const causes: ParcelCause[] = [
    ...(isSound ? [] : ['BOUNDARY_CONFLICT' as const]),
    ...(isTooSmall && isNarrow ? ['NARROW' as const] : isTooSmall || innerM2 < fullM2 ? ['SMALL' as const] : []),
  ];
  return { lane: isTooSmall || !isSound ? 'none' : innerM2 < fullM2 ? 'reduced' : 'full', causes };
}

function conflictsOf(planar: readonly { id: string; geometry: Polygon | MultiPolygon }[], parcels: readonly Parcel[]): ParcelFinding[] {
  const findings: ParcelFinding[] = [];
  const firstWith = new Map<string, number>();
  const duplicates = new Set<string>();
  planar.forEach(({ geometry }, i) => {
    const shape = JSON.stringify(geometry.coordinates);
    const first = firstWith.get(shape);
    if (first == null) firstWith.set(shape, i);
    else {
      duplicates.add(`${first}-${i}`);
      findings.push(pairFinding('duplicate-geometry', parcels, first, i, {}));
    }
  });
  const sound = planar.map((one, i) => ({ ...one, i })).filter(({ i }) => parcels[i]?.causes.includes('BOUNDARY_CONFLICT') !== true);
  for (const { a, b, areaM2 } of overlapsOf(sound)) {
    const [i, j] = [sound[a]?.i ?? 0, sound[b]?.i ?? 0];
    if (!duplicates.has(`${i}-${j}`)) findings.push(pairFinding('overlap', parcels, i, j, { areaM2: Math.round(areaM2) }));
  }
  return findings;
}

function pairFinding(kind: FindingKind, parcels: readonly Parcel[], i: number, j: number, values: ParcelFinding['values']): ParcelFinding {
  const [a, b] = [parcels[i] as Parcel, parcels[j] as Parcel];
  return { kind, parcel: b.id, rows: b.rows, values: { ...values, with: a.id } };
}

function round4(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
