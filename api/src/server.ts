import { access, mkdir, readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { isIPv6 } from 'node:net';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { serve } from '@hono/node-server';
import { errorMessage, LandsichtError } from '@landsicht/core';
import { createExplainer } from '@landsicht/pipeline';
import { createChips, createQuicklook } from '@landsicht/pipeline/quicklook';
import { openStore, watchLake } from '@landsicht/pipeline/store';
import { AlertBook } from './alert-book.js';
import { createApp } from './app.js';
import { isLoopback } from './guards.js';
import { LakeState } from './lake-state.js';
import { staticFiles } from './static-files.js';

export interface ServerOptions {
  /** Folder of the workspace; its lake may still be empty. */
  readonly workspace: string;
  /** 0 = any free port. */
  readonly port: number;
  readonly host: string;
  /** The built dashboard; default that of @landsicht/web, if it is built. */
  readonly webDir?: string;
  /** Lines for the operator; default standard error. */
  readonly log?: (line: string) => void;
}

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Opens the workspace's database, follows its lake and serves /api and the dashboard until `close`. */
export async function startServer({ workspace, port, host, webDir, log = logToStderr }: ServerOptions): Promise<RunningServer> {
  if (!isLoopback(host)) {
    throw new LandsichtError(
      'bad-argument',
      `--host ${host}: without configured users only this machine is served. Use 127.0.0.1, ::1 or localhost`,
    );
  }
  const dir = resolve(workspace);
  const lakeDir = join(dir, 'lake');
  await mkdir(lakeDir, { recursive: true }).catch((cause: unknown) => {
    throw new LandsichtError('workspace-unwritable', `${lakeDir}: cannot be made (${errorMessage(cause)}). Choose another --workspace`, {
      cause,
    });
  });
  const store = await openStore(join(dir, 'landsicht.duckdb'));
  const quicklook = createQuicklook();
  const explainer = createExplainer();
  const chips = createChips();
  const lake = new LakeState();
  const watch = watchLake(store, lakeDir, {
    onSync: (report) => {
      for (const { message } of lake.update(report, new Date())) log(`left out: ${message}`);
    },
    onError: (message) => {
      lake.failure = message;
      log(`the lake cannot be read: ${message}`);
    },
  });
  const closeAll = async (): Promise<void> => {
    lake.close();
    await watch.close();
    await explainer.close();
    await chips.close();
    await quicklook.close();
    await store.close();
  };
  try {
    await watch.refresh();
    const pages = webDir ?? (await builtDashboard());
    const services = {
      ...{ store, quicklook, explainer, chips, lakeDir, lake, log },
      alerts: new AlertBook(store, lakeDir),
      catalogueDir: join(dir, 'catalogue'),
      version: await ownVersion(),
      startedUtc: new Date(),
    };
    const app = createApp(services, pages == null ? undefined : staticFiles(pages));
    const server = await listen(app.fetch, host, port);
    return {
      url: server.url,
      async close() {
        lake.close();
        await server.close();
        await closeAll();
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function listen(fetch: (request: Request) => Response | Promise<Response>, host: string, port: number): Promise<RunningServer> {
  const { server, address } = await new Promise<{ server: Server; address: { port: number } }>((resolvePromise, reject) => {
    const made = serve({ fetch, hostname: host, port }, (info) => resolvePromise({ server: made, address: info })) as Server;
    made.once('error', (cause: NodeJS.ErrnoException) => {
      const remedy = cause.code === 'EADDRINUSE' ? 'the port is in use: choose another --port' : errorMessage(cause);
      reject(new LandsichtError('bad-argument', `${host}:${port}: cannot listen: ${remedy}`, { cause }));
    });
  });
  return {
    url: `http://${isIPv6(host) ? `[${host}]` : host}:${address.port}/`,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}

/** null where the dashboard is not installed or not built: the API works without it. */
async function builtDashboard(): Promise<string | null> {
  try {
    const dist = fileURLToPath(new URL('dist/', import.meta.resolve('@landsicht/web/package.json')));
    await access(join(dist, 'index.html'));
    return dist;
  } catch {
    return null;
  }
}

async function ownVersion(): Promise<string> {
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8')) as { version: string };
  return version;
}

function logToStderr(line: string): void {
  process.stderr.write(`landsicht: ${line}\n`);
}
