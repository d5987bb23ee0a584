import type { DeviceChoice } from '@landsicht/models';
import { executeLocally } from '../runs/local-executor.js';
import { showProgress } from '../runs/progress.js';
import { startRunLog } from '../runs/run-log.js';
import type { UnitTask } from '../runs/unit.js';
import type { Workspace } from '../runs/workspace.js';
import type { CommandIo } from './command.js';

export interface ExecuteRequest {
  readonly workspace: Workspace;
  readonly what: string;
  readonly jobs: number | null;
  /** What networks run on; default `auto`. */
  readonly device?: DeviceChoice;
  readonly signal: AbortSignal;
  readonly io: CommandIo;
}

export interface RunResult {
  readonly done: number;
  readonly skipped: number;
  readonly failed: number;
  readonly aborted: number;
  readonly units: readonly { key: string; title: string; state: string; code?: string; message?: string }[];
}

/** Runs the units on this machine with a progress bar on stderr, where failures are named too, and a log in the cache. */
export async function executeTasks(
  tasks: readonly UnitTask[],
  { workspace, what, jobs, device = 'auto', signal, io }: ExecuteRequest,
): Promise<RunResult> {
  const progress = showProgress(io.stderr, tasks.length);
  const log = startRunLog(workspace.runsDir, what, tasks.length);
  const outcomes = await executeLocally(tasks, {
    lakeDir: workspace.lakeDir,
    ...(jobs == null ? {} : { jobs }),
    device,
    signal,
    onEvent: (event) => {
      progress.onEvent(event);
      log.onEvent(event);
    },
  });
  progress.end();
  const { problem } = log.end();
  if (problem != null) io.stderr.write(`the run's log could not be written: ${problem}\n`);
  const units = tasks.map(({ key, title }, i) => {
    const outcome = outcomes[i] ?? { state: 'aborted' as const };
    if (outcome.state !== 'failed') return { key, title, state: outcome.state };
    return { key, title, state: outcome.state, code: outcome.code, message: outcome.message };
  });
  const count = (state: string) => units.filter((unit) => unit.state === state).length;
  return { done: count('done'), skipped: count('skipped'), failed: count('failed'), aborted: count('aborted'), units };
}
