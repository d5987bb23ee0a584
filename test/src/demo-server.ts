import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const cli = join(root, 'pipeline/dist/cli.js');
export const chromiumPath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));

export interface DemoServer {
  /** Holds `samples` and `workspace`. */
  readonly dir: string;
  /** http://127.0.0.1:port, no slash at the end. */
  readonly base: string;
  stop(): Promise<void>;
}

/** `npm start` without the build: simulate, run, serve, in a folder of its own. */
export async function startDemo(): Promise<DemoServer> {
  const dir = await mkdtemp(join(tmpdir(), 'landsicht-main-'));
  const args = [cli, 'demo', '--serve', '--port', '0', '--samples', join(dir, 'samples'), '--workspace', join(dir, 'workspace')];
  const server = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async () => {
    server.kill('SIGINT');
    await rm(dir, { recursive: true, force: true });
  };
  try {
    return { dir, base: await addressOf(server), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** `landsicht serve` over a workspace that is there; `stop` leaves the folder. */
export async function startServer(workspace: string): Promise<Omit<DemoServer, 'dir'>> {
  const server = spawn(process.execPath, [cli, 'serve', '--port', '0', '--workspace', workspace], { stdio: ['ignore', 'pipe', 'pipe'] });
  const stop = async () => void server.kill('SIGINT');
  try {
    return { base: await addressOf(server), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function addressOf(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    let errors = '';
    server.stderr?.on('data', (chunk: Buffer) => {
      errors += chunk.toString();
    });
    server.stdout?.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      const url = /Landsicht: (http:\S+)/.exec(text)?.[1];
      if (url != null) resolve(url.replace(/\/$/, ''));
    });
    server.on('exit', (code) => reject(new Error(`landsicht ended with ${code}:\n${text}${errors.slice(-3000)}`)));
  });
}

/** Chromium with a software GPU, for machines without one. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath ?? '',
    args: [
      '--no-sandbox',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--ignore-gpu-blocklist',
      '--disable-background-networking',
      '--disable-quic',
      '--no-first-run',
    ],
  });
}

export interface PageWatch {
  readonly page: Page;
  /** Script errors, console errors, requests that left the machine. */
  readonly problems: string[];
}

/** The desk with all in view drawn. */
export async function openDesk(
  browser: Browser,
  base: string,
  { query, width = 1440, height = 900 }: { readonly query: string; readonly width?: number; readonly height?: number },
): Promise<PageWatch> {
  const page = await browser.newPage({ viewport: { width, height } });
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('request', (request) => {
    if (!request.url().startsWith(base) && !/^(data|blob):/.test(request.url())) problems.push(`left the machine: ${request.url()}`);
  });
  await page.goto(`${base}/?${query}`);
  await page.waitForSelector('html[data-ready]', { timeout: 60_000 });
  await page.waitForLoadState('networkidle');
  return { page, problems };
}
