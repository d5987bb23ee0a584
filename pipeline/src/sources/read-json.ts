import { readFile } from 'node:fs/promises';
import { errorMessage, LandsichtError } from '@landsicht/core';
import { throwIfAborted } from './http/clock.js';
import type { HttpClient } from './http/http-client.js';

export function isHttpUrl(href: string): boolean {
  return /^https?:\/\//i.test(href);
}

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
    text = await readFile(path, { encoding: 'utf8', ...(signal == null ? {} : { signal }) });
  } catch (cause) {
    throwIfAborted(signal);
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      const remedy = namedBy == null ? 'Check the path' : 'Restore the file or remove the link';
      throw new LandsichtError('not-found', `${path}${origin} does not exist. ${remedy}`, { cause });
    }
    throw new LandsichtError('source-unreachable', `${path}${origin} cannot be read (${code ?? errorMessage(cause)})`, { cause });
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (cause) {
    throw new LandsichtError('item-invalid', `${path}${origin} is not JSON: ${errorMessage(cause)}`, { cause });
  }
}
