import { readdirSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isBuilt } from './measured-cli.js';
import { expectClearFailure, useScratch } from './scratch.js';
import { canMount, mountTmpfs, type Tmpfs } from './tmpfs.js';

describe.skipIf(!isBuilt)(`workspaces and disks through the command line${isBuilt ? '' : ' (skipped: needs npm run build)'}`, () => {
  const { at, cli } = useScratch();

  describe('a workspace', () => {
    const runGood = (workspace: string) => cli('run', 'flood', '--catalog', 'good.json', '--workspace', workspace);

    it('that is a file is refused by every command that writes', async () => {
      await writeFile(at('a-file'), 'kept');
      expectClearFailure(
        await runGood('a-file'),
        1,
        /workspace-unwritable: .*a-file: cannot write, a file stands where a folder is expected/,
      );
      expectClearFailure(await runGood('a-file/below'), 1, /workspace-unwritable: .*a part of the path is a file/);
      expectClearFailure(
        await cli('export', 'flood', '--format', 'csv', '--out', 'x.csv', '--workspace', 'a-file'),
        1,
        /workspace-unwritable/,
      );
      expectClearFailure(await cli('status', '--workspace', 'a-file'), 1, /not-found: .*a-file is not a workspace/);
      expect(await readFile(at('a-file'), 'utf8')).toBe('kept');
    });

    it('without results has nothing to export; an export goes only where it can be written', async () => {
      expectClearFailure(
        await cli('export', 'flood', '--format', 'csv', '--out', 'x.csv', '--workspace', 'empty'),
        1,
        /not-found: .*has no results of flood/,
      );
      expect((await runGood('full')).code).toBe(0);
      const out = (path: string) => cli('export', 'flood', '--format', 'geojson', '--out', path, '--workspace', 'full');
      expectClearFailure(await out('a-file/below/x.json'), 1, /--out a-file\/below\/x\.json: cannot be written/);
      expectClearFailure(await out('.'), 1, /--out \.: cannot be written/);
    });

    const mountable = canMount();
    describe.skipIf(!mountable)(`on a small disk of its own${mountable ? '' : ' (skipped: needs a mount)'}`, () => {
      let disk: Tmpfs;
      beforeAll(() => {
        disk = mountTmpfs('256k');
      });
      afterAll(() => disk?.unmount());

      it('ends with disk-full where the results do not fit, keeps nothing half-made, and goes on once there is room', async () => {
        const workspace = join(disk.dir, 'workspace');
        await mkdir(workspace);
        await writeFile(join(disk.dir, 'filler'), new Uint8Array(232 * 1024));
        expectClearFailure(await runGood(workspace), 1, /disk-full: .*no space left/);
        expect(readdirSync(join(workspace, 'lake'), { recursive: true })).toEqual(['flood']);
        await rm(join(disk.dir, 'filler'));
        expect((await runGood(workspace)).code).toBe(0);
      });

      it('ends with disk-full where not even a folder fits', async () => {
        const filler = join(disk.dir, 'filler');
        await writeFile(filler, new Uint8Array(64 * 1024));
        try {
          for (;;) await writeFile(filler, new Uint8Array(4096), { flag: 'a' });
        } catch {
          // full to the last block
        }
        const end = await cli('ingest', '--catalog', 'good.json', '--workspace', join(disk.dir, 'other'));
        expectClearFailure(end, 1, /disk-full: .*no space left/);
        await rm(filler);
      });

      it('is refused where it is read-only', async () => {
        disk.makeReadOnly();
        expectClearFailure(await runGood(join(disk.dir, 'new')), 1, /workspace-unwritable: .*read-only/);
      });
    });
  });
});
