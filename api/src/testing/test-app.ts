import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createExplainer } from '@landsicht/pipeline';
import { createChips, createQuicklook } from '@landsicht/pipeline/quicklook';
import { openStore } from '@landsicht/pipeline/store';
import type { Hono } from 'hono';
import { AlertBook } from '../alert-book.js';
import { createApp } from '../app.js';
import { LakeState } from '../lake-state.js';
import type { Services } from '../services.js';
import { floodInfo, type SmallUnit, writeSmallUnit } from './small-lake.js';

export const units: readonly SmallUnit[] = [
  { name: 'before', observedUtc: '2024-09-04T05:16:21.000Z', squares: 5 },
  { name: 'flood', observedUtc: '2024-09-16T05:16:21.000Z', squares: 140 },
  {
    name: 'beetle',
    observedUtc: '2024-08-01T10:00:00.000Z',
    squares: 3,
    info: { ...floodInfo, id: 'bark-beetle', title: { de: 'Borkenkäfer', en: 'Bark beetle' } },
  },
];

export interface TestApp {
  readonly app: Hono;
  readonly services: Services;
  readonly dir: string;
  readonly logged: string[];
  get(path: string, headers?: Readonly<Record<string, string>>): Promise<Response>;
  json<T = Record<string, unknown>>(path: string): Promise<T>;
  close(): Promise<void>;
}

/** The app over a small lake in a temporary folder. */
export async function testApp(): Promise<TestApp> {
  const dir = await mkdtemp(join(tmpdir(), 'landsicht-api-'));
  const lakeDir = join(dir, 'lake');
  for (const unit of units) await writeSmallUnit(lakeDir, unit);
  const store = await openStore(':memory:');
  const quicklook = createQuicklook();
  const lake = new LakeState();
  const logged: string[] = [];
  const services: Services = {
    store,
    quicklook,
    explainer: createExplainer(),
    chips: createChips(),
    alerts: new AlertBook(store, lakeDir),
    catalogueDir: join(dir, 'catalogue'),
    lakeDir,
    lake,
    version: '0.0.0-test',
    startedUtc: new Date(),
    log: (line) => void logged.push(line),
  };
  lake.update(await store.sync(lakeDir), new Date());
  const app = createApp(services);
  const get = async (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> =>
    app.request(path.startsWith('http') ? path : `http://localhost${path}`, { headers });
  return {
    app,
    services,
    dir,
    logged,
    get,
    async json<T>(path: string): Promise<T> {
      const response = await get(path);
      if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
      return (await response.json()) as T;
    },
    async close() {
      lake.close();
      await services.explainer.close();
      await services.chips.close();
      await quicklook.close();
      await store.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
