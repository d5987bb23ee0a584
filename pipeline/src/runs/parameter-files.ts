import type { MonitorInfo, ParameterValues } from '@landsicht/core';
import { identifyHref } from './asset-identity.js';

/** What each file given by a parameter of unit `path` is right now, by the parameter's name, so that a replaced file gives another unit key. */
export async function identifyParameterFiles(
  { id, parameters: declared }: Pick<MonitorInfo, 'id' | 'parameters'>,
  parameters: ParameterValues,
  signal?: AbortSignal,
): Promise<Record<string, string>> {
  const identities: Record<string, string> = {};
  for (const [name, { unit }] of Object.entries(declared)) {
    const path = String(parameters[name] ?? '').trim();
    if (unit !== 'path' || path === '') continue;
    identities[name] = await identifyHref(path, `${id}, parameter "${name}"`, signal == null ? {} : { signal });
  }
  return identities;
}
