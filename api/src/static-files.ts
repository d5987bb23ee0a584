import { readFile } from 'node:fs/promises';
import { extname, join, sep } from 'node:path';
import { Hono } from 'hono';
import { isFresh } from './http-cache.js';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
};
/** Names with a content hash, as vite writes them under assets/. */
const HASHED = /^\/assets\/.+-[\w-]{8,}\.\w+$/;

/** The built dashboard: files under `dir`, and index.html at `/`. Anything else is left to the next handler. */
export function staticFiles(dir: string): Hono {
  return new Hono().get('*', async (c, next) => {
    const path = fileOf(dir, c.req.path);
    const bytes = path == null ? null : await readFile(path).catch(() => null);
    if (path == null || bytes == null) return next();
    const etag = `W/"${bytes.length}-${await digest(bytes)}"`;
    const headers = {
      'Content-Type': types[extname(path)] ?? 'application/octet-stream',
      'Cache-Control': HASHED.test(c.req.path) ? 'public, max-age=31536000, immutable' : 'no-cache',
      ETag: etag,
    };
    return isFresh(c, etag) ? c.body(null, 304, headers) : c.body(new Uint8Array(bytes), 200, headers);
  });
}

/** null where the address names nothing below `dir`, or a hidden file. */
function fileOf(dir: string, urlPath: string): string | null {
  let path: string;
  try {
    path = decodeURIComponent(urlPath);
  } catch {
    return null;
  }
  if (path.includes('\0') || path.split(/[/\\]/).some((part) => part.startsWith('.'))) return null;
  const file = join(dir, path === '/' ? 'index.html' : path);
  return file.startsWith(join(dir, sep)) ? file : null;
}

async function digest(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await crypto.subtle.digest('SHA-256', bytes))
    .toString('base64url')
    .slice(0, 16);
}
