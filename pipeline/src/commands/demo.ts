import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { monitors } from '../monitors/index.js';
import { openCogWriter } from '../raster/cog-writer.js';
import { abortOnSignals, STOPPED_EXIT_CODE } from '../runs/abort-on-signals.js';
import { lacksWorkspaceFiles } from '../runs/parameter-files.js';
import { planRun } from '../runs/plan-run.js';
import { makeFolder } from '../runs/sync-fs.js';
import { openWorkspace, type Workspace } from '../runs/workspace.js';
import { putItem } from '../sources/catalogue-store.js';
import { type Command, type CommandIo, countOption, textOption, UsageError } from './command.js';
import { demoEvents } from './demo-events.js';
import { executeTasks } from './execute-tasks.js';
import { faultCount, faultList } from './fault-list.js';
import { itemsOfCatalogue } from './items-for.js';
import { loadSamples } from './late-modules.js';
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
      const catalog = await samplesIn(samplesDir, preset, io, abort.signal);
      code = await ingestAndRun(catalog, workspace, jobs, io, abort.signal);
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

/** The catalogue of the samples; simulates them where there are none. A catalogue is complete once its catalog.json is there: it is written last. */
async function samplesIn(dir: string, preset: 'small' | 'full', io: CommandIo, signal: AbortSignal): Promise<string> {
  const catalog = join(dir, 'catalog.json');
  const there = await access(catalog).then(
    () => true,
    () => false,
  );
  if (there) return catalog;
  const { simulate } = await loadSamples();
  await makeFolder(resolve(dir));
  let lastPercent = -10;
  const result = await simulate({
    dir,
    preset,
    writeCog: openCogWriter,
    signal,
    progress: (fraction, message) => {
      const percent = Math.floor(fraction * 100);
      if (percent < lastPercent + 10 && fraction < 1) return;
      lastPercent = percent;
      io.stderr.write(`simulating samples ${percent} %  ${message}\n`);
    },
  });
  return result.catalog;
}

async function ingestAndRun(
  catalog: string,
  workspace: Workspace,
  jobs: number | null,
  io: CommandIo,
  signal: AbortSignal,
): Promise<number> {
  const { faults, add: onFault } = faultList(io);
  const items = await itemsOfCatalogue(catalog, {}, signal, onFault);
  for (const item of items) await putItem(workspace.catalogueDir, item, { nowUtc: new Date() });
  io.stdout.write(`${items.length} items in the catalogue\n`);
  let failed = 0;
  for (const monitor of Object.values(monitors)) {
    const parameters = parametersOf(monitor.info, []);
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
  const { events, alerts } = await demoEvents(workspace.lakeDir, signal);
  io.stdout.write(`flood events: ${events}, ${alerts} alerts not said before\n`);
  return failed + faults.length > 0 ? 1 : 0;
}
