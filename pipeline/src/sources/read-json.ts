import { readFile, stat } from 'node:fs/promises';
import { errorMessage, LandsichtError } from '@landsicht/core';
import { throwIfAborted } from './http/clock.js';
import type { HttpClient } from './http/http-client.js';

export function isHttpUrl(href: string): boolean {
  return /^https?:\/\//i.test(href);
}

/** A larger file is no catalogue or item; it would not fit into memory as text. */
const longestBytes = 256 * 2 ** 20;

/** Also names that no file can have. */
const noSuchPath: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP', 'ERR_INVALID_ARG_VALUE']);

export interface ReadJsonOptions {
  /** Who pointed there, for messages. */
  readonly namedBy?: string;
  readonly signal?: AbortSignal | undefined;
}

/** JSON of a local path or http(s) URL. */
export async function readJson(href: string, http: HttpClient, options: ReadJsonOptions = {}): Promise<unknown> {
  if (!isHttpUrl(href)) return readLocalJson(href, options);
  const { namedBy, signal } = options;
  return http.json({ url: href, ...(namedBy == null ? {} : { refusedRemedy: `It is named by ${namedBy}: check that link` }) }, signal);
}

export async function readLocalJson(path: string, { namedBy, signal }: ReadJsonOptions = {}): Promise<unknown> {
  const origin = namedBy == null ? '' : `, named by ${namedBy},`;
  let text: string;
  try {
    const found = await stat(path);
    if (!found.isFile()) throw new LandsichtError('not-found', `${path}${origin} is not a file. Name a JSON file`);
    if (found.size > longestBytes)
      throw new LandsichtError('item-invalid', `${path}${origin} has ${found.size} bytes; at most ${longestBytes} are read. Split it`);
    text = await readFile(path, { encoding: 'utf8', ...(signal == null ? {} : { signal }) });
  } catch (cause) {
    throwIfAborted(signal);
    if (cause instanceof LandsichtError) throw cause;
    const { code } = cause as NodeJS.ErrnoException;
    if (noSuchPath.has(code ?? '')) {
      const remedy = namedBy == null ? 'Check the path' : 'Restore the file or remove the link';
      throw new LandsichtError('not-found', `${path}${origin} does not exist. ${remedy}`, { cause });
    }
    throw new LandsichtError(
      code === 'EACCES' || code === 'EPERM' ? 'source-refused' : 'source-unreachable',
      `${path}${origin} cannot be read (${code ?? errorMessage(cause)}). Check its permissions and the disk`,
      { cause },
    );
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (cause) {
    const found = text.trim() === '' ? 'it is empty' : /^\s*</.test(text) ? 'it is a web page or XML' : errorMessage(cause);
    throw new LandsichtError('item-invalid', `${path}${origin} is not JSON: ${found}. Fetch or write it again`, { cause });
  }
}
