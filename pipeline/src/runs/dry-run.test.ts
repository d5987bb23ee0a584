import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { planRows, planTable } from './dry-run.js';
import { testInfo, testTask } from './fixtures/test-tasks.js';
import { beginUnit, commitUnit } from './lake.js';
import type { UnitTask } from './unit.js';

let lakeDir = '';
beforeEach(async () => {
  lakeDir = await mkdtemp(join(tmpdir(), 'landsicht-plan-'));
});
afterEach(() => rm(lakeDir, { recursive: true }));

const first = testTask('scene-1');
const [input] = first.inputs as [UnitTask['inputs'][number]];
const second: UnitTask = {
  ...testTask('scene-2'),
  inputs: [
    { ...input, itemId: 'scene-2' },
    { ...input, role: 'reference' },
  ],
};

it('shows every unit with its key, what is done, and its inputs, and writes nothing', async () => {
  await commitUnit(await beginUnit(lakeDir, first), first, testInfo, {
    files: [],
    grid: { width: 1, height: 1, transform: [10, 0, 0, 0, -10, 0], epsg: 32633 },
    bboxLonLat: [15, 50, 15.1, 50.1],
    observedUtc: '2024-09-16T05:18:00.000Z',
    summary: {},
    flags: [],
  });
  const rows = await planRows([first, second], lakeDir);
  expect(rows).toEqual([
    { monitor: 'slow-test', title: 'test scene-1', key: first.key, state: 'done', subjects: ['scene-1'], references: [] },
    { monitor: 'slow-test', title: 'test scene-2', key: second.key, state: 'to-do', subjects: ['scene-2'], references: ['scene-1'] },
  ]);
  expect(planTable(rows).split('\n')).toEqual([
    'state  key           unit          inputs',
    `done   ${first.key.slice(0, 12)}  test scene-1  scene-1`,
    `to-do  ${second.key.slice(0, 12)}  test scene-2  scene-2 (reference: scene-1)`,
    '2 units, 1 to do, 1 done',
    '',
  ]);
  expect(await readdir(join(lakeDir, 'slow-test'))).toEqual([first.key]);
});

it('prints a plan with nothing in it', () => {
  expect(planTable([])).toBe('state  key  unit  inputs\n0 units, 0 to do, 0 done\n');
});
