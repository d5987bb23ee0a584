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
import { exportCommand } from './export.js';

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
});
