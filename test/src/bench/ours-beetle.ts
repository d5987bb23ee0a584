import { mkdir, readFile, rm } from 'node:fs/promises';
import type { StacItem } from '@landsicht/core';
import { createAssetAccess, monitors } from '@landsicht/pipeline';

/**
 * Usage: ours-beetle.js ITEMS DIR CACHE THREADS. Runs bark-beetle on all dates but the newest, then on the newest with the state of the
 * others; prints {"seconds", "check", "stages": {"series": […], "date": […]}}, each with seconds and seconds of CPU.
 */
const [path = '', dir = '', cacheDir = '', threads = ''] = process.argv.slice(2);
const { 'bark-beetle': beetle } = monitors;
const items = JSON.parse(await readFile(path, 'utf8')) as StacItem[];
const parameters = Object.fromEntries(Object.entries(beetle.info.parameters).map(([name, { default: value }]) => [name, value]));
const access = createAssetAccess();

async function run(
  dates: readonly StacItem[],
): Promise<{ readonly time: [seconds: number, cpuSeconds: number]; readonly observedPx: number }> {
  const planned = beetle.plan(dates, { parameters, bboxLonLat: null }).at(-1);
  if (planned == null) throw new Error(`${path}: nothing to do`);
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  const task = { key: 'bench', monitor: beetle.info.id, monitorVersion: beetle.info.version, parameters, assets: [], ...planned };
  const [start, startCpu] = [performance.now(), process.cpuUsage()];
  const { signal } = new AbortController();
  const refused: string[] = [];
  const progress = (_: number, message: string) => {
    if (message.startsWith('refused')) refused.push(message);
  };
  const output = await beetle.run(task, { dir, cacheDir, progress, signal, access, threads: Number(threads) });
  if (refused.length > 0) throw new Error(refused[0]);
  const cpu = process.cpuUsage(startCpu);
  await rm(dir, { recursive: true, force: true });
  return {
    time: [(performance.now() - start) / 1000, (cpu.user + cpu.system) / 1e6],
    observedPx: output.summary['observedPx'] ?? 0,
  };
}

const series = await run(items.slice(0, -1));
const date = await run(items);
const stages = { series: series.time, date: date.time };
process.stdout.write(`${JSON.stringify({ seconds: series.time[0] + date.time[0], check: date.observedPx, stages })}\n`);
