import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canMount, mountTmpfs } from './fixtures/tmpfs.js';
import { storageError, writeFileAtomic } from './sync-fs.js';
import { openWorkspace } from './workspace.js';

const mounts = canMount();
const needsRoot = mounts ? '' : ' (skipped: needs the right to mount a tmpfs)';

let parent = '';
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'landsicht-workspace-'));
});
afterEach(() => rm(parent, { recursive: true }));

describe('openWorkspace', () => {
  it('creates catalogue, lake and cache, and nothing beside them', async () => {
    const dir = join(parent, 'deep', 'workspace');
    const workspace = await openWorkspace(dir);
    expect((await readdir(dir)).sort()).toEqual(['cache', 'catalogue', 'lake']);
    expect(await readdir(workspace.cacheDir)).toEqual(['runs']);
    expect(workspace.databasePath).toBe(join(dir, 'landsicht.duckdb'));
  });

  it('opens one that exists and leaves its files alone', async () => {
    const { lakeDir } = await openWorkspace(parent);
    await writeFile(join(lakeDir, 'kept'), 'x');
    await openWorkspace(parent);
    expect(await readdir(lakeDir)).toEqual(['kept']);
  });

  it.each([['.'], ['below']])('says workspace-unwritable where a file stands in the way (%s)', async (below) => {
    const path = join(parent, 'file');
    await writeFile(path, 'x');
    await expect(openWorkspace(join(path, below))).rejects.toMatchObject({
      code: 'workspace-unwritable',
      message: expect.stringMatching(/file.*Choose another folder with --workspace/),
    });
  });

  it.skipIf(process.platform !== 'linux')('ends where the system makes no folders (skipped: needs Linux)', async () => {
    await expect(openWorkspace('/proc/landsicht/workspace')).rejects.toMatchObject({
      code: 'workspace-unwritable',
      message: expect.stringContaining('/proc/landsicht: cannot be made'),
    });
  });

  it('says workspace-unwritable where lake is a file', async () => {
    await writeFile(join(parent, 'lake'), 'x');
    await expect(openWorkspace(parent)).rejects.toMatchObject({ code: 'workspace-unwritable', message: expect.stringContaining('lake') });
  });

  it.skipIf(!mounts)(`says workspace-unwritable on a read-only file system, new or existing${needsRoot}`, async () => {
    const disk = mountTmpfs('1m');
    try {
      await openWorkspace(join(disk.dir, 'old'));
      disk.makeReadOnly();
      const refused = { code: 'workspace-unwritable', message: expect.stringContaining('read-only') };
      await expect(openWorkspace(join(disk.dir, 'old'))).rejects.toMatchObject(refused);
      await expect(openWorkspace(join(disk.dir, 'new'))).rejects.toMatchObject(refused);
    } finally {
      disk.unmount();
    }
  });
});

describe('writeFileAtomic', () => {
  it('replaces a file and leaves no temporary beside it', async () => {
    await writeFileAtomic(join(parent, 'a.json'), 'one');
    await writeFileAtomic(join(parent, 'a.json'), 'two');
    expect(await readdir(parent)).toEqual(['a.json']);
  });

  it.skipIf(!mounts)(`keeps the old bytes and says disk-full on a full disk${needsRoot}`, async () => {
    const disk = mountTmpfs('64k');
    try {
      const path = join(disk.dir, 'a.json');
      await writeFileAtomic(path, 'old');
      await expect(writeFileAtomic(path, Buffer.alloc(200_000))).rejects.toMatchObject({
        code: 'disk-full',
        message: expect.stringContaining(path),
      });
      expect(await readdir(disk.dir)).toEqual(['a.json']);
    } finally {
      disk.unmount();
    }
  });
});

describe('storageError', () => {
  it('counts an exhausted quota as a full disk and lets other errors through', () => {
    expect(storageError(Object.assign(new Error('quota'), { code: 'EDQUOT' }), '/w')).toMatchObject({ code: 'disk-full' });
    const other = Object.assign(new Error('io'), { code: 'EIO' });
    expect(storageError(other, '/w')).toBe(other);
  });
});
