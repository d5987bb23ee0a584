import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { monitorOf } from '../monitors/index.js';
import { testTasks } from '../runs/fixtures/test-tasks.js';
import { beginUnit, commitUnit } from '../runs/lake.js';
import { unitDir } from '../runs/lake-paths.js';
import type { UnitTask } from '../runs/unit.js';
import { openWorkspace } from '../runs/workspace.js';
import { testMonitor, writeUnit } from '../store/testing/write-unit.js';
import { exportCommand } from './export.js';

const silent = { write: () => true } as unknown as NodeJS.WritableStream;
const silentIo = { stdout: silent, stderr: silent, env: {} };

let dir = '';
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-export-'));
});
afterEach(() => rm(dir, { recursive: true }));

async function finish(task: UnitTask, lakeDir: string): Promise<string> {
  const info = monitorOf('flood')?.info;
  if (info == null) throw new Error('no flood monitor');
  const begun = await beginUnit(lakeDir, task);
  await writeFile(join(begun.dir, 'flood.tif'), task.key);
  await commitUnit(begun, task, info, {
    files: [{ path: 'flood.tif', role: 'layer', layer: 'flood', mediaType: 'image/tiff' }],
    grid: { width: 1, height: 1, transform: [10, 0, 0, 0, -10, 0], epsg: 32633 },
    bboxLonLat: [15, 50, 15.1, 50.1],
    observedUtc: '2024-09-16T05:18:00.000Z',
    summary: {},
    flags: [],
  });
  return unitDir(lakeDir, task);
}

describe('landsicht export', () => {
  it('leaves a damaged result out, says so and exits with 1', async () => {
    const { lakeDir } = await openWorkspace(dir);
    const [a, b] = testTasks(2).map((task) => ({ ...task, monitor: 'flood' })) as [UnitTask, UnitTask];
    const whole = await finish(a, lakeDir);
    const cut = await finish(b, lakeDir);
    const out = join(dir, 'out');
    let said = '';
    const stream = { write: (part: string) => (said += part) } as unknown as NodeJS.WritableStream;
    const run = () =>
      exportCommand.run(
        { values: { workspace: dir, format: 'cog', out }, positionals: ['flood'] },
        { stdout: stream, stderr: stream, env: {} },
      );
    expect(await run()).toBe(0);
    await rm(out, { recursive: true });
    await truncate(join(cut, 'flood.tif'), 10);
    expect(await run()).toBe(1);
    expect(said).toContain(`left out: ${join(cut, 'flood.tif')}: expected 64 bytes, got 10`);
    const files = await readdir(out);
    expect(files).toHaveLength(1);
    expect(await readFile(join(out, files[0] ?? ''), 'utf8')).toBe(await readFile(join(whole, 'flood.tif'), 'utf8'));
  });

  it('exports of several results for one scene the one that counts, in the CRS asked for', async () => {
    const { lakeDir } = await openWorkspace(dir);
    const info = { ...testMonitor, id: 'flood' };
    const squares = [{ lon: 13.1, lat: 51.2 }];
    await writeUnit(lakeDir, { name: 'a', observedUtc: '2024-09-16T05:16:21.000Z', info, squares });
    await writeUnit(lakeDir, { name: 'b', observedUtc: '2024-09-17T05:16:21.000Z', info, squares });
    const newer = { ...info, version: '9.0.0' };
    await writeUnit(lakeDir, { name: 'c', scene: 'scene-a', observedUtc: '2024-09-16T05:16:21.000Z', info: newer, squares });
    const run = (format: string, out: string, more: Record<string, string> = {}) =>
      exportCommand.run({ values: { workspace: dir, format, out: join(dir, out), ...more }, positionals: ['flood'] }, silentIo);
    expect(await run('geojson', 'new/a.geojson')).toBe(0);
    const { features } = JSON.parse(await readFile(join(dir, 'new', 'a.geojson'), 'utf8'));
    expect(features.map(({ id }: { id: string }) => id)).toEqual(['c-0', 'b-0']);
    expect(await run('gpkg', 'a.gpkg', { epsg: '31468' })).toBe(0);
    await expect(run('gpx', 'a.gpx', { epsg: '25833' })).rejects.toThrow(
      /the CRS of gpx is fixed; it can be chosen with --format gpkg, shp, fgb/,
    );
    await expect(run('gpkg', 'a.gpkg', { epsg: '9999' })).rejects.toThrow(/--epsg 9999: expected one of 4326/);
    await expect(run('gpkg', '../../proc/x/a.gpkg')).rejects.toMatchObject({ code: 'workspace-unwritable' });
  });
});
