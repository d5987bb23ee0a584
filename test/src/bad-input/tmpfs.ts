import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A small file system of its own, for tests of full and read-only disks. */
export interface Tmpfs {
  readonly dir: string;
  makeReadOnly(): void;
  unmount(): void;
}

/** Needs root; throws where mounting is not possible. */
export function mountTmpfs(size: string): Tmpfs {
  const dir = join(mkdtempSync(join(tmpdir(), 'landsicht-tmpfs-')), 'disk');
  mkdirSync(dir);
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', dir], { stdio: 'pipe' });
  return {
    dir,
    makeReadOnly: () => void execFileSync('mount', ['-o', 'remount,ro', dir], { stdio: 'pipe' }),
    unmount: () => {
      execFileSync('umount', ['-l', dir], { stdio: 'pipe' });
      rmSync(join(dir, '..'), { recursive: true });
    },
  };
}

export function canMount(): boolean {
  try {
    mountTmpfs('1m').unmount();
    return true;
  } catch {
    return false;
  }
}
