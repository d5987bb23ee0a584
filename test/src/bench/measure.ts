import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';

export interface Measured {
  /** What the program reports of itself, else from start to end. */
  readonly seconds: number;
  /** Peak resident set of the process, MiB (VmHWM, looked at every 20 ms); null where there is no /proc. */
  readonly peakMiB: number | null;
  /** A number that both sides of a comparison must agree on, so that they are known to have done the same work. */
  readonly check: number | null;
  /** By stage, where the program tells: seconds, and seconds of CPU. */
  readonly stages?: Readonly<Record<string, readonly [seconds: number, cpuSeconds: number]>>;
}

/**
 * Runs a program to its end. One that prints `{"seconds": …, "check": …}` as its last line times itself, so that the start of its
 * interpreter does not count. Throws with the end of its stderr where it fails.
 */
export async function measure(command: string, args: readonly string[], cwd?: string): Promise<Measured> {
  const start = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...(cwd == null ? {} : { cwd }) });
  let stdout = '';
  let stderr = '';
  let peakMiB = 0;
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const sample = async (): Promise<void> => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    peakMiB = Math.max(peakMiB, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024);
  };
  const timer = setInterval(() => void sample(), 20);
  try {
    const code = await new Promise<number | string | null>((resolve, reject) =>
      child.on('error', reject).on('close', (exitCode, signal) => resolve(exitCode ?? signal)),
    );
    const seconds = (performance.now() - start) / 1000;
    if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${stderr.slice(-2000)}`);
    return { seconds, check: null, ...reportIn(stdout), peakMiB: peakMiB > 0 ? peakMiB : null };
  } finally {
    clearInterval(timer);
  }
}

function reportIn(stdout: string): Partial<Omit<Measured, 'peakMiB'>> {
  const line = stdout.trimEnd().split('\n').at(-1) ?? '';
  return /^\{"seconds":/.test(line) ? (JSON.parse(line) as Omit<Measured, 'peakMiB'>) : {};
}

export interface Comparison {
  readonly ours: Measured;
  readonly peer: Measured | null;
}

export interface CompareOptions {
  readonly rounds: number;
  /** How far the two checks may lie apart, relative. */
  readonly tolerance: number;
}

/** Median time and largest peak of several runs, the two sides taking turns so that a busy machine hurts both. */
export async function compare(
  ours: () => Promise<Measured>,
  peer: (() => Promise<Measured>) | null,
  { rounds, tolerance }: CompareOptions,
): Promise<Comparison> {
  const mine: Measured[] = [];
  const theirs: Measured[] = [];
  for (let i = 0; i < rounds; i++) {
    mine.push(await ours());
    if (peer != null) theirs.push(await peer());
  }
  const result = { ours: medianOf(mine), peer: peer == null ? null : medianOf(theirs) };
  assertSameWork(result.ours.check, result.peer?.check ?? null, tolerance);
  return result;
}

function assertSameWork(ours: number | null, peer: number | null, tolerance: number): void {
  if (ours == null || peer == null || Math.abs(ours - peer) <= tolerance * Math.abs(peer)) return;
  throw new Error(`the two sides did not do the same work: ours gives ${ours}, the peer ${peer}; expected ≤ ${tolerance} apart (relative)`);
}

function medianOf(all: readonly Measured[]): Measured {
  const sorted = [...all].sort((a, b) => a.seconds - b.seconds);
  const middle = sorted[Math.floor(sorted.length / 2)];
  if (middle == null) throw new RangeError('medianOf: nothing was measured');
  const peaks = all.flatMap(({ peakMiB }) => peakMiB ?? []);
  return { ...middle, peakMiB: peaks.length === 0 ? null : Math.max(...peaks) };
}
