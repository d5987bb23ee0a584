import { execFile, spawn, spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { geometryBbox } from '@landsicht/pipeline/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningServer, startServer } from './server.js';
import { detectionsOf, keyOf, type SmallUnit, writeSmallUnit } from './testing/small-lake.js';
import { units } from './testing/test-app.js';

const hasOgr = spawnSync('ogrinfo', ['--version'], { stdio: 'ignore' }).status === 0;
/** More than GDAL takes in one page of 10, and more than our own page of 100. */
const many: SmallUnit = { name: 'many', observedUtc: '2024-09-20T05:16:21.000Z', squares: 150 };
const all = [...units.filter(({ info }) => info == null), many].flatMap(detectionsOf);

let dir: string;
let server: RunningServer;
const logged: string[] = [];
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-server-'));
  for (const unit of [...units, many]) await writeSmallUnit(join(dir, 'workspace', 'lake'), unit);
  await mkdir(join(dir, 'web', 'assets'), { recursive: true });
  await writeFile(join(dir, 'web', 'index.html'), '<!doctype html><title>Landsicht</title>');
  await writeFile(join(dir, 'web', 'assets', 'main-B1a2C3d4.js'), 'export {};');
  await writeFile(join(dir, 'secret.txt'), 'secret');
  server = await startServer({
    workspace: join(dir, 'workspace'),
    port: 0,
    host: '127.0.0.1',
    webDir: join(dir, 'web'),
    log: (line) => void logged.push(line),
  });
});
afterAll(async () => {
  await server.close();
  await rm(dir, { recursive: true, force: true });
});

describe('server', () => {
  it('serves the API and the dashboard', async () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    expect(await (await fetch(server.url)).text()).toContain('<title>Landsicht</title>');
    const script = await fetch(`${server.url}assets/main-B1a2C3d4.js`);
    expect(script.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('Cache-Control')).toContain('immutable');
    const health = (await (await fetch(`${server.url}api/health`)).json()) as { status: string; detections: number };
    expect(health).toMatchObject({ status: 'ok', detections: all.length + 3 });
    expect((await fetch(`${server.url}nope`)).status).toBe(404);
  });

  it.each(['/../secret.txt', '/..%2fsecret.txt', '/assets/..%2f..%2fsecret.txt', '/%2e%2e/secret.txt', '/..%5csecret.txt', '/%00', '/%'])(
    'keeps to the dashboard: %s',
    async (path) => {
      // a raw request: fetch would tidy the path
      const { port } = new URL(server.url);
      const [status, body] = await new Promise<[number | undefined, string]>((resolve, reject) => {
        request({ host: '127.0.0.1', port, path }, (response) => {
          let text = '';
          response.on('data', (chunk) => {
            text += chunk;
          });
          response.on('end', () => resolve([response.statusCode, text]));
        })
          .on('error', reject)
          .end();
      });
      expect(status).toBeGreaterThanOrEqual(400);
      expect(body).not.toBe('secret');
    },
  );

  it('tells listeners of a unit that a run adds, and serves it', async () => {
    const stop = new AbortController();
    const events = await fetch(`${server.url}api/events`, { signal: stop.signal });
    const reader = (events.body as ReadableStream<Uint8Array>).getReader();
    let text = Buffer.from((await reader.read()).value ?? []).toString();
    const added: SmallUnit = {
      name: 'added',
      observedUtc: '2024-10-01T05:00:00.000Z',
      squares: 1,
      info: { ...(units[2]?.info as NonNullable<SmallUnit['info']>) },
    };
    await writeSmallUnit(join(dir, 'workspace', 'lake'), added);
    while (!text.includes(keyOf('added'))) text += Buffer.from((await reader.read()).value ?? []).toString();
    expect(text).toContain('event: unit');
    stop.abort();
    expect((await fetch(`${server.url}api/units/${keyOf('added')}`)).status).toBe(200);
  });

  it('serves nobody else', async () => {
    const elsewhere = startServer({ workspace: join(dir, 'other'), port: 0, host: '0.0.0.0' });
    await expect(elsewhere).rejects.toMatchObject({ code: 'bad-argument', message: expect.stringContaining('0.0.0.0') });
  });

  it('says when the port is taken, and leaves the workspace free', async () => {
    const { port } = new URL(server.url);
    const workspace = join(dir, 'second');
    await expect(startServer({ workspace, port: Number(port), host: '127.0.0.1' })).rejects.toThrow(/in use/);
    await (await startServer({ workspace, port: 0, host: '127.0.0.1' })).close();
  });

  it('says when another process has the workspace', async () => {
    const script = `import { DuckDBInstance } from '@duckdb/node-api'; await (await DuckDBInstance.create(process.argv[1])).connect(); console.log('open'); setInterval(() => {}, 1e6);`;
    await mkdir(join(dir, 'third'));
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, join(dir, 'third', 'landsicht.duckdb')], {
      cwd: new URL('../../pipeline', import.meta.url),
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    const second = startServer({ workspace: join(dir, 'third'), port: 0, host: '127.0.0.1' });
    await expect(second).rejects.toMatchObject({
      code: 'workspace-unwritable',
      message: expect.stringMatching(/landsicht\.duckdb: .*another process/),
    });
    child.kill();
  });
});

describe.skipIf(!hasOgr)('GDAL reads it by OAPIF (skipped: needs gdal-bin)', () => {
  /** Feature ids that ogrinfo prints, and what it asked the server. */
  async function ogrinfo(...more: string[]): Promise<{ out: string; ids: string[]; asked: string }> {
    const args = ['-ro', `OAPIF:${server.url}api`, ...more];
    const { stdout, stderr } = await promisify(execFile)('ogrinfo', args, {
      maxBuffer: 2 ** 26,
      env: { ...process.env, CPL_DEBUG: 'HTTP' },
    });
    return { out: stdout, ids: [...stdout.matchAll(/^ {2}id \(String\) = (.+)$/gm)].map(([, id = '']) => id), asked: stderr };
  }
  const sorted = (ids: readonly string[]): string[] => ids.toSorted();

  it('lists the collections', async () => {
    const { out } = await ogrinfo();
    expect(out).toContain('1: bark-beetle');
    expect(out).toContain('2: flood');
  });

  it('reads every feature, over all pages, each once', async () => {
    const { ids, out } = await ogrinfo('flood');
    expect(out).toContain(`Feature Count: ${all.length}`);
    expect(out).toContain('madeBy (String) = machine');
    expect(sorted(ids)).toEqual(sorted(all.map(({ id }) => id)));
  });

  it('filters by bbox on the server', async () => {
    const [w, s, e, n] = [13.7225, 50.985, 13.73, 50.992];
    const { ids, asked } = await ogrinfo('-spat', String(w), String(s), String(e), String(n), 'flood');
    const expected = all.filter(({ geometry }) => {
      const [west, south, east, north] = geometryBbox(geometry);
      return west <= e && east >= w && south <= n && north >= s;
    });
    expect(expected.length).toBeGreaterThan(20);
    expect(sorted(ids)).toEqual(sorted(expected.map(({ id }) => id)));
    expect(asked).toContain('bbox=');
  });

  it('filters by class on the server', async () => {
    const { ids, asked } = await ogrinfo('-where', "class = 'water'", 'flood');
    const expected = all.filter((detection) => detection.class === 'water');
    expect(sorted(ids)).toEqual(sorted(expected.map(({ id }) => id)));
    expect(asked).toContain('class=water');
  });

  it('filters by time on the server and believes the answer', async () => {
    const { ids, asked } = await ogrinfo('-where', "observedUtc > '2024/09/10 00:00:00' AND observedUtc < '2024/09/18 00:00:00'", 'flood');
    const expected = all.filter(({ observedUtc }) => observedUtc > new Date('2024-09-10') && observedUtc < new Date('2024-09-18'));
    expect(sorted(ids)).toEqual(sorted(expected.map(({ id }) => id)));
    expect(asked).toContain('datetime=');
  });
});
