import { createHash } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

/** Names one process for good: a pid alone is reused after a restart and means another process in another container. */
export interface ProcessIdentity {
  /** 8 hex digits: host name and pid namespace. Pids can be looked up only within one. */
  readonly space: string;
  readonly pid: number;
  /** 8 hex digits: boot and start time; 00000000 where the system does not tell (no /proc). */
  readonly started: string;
}

export function ownIdentity(): ProcessIdentity {
  return { space: pidSpace(), pid: process.pid, started: startOf(process.pid) ?? '00000000' };
}

/** `unknown`: of another host or container. */
export function livenessOf(identity: ProcessIdentity): 'alive' | 'dead' | 'unknown' {
  if (identity.space !== pidSpace()) return 'unknown';
  if (!pidExists(identity.pid)) return 'dead';
  return (startOf(identity.pid) ?? '00000000') === identity.started ? 'alive' : 'dead';
}

function pidSpace(): string {
  return shortHash(`${hostname()} ${textOr('', () => readlinkSync('/proc/self/ns/pid'))}`);
}

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // it exists and belongs to somebody else
  }
}

/** proc(5): after the last ")" come the state (field 3) … start time in clock ticks since boot (field 22). null: no /proc; "gone": a zombie. */
function startOf(pid: number): string | null {
  const stat = textOr('', () => readFileSync(`/proc/${pid}/stat`, 'utf8'));
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const [state, startTicks] = [fields[0], fields[19]];
  if (startTicks == null) return null;
  if (state === 'Z' || state === 'X') return 'gone';
  return shortHash(`${textOr('', () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'))} ${startTicks}`);
}

function textOr(fallback: string, read: () => string): string {
  try {
    return read();
  } catch {
    return fallback;
  }
}

function shortHash(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 8);
}
