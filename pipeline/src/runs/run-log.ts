import { appendFileSync, writeFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { errorMessage } from '@landsicht/core';
import type { RunEvent, UnitOutcome } from './local-executor.js';
import { livenessOf, ownIdentity, type ProcessIdentity } from './process-identity.js';

export type UnitState = UnitOutcome['state'];

/** One line of `cache/runs/<id>.jsonl`: the only place where runs write clocks, hosts and timings. */
export type RunLogLine =
  | { event: 'run-start'; time: string; what: string; units: number; host: string; process: ProcessIdentity }
  | { event: 'unit-start'; time: string; monitor: string; key: string; title: string }
  | {
      event: 'unit-end';
      time: string;
      monitor: string;
      key: string;
      title: string;
      state: UnitState;
      elapsedMs?: number;
      code?: string;
      message?: string;
    }
  | { event: 'run-end'; time: string; elapsedMs: number; counts: Record<UnitState, number> };

export interface RunLog {
  readonly id: string;
  readonly path: string;
  onEvent(event: RunEvent): void;
  /** What kept the log from being written, if anything did: a run never fails because of its log. */
  end(): { readonly problem: string | null };
}

/** Starts the log of a run. `what`: the command, for people. */
export function startRunLog(runsDir: string, what: string, units: number): RunLog {
  const startedMs = Date.now();
  const id = `${new Date(startedMs).toISOString().replace(/[-:.]/g, '')}-${process.pid}`;
  const path = join(runsDir, `${id}.jsonl`);
  const counts: Record<UnitState, number> = { done: 0, skipped: 0, failed: 0, aborted: 0 };
  let problem: string | null = null;
  const attempt = (write: () => void) => {
    try {
      if (problem == null) write();
    } catch (error) {
      problem = `${path}: ${errorMessage(error)}`;
    }
  };
  const append = (line: RunLogLine) => attempt(() => appendFileSync(path, `${JSON.stringify(line)}\n`));
  const now = () => new Date().toISOString();
  attempt(() => writeFileSync(path, ''));
  append({ event: 'run-start', time: now(), what, units, host: hostname(), process: ownIdentity() });
  return {
    id,
    path,
    onEvent(event) {
      if (event.type === 'progress') return;
      const { monitor, key, title } = event.task;
      if (event.type === 'start') return append({ event: 'unit-start', time: now(), monitor, key, title });
      const { outcome } = event;
      counts[outcome.state]++;
      append({ event: 'unit-end', time: now(), monitor, key, title, ...logged(outcome) });
    },
    end() {
      append({ event: 'run-end', time: now(), elapsedMs: Date.now() - startedMs, counts });
      return { problem };
    },
  };
}

function logged(outcome: UnitOutcome): { state: UnitState; elapsedMs?: number; code?: string; message?: string } {
  switch (outcome.state) {
    case 'done':
      return { state: 'done', elapsedMs: Math.round(outcome.elapsedMs) };
    case 'failed':
      return { state: 'failed', elapsedMs: Math.round(outcome.elapsedMs), code: outcome.code, message: outcome.message };
    case 'skipped':
    case 'aborted':
      return { state: outcome.state };
  }
}

export interface LoggedFailure {
  readonly monitor: string;
  readonly key: string;
  readonly title: string;
  readonly code: string;
  readonly message: string;
}

export interface RunSummary {
  readonly id: string;
  readonly what: string;
  readonly startedUtc: string;
  /** `killed`: it has no end and its process is gone. `unknown`: no end, and it ran on another host. */
  readonly state: 'running' | 'ended' | 'killed' | 'unknown';
  readonly units: number;
  readonly counts: Readonly<Record<UnitState, number>>;
  /** Titles of units that started and have not ended. */
  readonly open: readonly string[];
  readonly failures: readonly LoggedFailure[];
}

/** Every run with a log, oldest first. Lines cut off by a kill are left out. */
export async function readRunLogs(runsDir: string): Promise<RunSummary[]> {
  const names = await readdir(runsDir).catch(() => []);
  const summaries: RunSummary[] = [];
  for (const name of names.filter((name) => name.endsWith('.jsonl')).sort()) {
    const summary = summarise(
      name.slice(0, -'.jsonl'.length),
      (await readFile(join(runsDir, name), 'utf8')).split('\n').flatMap(parseLine),
    );
    if (summary != null) summaries.push(summary);
  }
  return summaries;
}

function parseLine(text: string): RunLogLine[] {
  try {
    return [JSON.parse(text) as RunLogLine];
  } catch {
    return [];
  }
}

function summarise(id: string, lines: readonly RunLogLine[]): RunSummary | null {
  const start = lines.find((line) => line.event === 'run-start');
  if (start == null) return null;
  const counts: Record<UnitState, number> = { done: 0, skipped: 0, failed: 0, aborted: 0 };
  const open = new Map<string, string>();
  const failures: LoggedFailure[] = [];
  for (const line of lines) {
    if (line.event === 'unit-start') open.set(line.key, line.title);
    if (line.event !== 'unit-end') continue;
    open.delete(line.key);
    counts[line.state]++;
    const { monitor, key, title } = line;
    if (line.state === 'failed') failures.push({ monitor, key, title, code: line.code ?? 'unexpected', message: line.message ?? '' });
  }
  const ended = lines.some((line) => line.event === 'run-end');
  const state = ended ? 'ended' : ({ alive: 'running', dead: 'killed', unknown: 'unknown' } as const)[livenessOf(start.process)];
  return { id, what: start.what, startedUtc: start.time, state, units: start.units, counts, open: [...open.values()], failures };
}
