import { LandsichtError } from '@landsicht/core';
import type { HttpClient } from '../http/http-client.js';
import { objectAt } from '../validate-item.js';
import { type Expiring, keepFresh } from './expiring.js';

export const planetaryComputerSasUrl = 'https://planetarycomputer.microsoft.com/api/sas/v1';

/** Azure storage that needs no token. */
const publicAccounts: ReadonlySet<string> = new Set(['ai4edatasetspublicassets']);

/** Account and container of an unsigned blob address, or null where it needs no Planetary Computer token. */
export function blobContainer(href: string): { account: string; container: string } | null {
  if (!URL.canParse(href)) return null;
  const { hostname, pathname, searchParams } = new URL(href);
  const account = /^([a-z0-9]+)\.blob\.core\.windows\.net$/.exec(hostname)?.[1];
  const container = pathname.split('/')[1];
  if (account == null || container == null || container === '' || publicAccounts.has(account) || searchParams.has('sig')) return null;
  return { account, container };
}

/** SAS tokens of the Planetary Computer, one per storage container (= collection), kept until 5 minutes before they expire. */
export function sasTokens(sasUrl: string, http: HttpClient, nowMs: () => number) {
  const byContainer = new Map<string, (signal?: AbortSignal) => Promise<Expiring<string>>>();
  return (account: string, container: string, signal?: AbortSignal): Promise<Expiring<string>> => {
    const url = `${sasUrl}/token/${account}/${container}`;
    let token = byContainer.get(url);
    if (token == null) {
      const refusedRemedy = 'The Planetary Computer signs only its own collections; an item from elsewhere needs a signed href';
      token = keepFresh<string>(async () => parseToken(await http.json({ url, refusedRemedy }), url), {
        nowMs,
        marginMs: 5 * 60_000,
      });
      byContainer.set(url, token);
    }
    return token(signal);
  };
}

function parseToken(json: unknown, url: string): Expiring<string> {
  const { token, 'msft:expiry': expiry } = objectAt(json, url, 'the answer') as Record<string, unknown>;
  const expiresMs = Date.parse(String(expiry));
  if (typeof token !== 'string' || Number.isNaN(expiresMs)) {
    throw new LandsichtError('source-refused', `${url}: expected "token" and "msft:expiry" in the answer. The service may have changed`);
  }
  return { value: token, expiresMs };
}
