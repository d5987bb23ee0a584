import { stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { errorMessage, LandsichtError, type StacAsset, type StacItem } from '@landsicht/core';
import type { AssetIdentity } from './unit.js';

export interface IdentifyOptions {
  /** Names of the assets that will be read. Default: all but thumbnails, overviews and metadata. */
  readonly assetsOf?: (item: StacItem) => readonly string[];
  /** For services that need a token. */
  readonly fetch?: typeof globalThis.fetch;
  /** One HTTP answer; default 20 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** Files asked for at once. */
const LANES = 8;

/** What every file is right now, so that a changed file gives another unit key. Reads no pixels. */
export async function identifyAssets(items: readonly StacItem[], options: IdentifyOptions = {}): Promise<AssetIdentity[]> {
  const assetsOf = options.assetsOf ?? dataAssets;
  const wanted = items.flatMap((item) => assetsOf(item).map((name) => ({ item, name })));
  const identities: AssetIdentity[] = new Array(wanted.length);
  const byHref = new Map<string, Promise<string>>();
  let next = 0;
  const lane = async () => {
    while (next < wanted.length) {
      throwIfStopped(options.signal);
      const index = next++;
      const { item, name } = wanted[index] as (typeof wanted)[number];
      identities[index] = { itemId: item.id, asset: name, identity: await identityOf(item, name, byHref, options) };
    }
  };
  await Promise.all(Array.from({ length: Math.min(LANES, wanted.length) }, lane));
  return identities;
}

function dataAssets(item: StacItem): string[] {
  const beside = new Set(['thumbnail', 'overview', 'metadata']);
  return Object.keys(item.assets).filter((name) => !(item.assets[name]?.roles ?? []).some((role) => beside.has(role)));
}

function identityOf(item: StacItem, name: string, byHref: Map<string, Promise<string>>, options: IdentifyOptions): Promise<string> {
  const asset = Object.hasOwn(item.assets, name) ? item.assets[name] : undefined;
  if (asset == null) {
    throw new LandsichtError(
      'band-missing',
      `Item ${item.id}: no asset "${name}"; it has ${Object.keys(item.assets).join(', ') || 'none'}`,
    );
  }
  const checksum = asset['file:checksum'];
  const known = byHref.get(asset.href);
  if (known != null) return known;
  const identity =
    typeof checksum === 'string' && checksum !== ''
      ? checksummed(item, name, asset, checksum)
      : identifyHref(asset.href, `Item ${item.id}, asset "${name}"`, options);
  byHref.set(asset.href, identity);
  return identity;
}

/** The checksum names the bytes; a local file must still be there. */
async function checksummed(item: StacItem, name: string, asset: StacAsset, checksum: string): Promise<string> {
  const path = localPath(asset.href);
  if (path != null) await statFile(path, `Item ${item.id}, asset "${name}"`);
  return `checksum:${checksum}`;
}

/** What the file at an address is right now; `where` begins the messages of errors. */
export async function identifyHref(href: string, where: string, options: Omit<IdentifyOptions, 'assetsOf'> = {}): Promise<string> {
  const path = localPath(href);
  if (path != null) {
    const { size, mtimeMs } = await statFile(path, where);
    return `file:${size}-${Math.floor(mtimeMs)}`;
  }
  if (/^https?:/i.test(href)) return identifyRemote(href, where, options);
  throw new LandsichtError(
    'item-invalid',
    `${where}: ${href} is neither a file nor http(s) and has no "file:checksum". Add one, or an https href`,
  );
}

/** null for anything with a scheme other than file:. */
function localPath(href: string): string | null {
  if (/^file:/i.test(href)) return fileURLToPath(href);
  return /^[a-z][a-z0-9+.-]+:/i.test(href) ? null : href;
}

async function statFile(path: string, where: string): Promise<{ size: number; mtimeMs: number }> {
  try {
    const found = await stat(path);
    if (found.isFile()) return found;
  } catch (cause) {
    throw new LandsichtError(
      'not-found',
      `${where}: file ${path} cannot be read (${errorMessage(cause)}). Restore it or correct the address`,
      {
        cause,
      },
    );
  }
  throw new LandsichtError('not-found', `${where}: ${path} is not a file. Correct the address`);
}

async function identifyRemote(href: string, where: string, options: IdentifyOptions): Promise<string> {
  const shown = href.split('?')[0]; // queries of signed URLs are secrets
  let response = await ask(href, { method: 'HEAD' }, `${where}: ${shown}`, options);
  if ([403, 405, 501].includes(response.status)) {
    // signed GET URLs answer HEAD with 403
    response = await ask(href, { headers: { Range: 'bytes=0-0' } }, `${where}: ${shown}`, options);
  }
  if (!response.ok) {
    const code = response.status >= 500 || response.status === 429 ? 'source-unreachable' : 'source-refused';
    throw new LandsichtError(
      code,
      `${where}: ${shown} answered ${response.status} ${response.statusText}. Check that the file exists and may be read`,
    );
  }
  const { headers } = response;
  const bytes = headers.get('content-range')?.split('/')[1] ?? headers.get('content-length') ?? 'unknown';
  const version = headers.get('etag') ?? headers.get('last-modified');
  if (version == null) {
    throw new LandsichtError('item-invalid', `${where}: ${shown} has neither ETag nor Last-Modified. Add "file:checksum" to the asset`);
  }
  return `http:${bytes}-${version}`;
}

async function ask(
  href: string,
  init: RequestInit,
  what: string,
  { fetch = globalThis.fetch, timeoutMs = 20_000, signal }: IdentifyOptions,
) {
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(href, { ...init, signal: signal == null ? timeout : AbortSignal.any([signal, timeout]) });
    await response.body?.cancel();
    return response;
  } catch (cause) {
    throwIfStopped(signal);
    const why = timeout.aborted ? `no answer within ${timeoutMs / 1000} s` : errorMessage(cause);
    throw new LandsichtError('source-unreachable', `${what}: ${why}. Check the network and try again`, { cause });
  }
}

function throwIfStopped(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw new LandsichtError('aborted', 'Stopped while looking up input files', { cause: signal.reason });
}
