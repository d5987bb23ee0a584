import { copyFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { type Detection, errorMessage, LandsichtError } from '@landsicht/core';
import { currentManifests } from '../runs/current-units.js';
import { unitDir } from '../runs/lake-paths.js';
import { listManifests } from '../runs/lake-read.js';
import { makeFolder } from '../runs/sync-fs.js';
import type { Manifest } from '../runs/unit.js';
import { openWorkspace } from '../runs/workspace.js';
import { safeFileName } from '../sources/catalogue-store.js';
import { readDetections, writeDetections } from '../store/geoparquet.js';
import { type Command, requiredOption, textOption, UsageError } from './command.js';
import { requireMonitor } from './run.js';

/** Every export format; each writes its file or folder at `out`. */
const formats = {
  geojson: async (units: readonly Unit[], out: string) => writeText(out, geoJson(await detectionsOf(units), units)),
  csv: async (units: readonly Unit[], out: string) => writeText(out, csv(await detectionsOf(units))),
  geoparquet: async (units: readonly Unit[], out: string) => {
    const detections = await detectionsOf(units);
    await writeWhole(out, (part) => writeDetections(part, detections));
  },
  cog: copyLayers,
} as const;

interface Unit {
  readonly dir: string;
  readonly manifest: Manifest;
}

export const exportCommand: Command = {
  usage: `landsicht export MONITOR --format ${Object.keys(formats).join('|')} --out FILE|DIR [--workspace DIR]`,
  positionals: true,
  options: { workspace: { type: 'string' }, format: { type: 'string' }, out: { type: 'string' } },
  async run({ values, positionals }, io) {
    const { info } = requireMonitor(positionals);
    const format = requiredOption(values, 'format');
    if (!Object.hasOwn(formats, format)) throw new UsageError(`--format ${format}: expected ${Object.keys(formats).join(', ')}`);
    const out = requiredOption(values, 'out');
    const workspace = await openWorkspace(textOption(values, 'workspace') ?? 'workspace');
    const { manifests, damaged } = await listManifests(workspace.lakeDir);
    const ofMonitor = manifests.filter(({ monitor }) => monitor.id === info.id);
    const units = (await currentManifests(workspace.lakeDir, ofMonitor))
      .sort((a, b) => a.observedUtc.localeCompare(b.observedUtc) || a.key.localeCompare(b.key))
      .map((manifest) => ({ manifest, dir: unitDir(workspace.lakeDir, { monitor: info.id, key: manifest.key }) }));
    if (units.length === 0)
      throw new LandsichtError('not-found', `${workspace.dir} has no results of ${info.id}. Run "landsicht run ${info.id}" first`);
    try {
      await makeFolder(resolve(format === 'cog' ? out : dirname(out)));
      await formats[format as keyof typeof formats](units, out);
    } catch (error) {
      throw exportError(error, out);
    }
    io.stdout.write(`${units.length} acquisitions of ${info.id} → ${out}\n`);
    const leftOut = damaged.filter(({ monitor }) => monitor === info.id);
    for (const { message } of leftOut) io.stderr.write(`left out: ${message}\n`);
    return leftOut.length === 0 ? 0 : 1;
  },
};

async function detectionsOf(units: readonly Unit[]): Promise<Detection[]> {
  const detections: Detection[] = [];
  for (const { dir, manifest } of units) {
    const file = manifest.files.find(({ role }) => role === 'detections');
    if (file != null) detections.push(...(await readDetections(join(dir, file.path))));
  }
  return detections;
}

/** Under a temporary name first: an export that is there is whole. */
async function writeWhole(out: string, write: (part: string) => Promise<unknown>): Promise<void> {
  const part = `${out}.part`;
  try {
    await write(part);
    await rename(part, out);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}

function writeText(out: string, text: string): Promise<void> {
  return writeWhole(out, (part) => writeFile(part, text));
}

/** `--out` cannot be written: the same codes as for the workspace, another remedy. */
function exportError(error: unknown, out: string): unknown {
  const { syscall, code = '' } = error as NodeJS.ErrnoException;
  if (error instanceof LandsichtError || syscall == null) return error;
  const full = code === 'ENOSPC' || code === 'EDQUOT';
  return new LandsichtError(
    full ? 'disk-full' : 'workspace-unwritable',
    `--out ${out}: ${full ? 'no space left' : 'cannot be written'} (${errorMessage(error)}). Choose another place or change its permissions`,
    { cause: error },
  );
}

function geoJson(detections: readonly Detection[], units: readonly Unit[]): string {
  const attribution = [...new Set(units.flatMap(({ manifest }) => manifest.inputs.flatMap((input) => input.attribution ?? [])))].join('; ');
  const features = detections.map(({ geometry, ...properties }) => ({
    type: 'Feature',
    id: properties.id,
    geometry,
    properties: { ...properties, observedUtc: properties.observedUtc.toISOString(), madeBy: 'machine' },
  }));
  return `${JSON.stringify({ type: 'FeatureCollection', attribution, features })}\n`;
}

function csv(detections: readonly Detection[]): string {
  const head = ['id', 'monitor', 'class', 'areaM2', 'areaEpsg', 'likelihood', 'observedUtc', 'sceneIds', 'unitKey', 'madeBy'];
  const rows = detections.map((d) =>
    [
      d.id,
      d.monitor,
      d.class,
      d.areaM2,
      d.areaEpsg,
      d.likelihood ?? '',
      d.observedUtc.toISOString(),
      d.sceneIds.join(' '),
      d.unitKey,
      'machine',
    ]
      .map(cell)
      .join(','),
  );
  return `${[head.join(','), ...rows].join('\r\n')}\r\n`;
}

/** RFC 4180; a leading = + - @ is quoted as text so that a spreadsheet does not run it. */
function cell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** `<scene id>_<layer>.tif` for every layer of every acquisition; with the unit's key in it where two results are about one scene. */
async function copyLayers(units: readonly Unit[], out: string): Promise<void> {
  const subjectOf = ({ manifest }: Unit) => manifest.inputs.find(({ role }) => role === 'subject')?.itemId ?? manifest.key;
  const timesSeen = new Map<string, number>();
  for (const unit of units) timesSeen.set(subjectOf(unit), (timesSeen.get(subjectOf(unit)) ?? 0) + 1);
  for (const unit of units) {
    const subject = subjectOf(unit);
    const stem = timesSeen.get(subject) === 1 ? safeFileName(subject) : `${safeFileName(subject)}_${unit.manifest.key.slice(0, 12)}`;
    for (const { role, path, layer } of unit.manifest.files) {
      if (role === 'layer') await writeWhole(join(out, `${stem}_${layer}.tif`), (part) => copyFile(join(unit.dir, path), part));
    }
  }
}
