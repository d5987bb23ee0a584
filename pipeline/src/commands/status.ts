import { access } from 'node:fs/promises';
import { LandsichtError } from '@landsicht/core';
import { type DamagedUnit, listManifests } from '../runs/lake-read.js';
import { type LoggedFailure, type RunSummary, readRunLogs } from '../runs/run-log.js';
import { workspacePaths } from '../runs/workspace.js';
import { type Command, textOption } from './command.js';

export interface StatusReport {
  readonly workspace: string;
  /** Monitor id → units in the lake and the latest observation among them (UTC). */
  readonly monitors: Readonly<Record<string, { readonly done: number; readonly latestObservedUtc: string }>>;
  readonly running: readonly RunSummary[];
  /** The latest failure of every unit that is not in the lake by now. */
  readonly failed: readonly LoggedFailure[];
  readonly damaged: readonly DamagedUnit[];
  readonly lastRun: RunSummary | null;
}

export const status: Command = {
  usage: 'landsicht status [--json] [--workspace DIR]',
  options: { workspace: { type: 'string' }, json: { type: 'boolean' } },
  async run({ values }, io) {
    const report = await statusReport(textOption(values, 'workspace') ?? 'workspace');
    io.stdout.write(values['json'] === true ? `${JSON.stringify(report)}\n` : statusText(report));
    return 0;
  },
};

/** Reads the lake and the run logs; creates and changes nothing. */
export async function statusReport(dir: string): Promise<StatusReport> {
  const workspace = workspacePaths(dir);
  await access(workspace.lakeDir).catch((cause) => {
    throw new LandsichtError(
      'not-found',
      `${workspace.dir} is not a workspace: it has no folder lake. Run "landsicht run" or "landsicht demo" first, or name another --workspace`,
      {
        cause,
      },
    );
  });
  const [{ manifests, damaged }, runs] = await Promise.all([listManifests(workspace.lakeDir), readRunLogs(workspace.runsDir)]);
  const monitors: Record<string, { done: number; latestObservedUtc: string }> = {};
  for (const { monitor, observedUtc } of manifests) {
    const entry = monitors[monitor.id] ?? { done: 0, latestObservedUtc: observedUtc };
    const later = Date.parse(observedUtc) > Date.parse(entry.latestObservedUtc) ? observedUtc : entry.latestObservedUtc;
    monitors[monitor.id] = { done: entry.done + 1, latestObservedUtc: later };
  }
  const done = new Set(manifests.map(({ key }) => key));
  const failures = new Map(runs.flatMap(({ failures }) => failures).map((failure) => [failure.key, failure]));
  return {
    workspace: workspace.dir,
    monitors,
    running: runs.filter(({ state }) => state === 'running'),
    failed: [...failures.values()].filter(({ key }) => !done.has(key)),
    damaged,
    lastRun: runs.at(-1) ?? null,
  };
}

function statusText({ workspace, monitors, running, failed, damaged, lastRun }: StatusReport): string {
  const lines = [`workspace  ${workspace}`];
  for (const [id, { done, latestObservedUtc }] of Object.entries(monitors))
    lines.push(`done       ${id}: ${done} units, latest observation ${latestObservedUtc}`);
  if (Object.keys(monitors).length === 0) lines.push('done       nothing yet');
  for (const { what, counts, units, open, startedUtc } of running) {
    lines.push(
      `running    ${what} since ${startedUtc}: ${counts.done + counts.skipped} of ${units} units, now ${open.join(', ') || 'starting'}`,
    );
  }
  for (const { title, code, message } of failed) lines.push(`failed     ${title}: ${code}: ${message}`);
  for (const { message } of damaged) lines.push(`damaged    ${message}`);
  if (lastRun != null && lastRun.state !== 'running') {
    const { what, startedUtc, state, counts } = lastRun;
    lines.push(
      `last run   ${what} at ${startedUtc}, ${state}: ${counts.done} done, ${counts.skipped} skipped, ${counts.failed} failed, ${counts.aborted} aborted`,
    );
  }
  return `${lines.join('\n')}\n`;
}
