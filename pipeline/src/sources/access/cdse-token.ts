import { isLandsichtError, LandsichtError } from '@landsicht/core';
import type { HttpClient } from '../http/http-client.js';
import { objectAt } from '../validate-item.js';
import { keepFresh } from './expiring.js';

export const cdseTokenUrl = 'https://identity.dataspace.copernicus.eu/auth/realms/CDSE/protocol/openid-connect/token';

interface Session {
  readonly accessToken: string;
  readonly refreshToken: string | null;
  readonly refreshExpiresMs: number;
}

export interface CdseTokenOptions {
  readonly tokenUrl: string;
  readonly username: string;
  readonly password: string;
  readonly http: HttpClient;
  readonly nowMs: () => number;
}

const remedy = 'Check the CDSE user name and password (CDSE_USERNAME, CDSE_PASSWORD); accounts with a second factor need S3 keys instead';

/**
 * Access tokens of the CDSE OAuth client `cdse-public`: password grant, then refresh grant while the session lasts
 * (access 10 min, refresh 60 min). One session for all who share this function: CDSE allows 100 at a time.
 */
export function cdseTokens({
  tokenUrl,
  username,
  password,
  http,
  nowMs,
}: CdseTokenOptions): (signal?: AbortSignal) => Promise<{ token: string; expiresMs: number }> {
  const grant = async (form: Record<string, string>) => {
    const askedMs = nowMs();
    const request = { url: tokenUrl, form: { client_id: 'cdse-public', ...form }, refusedRemedy: remedy };
    return parseSession(await http.json(request), tokenUrl, askedMs);
  };
  const session = keepFresh<Session>(
    async (previous) => {
      const { refreshToken = null, refreshExpiresMs = 0 } = previous?.value ?? {};
      if (refreshToken != null && refreshExpiresMs - 60_000 > nowMs()) {
        try {
          return await grant({ grant_type: 'refresh_token', refresh_token: refreshToken });
        } catch (error) {
          if (!isLandsichtError(error) || error.code !== 'source-refused') throw error; // ended on the server: log in anew
        }
      }
      return grant({ grant_type: 'password', username, password });
    },
    { nowMs, marginMs: 60_000 },
  );
  return async (signal) => {
    const { value, expiresMs } = await session(signal);
    return { token: value.accessToken, expiresMs };
  };
}

function parseSession(json: unknown, tokenUrl: string, askedMs: number) {
  const answer = objectAt(json, tokenUrl, 'the answer');
  const accessToken = answer['access_token'];
  if (typeof accessToken !== 'string') {
    throw new LandsichtError('source-refused', `${tokenUrl}: the answer has no access_token. ${remedy}`);
  }
  const refreshToken = typeof answer['refresh_token'] === 'string' ? answer['refresh_token'] : null;
  const seconds = (name: string, otherwise: number) => (typeof answer[name] === 'number' ? answer[name] : otherwise) * 1000;
  return {
    value: { accessToken, refreshToken, refreshExpiresMs: askedMs + seconds('refresh_expires_in', 0) },
    expiresMs: askedMs + seconds('expires_in', 600),
  };
}
