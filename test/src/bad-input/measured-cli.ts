import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const cliPath = fileURLToPath(new URL('../../../pipeline/dist/cli.js', import.meta.url));
export const isBuilt = existsSync(cliPath);

export interface CliEnd {
  /** null where the kill timer ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Highest resident set of the process (VmHWM), MiB; 0 where the system has no /proc. */
  readonly peakMiB: number;
  /** Processor time of all its threads: unlike the wall clock it does not depend on what else the machine does. */
  readonly cpuSeconds: number;
}

/** A hang is a failure, not a wait. */
const KILL_AFTER_MS = 60_000;

/** Runs in the spawned process: as it ends, it writes what it took. */
const reporter = (path: string) =>
  `data:text/javascript,${encodeURIComponent(`
    import { existsSync, readFileSync, writeFileSync } from 'node:fs';
    import { isMainThread } from 'node:worker_threads';
    if (isMainThread) process.on('exit', () => {
      const hwm = existsSync('/proc/self/status') ? /VmHWM:\\s+(\\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))[1] : 0;
      const { user, system } = process.cpuUsage();
      writeFileSync(${JSON.stringify(path)}, JSON.stringify({ peakMiB: hwm / 1024, cpuSeconds: (user + system) / 1e6 }));
    });
  `)}`;

let runs = 0;

/** One run of the built CLI, measured and bounded. */
export async function measuredCli(args: readonly string[], cwd: string): Promise<CliEnd> {
  const report = join(tmpdir(), `landsicht-measured-${process.pid}-${runs++}.json`);
  const child = spawn(process.execPath, ['--import', reporter(report), cliPath, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].setEncoding('utf8').on('data', (part: string) => (texts[name] += part));
  const timer = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearTimeout(timer);
  const taken =
    code == null ? { peakMiB: Number.POSITIVE_INFINITY, cpuSeconds: Number.POSITIVE_INFINITY } : JSON.parse(await readFile(report, 'utf8'));
  await rm(report, { force: true });
  return { code, ...texts, ...taken };
}
