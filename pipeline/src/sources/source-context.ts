import type { HttpSettings } from './http/http-client.js';

/** What sources get from outside: limits, time-outs and the clock. Credentials are not here; see access/asset-access.ts. */
export interface SourceContext {
  readonly http?: Partial<HttpSettings>;
}
