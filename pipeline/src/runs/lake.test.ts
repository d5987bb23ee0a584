import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lakeBytes, temporariesIn } from './fixtures/lake-bytes.js';
import { testInfo, testTask } from './fixtures/test-tasks.js';
import { beginUnit, commitUnit, discardUnit, isDone } from './lake.js';
import { unitDir } from './lake-paths.js';
import { listManifests, listUnits, readManifest, verifyUnit } from './lake-read.js';
import { sweepTemp, temporaryName } from './lake-sweep.js';
import { livenessOf, ownIdentity, type ProcessIdentity } from './process-identity.js';
import type { UnitFile, UnitOutput } from './unit.js';

const task = testTask('a');
const files: UnitFile[] = [
  { path: 'z.bin', role: 'layer', layer: 'z', mediaType: 'application/octet-stream' },
  { path: 'deep/a.json', role: 'detections', mediaType: 'application/json' },
];
const output: UnitOutput = {
  files,
  grid: { width: 1, height: 1, transform: [10, 0, 0, 0, -10, 0], epsg: 32633 },
  bboxLonLat: [15, 50, 15.1, 50.1],
  observedUtc: '2024-09-16T05:18:00.000Z',
  summary: { waterM2: 0 },
  flags: [],
};

let lakeDir = '';
beforeEach(async () => {
  lakeDir = await mkdtemp(join(tmpdir(), 'landsicht-lake-'));
});
afterEach(() => rm(lakeDir, { recursive: true }));

async function begunWithFiles(unit = task) {
  const begun = await beginUnit(lakeDir, unit);
  await writeFile(join(begun.dir, 'z.bin'), 'zzz');
  await mkdir(join(begun.dir, 'deep'));
  await writeFile(join(begun.dir, 'deep', 'a.json'), '{}');
  return begun;
}

async function commit(unit = task) {
  return commitUnit(await begunWithFiles(unit), unit, testInfo, output);
}

describe('commitUnit', () => {
  it('is not done before and done after, with the sha-256 of every file in the manifest and no temporaries', async () => {
    const begun = await begunWithFiles();
    expect(await isDone(lakeDir, task)).toBe(false);
    const manifest = await commitUnit(begun, task, testInfo, output);
    expect(await isDone(lakeDir, task)).toBe(true);
    expect(manifest.files.map(({ path, bytes }) => [path, bytes])).toEqual([
      ['deep/a.json', 2],
      ['z.bin', 3],
    ]);
    // sha-256 of "zzz", from coreutils sha256sum
    expect(manifest.files[1]?.sha256).toBe('17f165d5a5ba695f27c023a83aa2b3463e23810e360b7517127e90161eebabda');
    expect(await readManifest(lakeDir, task)).toEqual(manifest);
    expect(await verifyUnit(lakeDir, task)).toEqual(manifest);
    expect(await temporariesIn(lakeDir)).toEqual([]);
  });

  it('gives the same bytes in another lake', async () => {
    await commit();
    const first = await lakeBytes(lakeDir);
    await rm(unitDir(lakeDir, task), { recursive: true });
    await commit();
    expect(await lakeBytes(lakeDir)).toEqual(first);
  });

  it('keeps the result of the worker that was faster and throws its own away', async () => {
    const slow = await begunWithFiles();
    await commit();
    await writeFile(join(unitDir(lakeDir, task), 'mark'), '');
    await commitUnit(slow, task, testInfo, output);
    expect(await readdir(unitDir(lakeDir, task))).toContain('mark');
    expect(await temporariesIn(lakeDir)).toEqual([]);
  });

  it('replaces a unit whose manifest is damaged', async () => {
    await commit();
    await writeFile(join(unitDir(lakeDir, task), 'manifest.json'), '{"manifestVersion": 1');
    expect(await isDone(lakeDir, task)).toBe(false);
    await commit();
    expect(await isDone(lakeDir, task)).toBe(true);
    await verifyUnit(lakeDir, task);
  });

  it('replaces a unit whose file was cut off, and lists it as damaged before', async () => {
    await commit();
    const file = join(unitDir(lakeDir, task), 'z.bin');
    await truncate(file, 1);
    expect(await isDone(lakeDir, task)).toBe(false);
    const { manifests, damaged } = await listManifests(lakeDir);
    expect([manifests.length, damaged.map(({ message }) => message)]).toEqual([
      0,
      [expect.stringContaining(`${file}: expected 3 bytes, got 1`)],
    ]);
    await commit();
    await verifyUnit(lakeDir, task);
  });

  it.each([
    [
      'a declared file that was not written',
      [...files, { ...files[0], path: 'gone.bin' } as UnitFile],
      /"gone.bin" is declared but was not written/,
    ],
    ['a written file that is not declared', files.slice(1), /"z.bin" was written but is not declared/],
    ['a file declared twice', [...files, ...files], /declared twice/],
  ])('refuses %s', async (_, declared, message) => {
    const begun = await begunWithFiles();
    await expect(commitUnit(begun, task, testInfo, { ...output, files: declared })).rejects.toThrow(message);
    await discardUnit(begun);
    expect(await isDone(lakeDir, task)).toBe(false);
    expect(await temporariesIn(lakeDir)).toEqual([]);
  });
});

describe('reading the lake', () => {
  it('lists nothing in a lake that does not exist', async () => {
    expect(await listUnits(join(lakeDir, 'none'))).toEqual([]);
    expect(await listManifests(join(lakeDir, 'none'))).toEqual({ manifests: [], damaged: [] });
  });

  it('reports damaged units beside the sound ones', async () => {
    const [sound, torn, foreign, empty] = ['sound', 'torn', 'foreign', 'empty'].map((name) => testTask(name)) as [
      typeof task,
      typeof task,
      typeof task,
      typeof task,
    ];
    for (const unit of [sound, torn, foreign]) await commit(unit);
    await writeFile(join(unitDir(lakeDir, torn), 'manifest.json'), '{');
    const manifest = JSON.parse(await readFile(join(unitDir(lakeDir, foreign), 'manifest.json'), 'utf8'));
    await writeFile(join(unitDir(lakeDir, foreign), 'manifest.json'), JSON.stringify({ ...manifest, key: sound.key }));
    await mkdir(unitDir(lakeDir, empty));
    await begunWithFiles(testTask('half'));
    const { manifests, damaged } = await listManifests(lakeDir);
    expect(manifests.map(({ key }) => key)).toEqual([sound.key]);
    expect(damaged.map(({ key }) => key).sort()).toEqual([torn.key, foreign.key, empty.key].sort());
    expect(damaged.find(({ key }) => key === torn.key)?.message).toMatch(/manifest\.json: not readable as JSON/);
    expect(damaged.find(({ key }) => key === foreign.key)?.message).toContain(`got slow-test/${sound.key}`);
  });

  it('refuses a manifest that leads out of its unit', async () => {
    await commit();
    const path = join(unitDir(lakeDir, task), 'manifest.json');
    await writeFile(path, (await readFile(path, 'utf8')).replace('"deep/a.json"', '"../../../secret"'));
    await expect(readManifest(lakeDir, task)).rejects.toMatchObject({
      code: 'lake-damaged',
      message: expect.stringContaining('files.0.path'),
    });
  });

  it.each([
    ['changed', (dir: string) => writeFile(join(dir, 'z.bin'), 'zzy'), /z\.bin: expected 3 bytes with sha-256 17f1/],
    ['missing', (dir: string) => rm(join(dir, 'z.bin')), /z\.bin: missing/],
    ['added', (dir: string) => writeFile(join(dir, 'extra'), ''), /does not list: extra/],
  ])('finds a file that was %s', async (_, harm, message) => {
    await commit();
    await harm(unitDir(lakeDir, task));
    await expect(verifyUnit(lakeDir, task)).rejects.toMatchObject({ code: 'lake-damaged', message: expect.stringMatching(message) });
  });
});

describe('sweepTemp', () => {
  const HOUR_MS = 3_600_000;

  /** A process that has ended and was waited for. */
  async function deadProcess(): Promise<ProcessIdentity> {
    const child = spawn(process.execPath, ['-e', '']);
    const identity = { ...ownIdentity(), pid: child.pid ?? 0 };
    await once(child, 'exit');
    return identity;
  }

  async function leave(owner: ProcessIdentity): Promise<string> {
    const dir = join(lakeDir, task.monitor, temporaryName(task.key, owner, '00000001'));
    await mkdir(join(dir, 'deep'), { recursive: true });
    await writeFile(join(dir, 'deep', 'half.bin'), 'x');
    return dir;
  }

  it('leaves the work of living processes and finished units alone', async () => {
    await commit();
    const begun = await begunWithFiles(testTask('b'));
    await utimes(begun.dir, 0, 0);
    const before = await lakeBytes(lakeDir);
    expect(await sweepTemp(lakeDir)).toBe(0);
    expect(await lakeBytes(lakeDir)).toEqual(before);
  });

  it('removes the half work of a process that is gone, and what it was removing itself', async () => {
    await leave(await deadProcess());
    await mkdir(join(lakeDir, '.trash-x', 'deep'), { recursive: true });
    expect(await sweepTemp(lakeDir)).toBe(2);
    expect(await temporariesIn(lakeDir)).toEqual([]);
  });

  it.skipIf(process.platform !== 'linux')('removes the half work of an earlier process with our pid (linux)', async () => {
    await leave({ ...ownIdentity(), started: 'deadbeef' });
    expect(await sweepTemp(lakeDir)).toBe(1);
  });

  it('waits an hour without a sign of life from another host', async () => {
    const dir = await leave({ space: 'ffffffff', pid: 1, started: '00000000' });
    expect(await sweepTemp(lakeDir)).toBe(0);
    const now = Date.now();
    await utimes(dir, (now - HOUR_MS + 60_000) / 1000, (now - HOUR_MS + 60_000) / 1000);
    expect(await sweepTemp(lakeDir, now)).toBe(0);
    expect(await sweepTemp(lakeDir, now + 120_000)).toBe(1);
  });

  it('can run many times at once', async () => {
    const owner = await deadProcess();
    const dir = await leave(owner);
    for (let i = 0; i < 20; i++) await leaveCopy(dir, i);
    await Promise.all(Array.from({ length: 8 }, () => sweepTemp(lakeDir)));
    await sweepTemp(lakeDir);
    expect(await temporariesIn(lakeDir)).toEqual([]);
  });

  async function leaveCopy(dir: string, i: number) {
    const copy = `${dir.slice(0, -2)}${i + 10}`;
    await mkdir(join(copy, 'deep'), { recursive: true });
    await writeFile(join(copy, 'deep', 'half.bin'), 'x');
  }

  it('makes a late owner fail rather than commit what is left', async () => {
    const begun = await begunWithFiles();
    await rename(begun.dir, `${begun.dir}-swept`);
    await expect(commitUnit(begun, task, testInfo, output)).rejects.toThrow(/ENOENT/);
    expect(await isDone(lakeDir, task)).toBe(false);
  });
});

describe('livenessOf', () => {
  it('knows itself, and cannot tell for another host', () => {
    expect(livenessOf(ownIdentity())).toBe('alive');
    expect(livenessOf({ ...ownIdentity(), space: '00000000' })).toBe('unknown');
  });
});
