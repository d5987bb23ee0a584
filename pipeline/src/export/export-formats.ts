import { basename, dirname, extname, join } from 'node:path';
import { LandsichtError } from '@landsicht/core';
import { makeFolder } from '../runs/sync-fs.js';
import { writeDetections } from '../store/geoparquet.js';
import { copyLayers, type ExportUnit } from './copy-layers.js';
import { csv } from './csv.js';
import { bothTitles, type ExportTable, exportEpsg, layerNameOf, outlineIn } from './export-table.js';
import { flatGeobuf } from './flatgeobuf.js';
import { geoJson } from './geojson.js';
import { geoPackage } from './geopackage.js';
import { gpx } from './gpx.js';
import { iacsQa } from './iacs-qa.js';
import { kml } from './kml.js';
import { readExportTable } from './read-export-table.js';
import { shapefile } from './shapefile.js';
import { warnkarte, warnkarteDay } from './warnkarte.js';
import { writeBytes, writeTogether, writeWhole } from './write-whole.js';
import { zip } from './zip.js';

interface VectorFormat {
  readonly kind: 'vector';
  /** Whether `--epsg` can choose its CRS; else it is fixed by the format. */
  readonly anyCrs: boolean;
  write(table: ExportTable, out: string, epsg: number): Promise<void>;
}

interface FolderFormat {
  readonly kind: 'folder';
  readonly anyCrs: false;
  write(units: readonly ExportUnit[], out: string): Promise<void>;
}

/** Every export format; each writes its file or folder at `out`. */
export const exportFormats = {
  gpkg: { kind: 'vector', anyCrs: true, write: writeGeoPackage },
  shp: { kind: 'vector', anyCrs: true, write: writeShapefile },
  fgb: { kind: 'vector', anyCrs: true, write: (table, out, epsg) => writeBytes(out, flatGeobuf(table, epsg)) },
  geojson: { kind: 'vector', anyCrs: false, write: (table, out) => writeBytes(out, geoJson(table)) },
  csv: { kind: 'vector', anyCrs: false, write: (table, out) => writeBytes(out, csv(table)) },
  geoparquet: {
    kind: 'vector',
    anyCrs: false,
    write: ({ detections, attributes }, out) => writeWhole(out, (part) => writeDetections(part, detections, attributes)),
  },
  gpx: { kind: 'vector', anyCrs: false, write: (table, out) => writeBytes(out, gpx(table)) },
  kml: { kind: 'vector', anyCrs: false, write: (table, out) => writeBytes(out, kml(table)) },
  warnkarte: { kind: 'vector', anyCrs: false, write: writeWarnkarte },
  cog: { kind: 'folder', anyCrs: false, write: copyLayers },
  'iacs-qa': { kind: 'folder', anyCrs: false, write: iacsQa },
} as const satisfies Record<string, VectorFormat | FolderFormat>;

export type ExportFormatId = keyof typeof exportFormats;

export function isExportFormat(id: string): id is ExportFormatId {
  return Object.hasOwn(exportFormats, id);
}

/** Writes the results of these units, all of one monitor. Folders on the way are made. */
export async function writeExport(
  id: ExportFormatId,
  units: readonly ExportUnit[],
  { out, epsg, info }: { readonly out: string; readonly epsg: number | null; readonly info: ExportTable['info'] },
): Promise<void> {
  const format: VectorFormat | FolderFormat = exportFormats[id];
  await makeFolder(format.kind === 'folder' ? out : dirname(out));
  if (format.kind === 'folder') return format.write(units, out);
  const table = await readExportTable(info, units);
  await format.write(table, out, exportEpsg(table, epsg));
}

async function writeGeoPackage(table: ExportTable, out: string, epsg: number): Promise<void> {
  const { info, columns, detections, attribution } = table;
  const newest = detections.reduce((latest, { observedUtc }) => Math.max(latest, observedUtc.valueOf()), 0);
  const layer = {
    name: layerNameOf(info),
    title: bothTitles(info.title),
    description: attribution,
    epsg,
    geometryType: 'MULTIPOLYGON',
    columns,
    lastChangeUtc: new Date(newest).toISOString(),
  } as const;
  const features = detections.map((detection) => ({
    geometry: outlineIn(detection, epsg),
    values: columns.map((column) => column.value(detection)),
  }));
  await writeBytes(out, await geoPackage(layer, features));
}

/** `x.zip`: one archive; `x.shp`: its files beside each other; else a folder. */
async function writeShapefile(table: ExportTable, out: string, epsg: number): Promise<void> {
  const extension = extname(out).toLowerCase();
  const isFolder = extension !== '.zip' && extension !== '.shp';
  const stem = isFolder ? layerNameOf(table.info) : basename(out, extname(out));
  const files = [...shapefile(table, epsg)].map(([ending, bytes]) => [`${stem}.${ending}`, bytes] as const);
  if (extension === '.zip') return writeBytes(out, zip(new Map(files)));
  const folder = isFolder ? out : dirname(out);
  await makeFolder(folder);
  await writeTogether(new Map(files.map(([name, bytes]) => [join(folder, name), bytes])));
}

/** Its importer reads the day from the file's name. `out` is such a file, or a folder. */
async function writeWarnkarte(table: ExportTable, out: string): Promise<void> {
  const name = `warnkarte_${warnkarteDay(table)}.gpkg`;
  const isFolder = extname(out).toLowerCase() !== '.gpkg';
  if (!isFolder && !/\d{4}-\d{2}-\d{2}\.gpkg$/.test(out)) {
    throw new LandsichtError('bad-argument', `--out ${out}: expected a folder or a name that ends with the day, such as ${name}`);
  }
  const bytes = await warnkarte(table);
  if (isFolder) await makeFolder(out);
  await writeBytes(isFolder ? join(out, name) : out, bytes);
}
