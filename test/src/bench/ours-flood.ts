import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StacItem } from '@landsicht/core';
import { createAssetAccess, type DemReader, monitors, terrainBands } from '@landsicht/pipeline';
import { benchGrid } from './inputs.js';

interface Report {
  readonly seconds: number;
  readonly check: number | null;
  readonly stages?: Readonly<Record<string, readonly [seconds: number, cpuSeconds: number]>>;
}

async function unit(catalog = '', dir = '', threads = ''): Promise<Report> {
  const { flood } = monitors;
  const items = await itemsOf(catalog);
  const parameters = Object.fromEntries(Object.entries(flood.info.parameters).map(([name, { default: value }]) => [name, value]));
  const planned = flood.plan(items, { parameters, bboxLonLat: null }).at(-1);
  if (planned == null) throw new Error(`${catalog}: nothing to do`);
  if (planned.items.length !== items.length) throw new Error(`${catalog}: ${planned.items.length} of ${items.length} scenes are used`);
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  const task = { key: 'bench', monitor: flood.info.id, monitorVersion: flood.info.version, parameters, assets: [], ...planned };
  const clock = new StageClock();
  const output = await flood.run(task, {
    dir,
    progress: (_, message) => clock.tell(message.split(' ')[0] ?? ''),
    signal: new AbortController().signal,
    access: createAssetAccess(),
    threads: Number(threads),
  });
  clock.tell('outlines');
  await rm(dir, { recursive: true, force: true });
  return { seconds: clock.seconds, check: output.summary['floodM2'] ?? null, stages: clock.stages };
}

/** Time since the last report counts for what is reported as done. */
class StageClock {
  readonly stages: Record<string, [number, number]> = {};
  private readonly startMs = performance.now();
  private lastMs = this.startMs;
  private lastCpu = process.cpuUsage();

  tell(stage: string): void {
    const [nowMs, cpu] = [performance.now(), process.cpuUsage()];
    this.stages[stage] ??= [0, 0];
    const times = this.stages[stage] as [number, number];
    times[0] += (nowMs - this.lastMs) / 1000;
    times[1] += (cpu.user + cpu.system - this.lastCpu.user - this.lastCpu.system) / 1e6;
    [this.lastMs, this.lastCpu] = [nowMs, cpu];
  }

  get seconds(): number {
    return (this.lastMs - this.startMs) / 1000;
  }
}

async function itemsOf(catalog: string): Promise<StacItem[]> {
  const { links } = JSON.parse(await readFile(catalog, 'utf8')) as { links: { rel: string; href: string }[] };
  const read = async (href: string): Promise<StacItem> => {
    const path = join(dirname(catalog), href);
    const item = JSON.parse(await readFile(path, 'utf8')) as StacItem;
    const assets = Object.entries(item.assets).map(([name, asset]) => [name, { ...asset, href: join(dirname(path), asset.href) }]);
    return { ...item, assets: Object.fromEntries(assets) };
  };
  return Promise.all(links.filter(({ rel }) => rel === 'item').map(({ href }) => read(href)));
}

/** HAND and slope of a made landscape: valleys of three sizes on a tilted plain, and pits from noise. The check is the mean HAND in m. */
async function hand(sizePx: number): Promise<Report> {
  const table = (periodPx: number, heightM: number) => Float32Array.from({ length: sizePx }, (_, i) => heightM * Math.sin(i / periodPx));
  const [wide, middle, narrow] = [table(900, 60), table(170, 20), table(41, 4)];
  const dem: DemReader = {
    grid: benchGrid(sizePx),
    read({ col, row, width, height }) {
      const elevationM = new Float32Array(width * height);
      for (let i = 0; i < elevationM.length; i++) {
        const x = col + (i % width);
        const y = row + Math.floor(i / width);
        const noise = (Math.imul(Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1), 0x85ebca6b) >>> 24) / 512;
        const valleys =
          Math.abs((wide[x] ?? 0) + (wide[y] ?? 0)) + Math.abs((middle[x] ?? 0) - (middle[y] ?? 0)) + (narrow[x] ?? 0) * (narrow[y] ?? 0);
        elevationM[i] = 300 + 0.002 * (x + y) + valleys + noise;
      }
      return { elevationM, valid: new Uint8Array(width * height).fill(1) };
    },
  };
  const startMs = performance.now();
  let sum = 0;
  for await (const { handM } of terrainBands(dem)) for (let i = 0; i < handM.length; i++) sum += handM[i] as number;
  return { seconds: (performance.now() - startMs) / 1000, check: sum / sizePx ** 2 };
}

/**
 * Our side of the flood benches. `unit CATALOG DIR THREADS`: the ensemble on the last scene of a catalogue, the others before it;
 * `hand SIZE`: terrain of SIZE × SIZE cells. Prints {"seconds", "check", "stages"}; stages are {name: [seconds, seconds of CPU]}.
 */
const [verb = '', ...args] = process.argv.slice(2);
const report = verb === 'unit' ? await unit(...args) : await hand(Number(args[0]));
process.stdout.write(`${JSON.stringify(report)}\n`);
