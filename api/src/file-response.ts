import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { isFresh } from './http-cache.js';
import { problem } from './problem.js';

export interface ServedFile {
  /** Of the content. */
  readonly etag: string;
  readonly type: string;
  /** Offered to the person who saves it. */
  readonly name: string;
}

/** An immutable file, whole or the one range asked for (RFC 9110, 14); null where it cannot be opened. */
export async function fileResponse(c: Context, path: string, { etag, type, name }: ServedFile): Promise<Response | null> {
  const size = await sizeOf(path);
  if (size == null) return null;
  const headers = {
    ETag: etag,
    'Accept-Ranges': 'bytes',
    'Cache-Control': 'private, max-age=31536000, immutable',
    'Content-Type': type,
    'Content-Disposition': `attachment; filename="${name}"`,
  };
  if (isFresh(c, etag)) return c.body(null, 304, headers);
  const condition = c.req.header('If-Range');
  const range = condition == null || condition === etag ? parseRange(c.req.header('Range'), size) : null;
  if (range === 'beyond') {
    const answer = problem(c, 416, { code: 'bad-argument', title: 'Range not satisfiable', detail: `The file has ${size} bytes.` });
    answer.headers.set('Content-Range', `bytes */${size}`);
    return answer;
  }
  const [first, last] = range ?? [0, size - 1];
  const partial = range == null ? {} : { 'Content-Range': `bytes ${first}-${last}/${size}` };
  const head = { ...headers, ...partial, 'Content-Length': String(last - first + 1) };
  // Hono answers HEAD with the headers of GET; a stream that nobody reads would keep the file open
  if (c.req.method === 'HEAD' || size === 0) return c.body(null, range == null ? 200 : 206, head);
  const stream = createReadStream(path, { start: first, end: last });
  return c.body(Readable.toWeb(stream) as ReadableStream, range == null ? 200 : 206, head);
}

async function sizeOf(path: string): Promise<number | null> {
  const file = await open(path).catch(() => null);
  if (file == null) return null;
  try {
    return (await file.stat()).size;
  } finally {
    await file.close();
  }
}

/** null: the whole file (no range, several ranges, or one that is malformed, which RFC 9110 lets a server ignore). */
function parseRange(header: string | undefined, size: number): readonly [first: number, last: number] | 'beyond' | null {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '');
  if (match == null) return null;
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return null;
  if (from === '') return Number(to) === 0 ? 'beyond' : [Math.max(0, size - Number(to)), size - 1];
  if (to !== '' && Number(to) < Number(from)) return null;
  if (Number(from) >= size) return 'beyond';
  return [Number(from), to === '' ? size - 1 : Math.min(Number(to), size - 1)];
}
