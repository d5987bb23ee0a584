import { resolve } from 'node:path';
import { errorMessage, LandsichtError } from '@landsicht/core';
import { crsWkt, exportEpsgText } from '../export/crs-wkt.js';
import { exportFormats, isExportFormat, writeExport } from '../export/export-formats.js';
import { currentManifests } from '../runs/current-units.js';
import { unitDir } from '../runs/lake-paths.js';
import { listManifests } from '../runs/lake-read.js';
import { openWorkspace } from '../runs/workspace.js';
import { type Command, type OptionValues, requiredOption, textOption, UsageError } from './command.js';
import { requireMonitor } from './run.js';

const formatNames = Object.keys(exportFormats);

export const exportCommand: Command = {
  usage: `landsicht export MONITOR --format ${formatNames.join('|')} --out FILE|DIR [--epsg N] [--workspace DIR]`,
  positionals: true,
  options: { workspace: { type: 'string' }, format: { type: 'string' }, out: { type: 'string' }, epsg: { type: 'string' } },
  async run({ values, positionals }, io) {
    const { info } = requireMonitor(positionals);
    const format = requiredOption(values, 'format');
    if (!isExportFormat(format)) throw new UsageError(`--format ${format}: expected ${formatNames.join(', ')}`);
    const out = requiredOption(values, 'out');
    const epsg = epsgOption(values);
    if (epsg != null && !exportFormats[format].anyCrs) {
      const free = formatNames.filter((name) => isExportFormat(name) && exportFormats[name].anyCrs);
      throw new UsageError(`--epsg: the CRS of ${format} is fixed; it can be chosen with --format ${free.join(', ')}`);
    }
    const workspace = await openWorkspace(textOption(values, 'workspace') ?? 'workspace');
    const { manifests, damaged } = await listManifests(workspace.lakeDir);
    const ofMonitor = manifests.filter(({ monitor }) => monitor.id === info.id);
    const units = (await currentManifests(workspace.lakeDir, ofMonitor))
      .sort((a, b) => a.observedUtc.localeCompare(b.observedUtc) || a.key.localeCompare(b.key))
      .map((manifest) => ({ manifest, dir: unitDir(workspace.lakeDir, { monitor: info.id, key: manifest.key }) }));
    if (units.length === 0)
      throw new LandsichtError('not-found', `${workspace.dir} has no results of ${info.id}. Run "landsicht run ${info.id}" first`);
    try {
      await writeExport(format, units, { out: resolve(out), epsg, info });
    } catch (error) {
      throw exportError(error, out);
    }
    io.stdout.write(`${units.length} acquisitions of ${info.id} → ${out}\n`);
    const leftOut = damaged.filter(({ monitor }) => monitor === info.id);
    for (const { message } of leftOut) io.stderr.write(`left out: ${message}\n`);
    return leftOut.length === 0 ? 0 : 1;
  },
};

function epsgOption(values: OptionValues): number | null {
  const text = textOption(values, 'epsg');
  if (text == null) return null;
  try {
    return crsWkt(Number(text)).epsg;
  } catch {
    throw new UsageError(`--epsg ${text}: expected one of ${exportEpsgText}`);
  }
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
