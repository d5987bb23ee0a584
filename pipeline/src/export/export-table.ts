import {
  type AttributeValue,
  type BboxLonLat,
  type Detection,
  isKnownEpsg,
  type LocalText,
  type MonitorAttribute,
  type MonitorInfo,
  utmEpsgFor,
} from '@landsicht/core';
import type { MultiPolygon, Polygon } from 'geojson';
import { projectGeometry } from '../vector/project-geometry.js';
import { placeInside } from './place-inside.js';

export interface ExportColumn {
  readonly name: string;
  /** At most 10 characters, unique in its table. */
  readonly shortName: string;
  readonly title: LocalText;
  readonly type: MonitorAttribute['type'] | 'time';
  readonly unit?: string;
  /** `date` as 2026-11-24, `time` as ISO 8601 in UTC. */
  value(detection: Detection): AttributeValue;
}

/** What every export writes: detections of one monitor with typed columns that have names for people. */
export interface ExportTable {
  readonly info: MonitorInfo;
  readonly detections: readonly Detection[];
  readonly columns: readonly ExportColumn[];
  /** What the monitor declares, of all versions in the table; part of `columns`. */
  readonly attributes: readonly MonitorAttribute[];
  /** Of the imagery; licences ask for it. */
  readonly attribution: string;
  readonly bboxLonLat: BboxLonLat;
}

/** A name SQL and file systems take without quoting. */
export function layerNameOf({ id }: MonitorInfo): string {
  return id.replaceAll(/[^A-Za-z0-9]+/g, '_');
}

/** The common columns in the order people read them, then the monitor's own; one of its own takes the place of a common one of that name. */
export function exportColumns(info: MonitorInfo, attributes: readonly MonitorAttribute[]): readonly ExportColumn[] {
  const own = attributes.map(
    ({ id, ...attribute }): ExportColumn => ({ ...attribute, name: id, value: ({ attributes: values }) => values?.[id] ?? null }),
  );
  const taken = new Set(own.map(({ name }) => name));
  const first = commonColumns(info).filter(({ name }) => !taken.has(name));
  const last = provenanceColumns.filter(({ name }) => !taken.has(name));
  return withUniqueShortNames([...first, ...own, ...last]);
}

function commonColumns({ classes }: MonitorInfo): readonly ExportColumn[] {
  const titleOf = (id: string): LocalText => classes.find((one) => one.id === id)?.title ?? { de: id, en: id };
  return [
    { name: 'id', shortName: 'id', title: { de: 'Kennung', en: 'Identifier' }, type: 'text', value: ({ id }) => id },
    { name: 'class', shortName: 'class', title: { de: 'Klasse', en: 'Class' }, type: 'text', value: (d) => d.class },
    {
      name: 'class_de',
      shortName: 'class_de',
      title: { de: 'Klasse (deutsch)', en: 'Class (German)' },
      type: 'text',
      value: (d) => titleOf(d.class).de,
    },
    {
      name: 'class_en',
      shortName: 'class_en',
      title: { de: 'Klasse (englisch)', en: 'Class (English)' },
      type: 'text',
      value: (d) => titleOf(d.class).en,
    },
    {
      name: 'likelihood',
      shortName: 'likelihood',
      title: { de: 'Wahrscheinlichkeit', en: 'Likelihood' },
      type: 'number',
      unit: '0–1',
      value: ({ likelihood }) => likelihood,
    },
    {
      name: 'area_ha',
      shortName: 'area_ha',
      title: { de: 'Fläche in Hektar', en: 'Area in hectares' },
      type: 'number',
      unit: 'ha',
      value: ({ areaM2 }) => Math.round(areaM2) / 1e4,
    },
    {
      name: 'area_m2',
      shortName: 'area_m2',
      title: { de: 'Fläche in Quadratmetern', en: 'Area in square metres' },
      type: 'number',
      unit: 'm²',
      value: ({ areaM2 }) => Math.round(areaM2 * 100) / 100,
    },
    {
      name: 'observed_utc',
      shortName: 'observed',
      title: { de: 'Aufgenommen (UTC)', en: 'Observed (UTC)' },
      type: 'time',
      value: ({ observedUtc }) => observedUtc.toISOString(),
    },
    {
      name: 'lon',
      shortName: 'lon',
      title: { de: 'Länge zum Hinfahren (WGS 84)', en: 'Longitude to go to (WGS 84)' },
      type: 'number',
      unit: '°',
      value: ({ geometry }) => degrees(placeInside(geometry)[0]),
    },
    {
      name: 'lat',
      shortName: 'lat',
      title: { de: 'Breite zum Hinfahren (WGS 84)', en: 'Latitude to go to (WGS 84)' },
      type: 'number',
      unit: '°',
      value: ({ geometry }) => degrees(placeInside(geometry)[1]),
    },
  ];
}

const provenanceColumns: readonly ExportColumn[] = [
  { name: 'monitor', shortName: 'monitor', title: { de: 'Verfahren', en: 'Monitor' }, type: 'text', value: ({ monitor }) => monitor },
  {
    name: 'scene_ids',
    shortName: 'scenes',
    title: { de: 'Aufnahmen', en: 'Scenes' },
    type: 'text',
    value: ({ sceneIds }) => sceneIds.join(' '),
  },
  {
    name: 'unit_key',
    shortName: 'unit_key',
    title: { de: 'Ergebnis, aus dem es stammt', en: 'Result it comes from' },
    type: 'text',
    value: ({ unitKey }) => unitKey,
  },
  {
    name: 'made_by',
    shortName: 'made_by',
    title: { de: 'Erkannt von', en: 'Found by' },
    type: 'text',
    value: () => 'machine',
  },
];

/** 1e-6° is 0.1 m. */
function degrees(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

function withUniqueShortNames(columns: readonly ExportColumn[]): readonly ExportColumn[] {
  const used = new Set<string>();
  return columns.map((column) => {
    let shortName = column.shortName.slice(0, 10);
    for (let n = 2; used.has(shortName.toLowerCase()); n++) shortName = `${column.shortName.slice(0, 10 - String(n).length)}${n}`;
    used.add(shortName.toLowerCase());
    return { ...column, shortName };
  });
}

/** Saxony; its state CRS is EPSG:25833. */
const saxonyLonLat: BboxLonLat = [11.87, 50.17, 15.05, 51.69];

/** What is asked for; else EPSG:25833 in Saxony; else where most areas were measured; else the UTM zone of the middle. */
export function exportEpsg({ bboxLonLat: [west, south, east, north], detections }: ExportTable, asked: number | null): number {
  if (asked != null) return asked;
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  const [w, s, e, n] = saxonyLonLat;
  if (lon >= w && lon <= e && lat >= s && lat <= n) return 25833;
  const counts = new Map<number, number>();
  for (const { areaEpsg } of detections) counts.set(areaEpsg, (counts.get(areaEpsg) ?? 0) + 1);
  const [most] = [...counts].sort(([, a], [, b]) => b - a);
  return most != null && isKnownEpsg(most[0]) ? most[0] : utmEpsgFor(lon, lat);
}

/** The outline in `epsg`. */
export function outlineIn({ geometry }: Detection, epsg: number): Polygon | MultiPolygon {
  return projectGeometry(geometry, 4326, epsg);
}

/** Rings of all parts, a Polygon being one part. */
export function partsOf(geometry: Polygon | MultiPolygon): Polygon['coordinates'][] {
  return geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
}

export function bothTitles({ de, en }: LocalText): string {
  return de === en ? de : `${de} / ${en}`;
}
