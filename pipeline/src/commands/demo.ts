import { monitors } from '../monitors/index.js';
import { abortOnSignals, STOPPED_EXIT_CODE } from '../runs/abort-on-signals.js';
import { lacksWorkspaceFiles } from '../runs/parameter-files.js';
import { planRun } from '../runs/plan-run.js';
import { openWorkspace, type Workspace } from '../runs/workspace.js';
import { putItem } from '../sources/catalogue-store.js';
import { type Command, type CommandIo, countOption, textOption, UsageError } from './command.js';
import { demoEvents } from './demo-events.js';
import { assetPath, type SampleSet, sampleSets, settingsOf } from './demo-samples.js';
import { executeTasks } from './execute-tasks.js';
import { faultCount, faultList } from './fault-list.js';
import { ingestParcels } from './ingest-parcels.js';
import { itemsOfCatalogue } from './items-for.js';
import { parametersOf } from './parameters.js';
import { serveOptions, serveUntilStopped } from './serve.js';

export const demo: Command = {
  usage: 'landsicht demo [--samples DIR] [--preset small|full] [--serve [--port 8787] [--host 127.0.0.1]] [--jobs N] [--workspace DIR]',
  options: {
    ...serveOptions,
    samples: { type: 'string' },
    preset: { type: 'string' },
    jobs: { type: 'string' },
    serve: { type: 'boolean' },
  },
  async run({ values }, io) {
    const preset = presetOption(textOption(values, 'preset') ?? 'small');
    const jobs = countOption(values, 'jobs', 1, 256);
    const port = countOption(values, 'port', 0, 65_535) ?? 8787;
    const workspace = await openWorkspace(textOption(values, 'workspace') ?? 'workspace');
    const abort = abortOnSignals((text) => io.stderr.write(text));
    let code: number;
    try {
      const samplesDir = textOption(values, 'samples') ?? 'samples';
      const sets = await sampleSets(samplesDir, { preset, io, signal: abort.signal });
      code = await ingestAndRun(sets, workspace, jobs, io, abort.signal);
    } catch (error) {
      if (!abort.signal.aborted) throw error;
      code = STOPPED_EXIT_CODE;
    } finally {
      abort.dispose();
    }
    if (code !== 0 || values['serve'] !== true) return code;
    return serveUntilStopped({ workspaceDir: workspace.dir, port, host: textOption(values, 'host') ?? '127.0.0.1' }, io);
  },
};

function presetOption(text: string): 'small' | 'full' {
  if (text !== 'small' && text !== 'full') throw new UsageError(`--preset ${text}: expected small or full`);
  return text;
}

async function ingestAndRun(
  sets: readonly SampleSet[],
  workspace: Workspace,
  jobs: number | null,
  io: CommandIo,
  signal: AbortSignal,
): Promise<number> {
  const { faults, add: onFault } = faultList(io);
  let failed = 0;
  for (const set of sets) {
    const items = await itemsOfCatalogue(set.catalog, {}, signal, onFault);
    for (const item of items) await putItem(workspace.catalogueDir, item, { nowUtc: new Date() });
    io.stdout.write(`${items.length} items of ${set.catalog} in the catalogue\n`);
    const declarations = assetPath(items, 'declarations');
    if (declarations != null) await ingestParcels({ parcels: declarations, workspace: workspace.dir }, io);
    for (const monitor of set.monitors.map((id) => monitors[id])) {
      const parameters = parametersOf(monitor.info, settingsOf(monitor, items));
      if (await lacksWorkspaceFiles(parameters, workspace.catalogueDir)) {
        io.stdout.write(`${monitor.info.id}: left out, the workspace has nothing imported for it\n`);
        continue;
      }
      const tasks = await planRun({ monitor, items, parameters, bboxLonLat: null, signal, catalogueDir: workspace.catalogueDir, onFault });
      const result = await executeTasks(tasks, { workspace, what: `demo ${monitor.info.id}`, jobs, signal, io });
      if (signal.aborted) return STOPPED_EXIT_CODE;
      io.stdout.write(
        `${monitor.info.id}: ${result.done} done, ${result.skipped} already in the lake, ${result.failed} failed${faultCount(faults)}\n`,
      );
      failed += result.failed;
    }
  }
  const { events, alerts } = await demoEvents(workspace.lakeDir, signal);
  io.stdout.write(`flood events: ${events}, ${alerts} alerts not said before\n`);
  return failed + faults.length > 0 ? 1 : 0;
}
