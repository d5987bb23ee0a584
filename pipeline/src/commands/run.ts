import { bandNeedsOf, LandsichtError, type MonitorInfo } from '@landsicht/core';
import { monitorOf, monitors } from '../monitors/index.js';
import { abortOnSignals, STOPPED_EXIT_CODE } from '../runs/abort-on-signals.js';
import { planRows, planTable } from '../runs/dry-run.js';
import { planRun } from '../runs/plan-run.js';
import type { Explanation, MonitorModule, Place, UnitTask } from '../runs/unit.js';
import { openWorkspace } from '../runs/workspace.js';
import { createAssetAccess } from '../sources/access/asset-access.js';
import { type Command, countOption, listOption, textOption, UsageError } from './command.js';
import { chosenDevice, deviceOption } from './device-option.js';
import { executeTasks } from './execute-tasks.js';
import { faultCount, faultList } from './fault-list.js';
import { itemsFor, selectionOf } from './items-for.js';
import { parametersOf } from './parameters.js';

export const selectionOptions = {
  workspace: { type: 'string' },
  catalog: { type: 'string', multiple: true },
  collection: { type: 'string', multiple: true },
  aoi: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  set: { type: 'string', multiple: true },
  device: { type: 'string' },
  jobs: { type: 'string' },
  json: { type: 'boolean' },
} as const;

export const run: Command = {
  usage:
    'landsicht run MONITOR [--catalog PATH|URL …] [--aoi FILE|west,south,east,north] [--from DATE] [--to DATE] [--year YYYY] [--set name=value …] [--device auto|cpu|webgpu|cuda] [--jobs N] [--dry-run] [--explain x,y] [--json] [--workspace DIR]',
  positionals: true,
  options: { ...selectionOptions, year: { type: 'string' }, 'dry-run': { type: 'boolean' }, explain: { type: 'string' } },
  async run({ values, positionals }, io) {
    const monitor = requireMonitor(positionals);
    const year = countOption(values, 'year', 1972, 2100);
    const parameters = parametersOf(monitor.info, [...(year == null ? [] : [`year=${year}`]), ...listOption(values, 'set')]);
    const wanted = deviceOption(textOption(values, 'device'), monitor, parameters);
    const jobs = countOption(values, 'jobs', 1, 256);
    const selection = await selectionOf(values);
    const { bboxLonLat = null } = selection.query;
    const place = placeOption(textOption(values, 'explain'));
    const workspace = await openWorkspace(textOption(values, 'workspace') ?? 'workspace');
    const abort = abortOnSignals((text) => io.stderr.write(text));
    const { faults, add: onFault } = faultList(io);
    try {
      const items = await itemsFor(selection, workspace, io, abort.signal, onFault);
      const tasks = await planRun({
        monitor,
        items,
        parameters,
        bboxLonLat,
        signal: abort.signal,
        catalogueDir: workspace.catalogueDir,
        onFault,
      });
      if (tasks.length === 0 && faults.length === 0) {
        throw new LandsichtError(
          'not-found',
          `${items.length} items were found, none of them is usable for ${monitor.info.id}: it needs ${needsText(monitor.info)}. Check --catalog, --aoi, --from and --to`,
        );
      }
      if (values['dry-run'] === true) {
        const rows = await planRows(tasks, workspace.lakeDir);
        io.stdout.write(values['json'] === true ? `${JSON.stringify({ units: rows, faults })}\n` : planTable(rows));
        return faults.length > 0 ? 1 : 0;
      }
      if (place != null) {
        io.stdout.write(
          `${JSON.stringify(await explainAt(monitor, tasks, place, { cacheDir: workspace.cacheDir, modelsDir: workspace.modelsDir, signal: abort.signal }), null, 1)}\n`,
        );
        return faults.length > 0 ? 1 : 0;
      }
      const device = await chosenDevice(wanted, monitor, parameters, { workspace, io });
      const result = await executeTasks(tasks, { workspace, what: `run ${monitor.info.id}`, jobs, device, signal: abort.signal, io });
      io.stdout.write(
        values['json'] === true
          ? `${JSON.stringify({ ...result, faults })}\n`
          : `${result.done} done, ${result.skipped} already in the lake, ${result.failed} failed${faultCount(faults)}\n`,
      );
      if (abort.signal.aborted) return STOPPED_EXIT_CODE;
      return result.failed + faults.length > 0 ? 1 : 0;
    } catch (error) {
      if (abort.signal.aborted) return STOPPED_EXIT_CODE;
      throw error;
    } finally {
      abort.dispose();
    }
  },
};

/** "sentinel-1 with vh, or sentinel-2-l2a or hls with blue, green": sensors of the same needs together. */
function needsText(info: MonitorInfo): string {
  const sensorsOf = new Map<string, string[]>();
  for (const sensor of info.sensors) {
    const needs = bandNeedsOf(info, sensor).needs.join(', ');
    sensorsOf.set(needs, [...(sensorsOf.get(needs) ?? []), sensor]);
  }
  return [...sensorsOf].map(([needs, sensors]) => `${sensors.join(' or ')} with ${needs}`).join(', or ');
}

export function requireMonitor(positionals: readonly string[]): MonitorModule {
  const [id, ...more] = positionals;
  const monitor = id == null ? null : monitorOf(id);
  if (monitor == null || more.length > 0) {
    throw new UsageError(
      `${id == null ? 'a monitor is missing' : more.length > 0 ? `one monitor at a time, got ${positionals.join(' ')}` : `there is no monitor "${id}"`}; known: ${Object.keys(monitors).join(', ')}`,
    );
  }
  return monitor;
}

function placeOption(text: string | null): Place | null {
  if (text == null) return null;
  const [x, y, ...more] = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (x == null || y == null || more.length > 0 || !Number.isFinite(x) || !Number.isFinite(y)) {
    throw new UsageError(`--explain ${text}: expected two numbers, longitude,latitude or x,y of the scene, such as 13.74,51.05`);
  }
  return { x, y };
}

interface ExplainOptions {
  readonly cacheDir: string;
  readonly modelsDir: string;
  readonly signal: AbortSignal;
}

/** What the units that cover a place say there, in the order of the plan. */
async function explainAt(
  monitor: MonitorModule,
  tasks: readonly UnitTask[],
  place: Place,
  { cacheDir, modelsDir, signal }: ExplainOptions,
): Promise<Explanation[]> {
  if (monitor.explain == null) throw new UsageError(`--explain: ${monitor.info.id} cannot explain its results`);
  const access = createAssetAccess();
  const explanations: Explanation[] = [];
  for (const task of tasks) {
    const explanation = await monitor.explain(task, place, { cacheDir, modelsDir, signal, access });
    if (explanation != null) explanations.push(explanation);
  }
  if (explanations.length > 0) return explanations;
  throw new LandsichtError('not-found', `--explain ${place.x},${place.y}: none of the ${tasks.length} scenes covers it`);
}
