import { lee } from '../../filter/lee.js';
import type { HaloRows } from '../../scene/halo-rows.js';

/** Per-pixel answer before connectivity: the vocabulary of `ComponentScan`. */
export const candidateCodes = { no: 0, candidate: 1, seed: 2, notObserved: 255 } as const;

export interface WaterThresholds {
  readonly seedVhDb: number;
  readonly growVhDb: number;
  readonly leeWindowPx: number;
  readonly leeEnl: number;
}

/**
 * Lee filter, then two thresholds on VH σ0: below `seedVhDb` certain water, below `growVhDb` water if it touches certain water.
 * Returns one code per inner pixel (width × innerRows).
 */
export function waterCodes(rows: HaloRows, haloRows: number, thresholds: WaterThresholds): Uint8Array {
  const { width, innerRows, values, valid } = rows;
  const filtered = lee(values, valid, width, innerRows + 2 * haloRows, { windowPx: thresholds.leeWindowPx, enl: thresholds.leeEnl });
  const seed = 10 ** (thresholds.seedVhDb / 10);
  const grow = 10 ** (thresholds.growVhDb / 10);
  const codes = new Uint8Array(width * innerRows);
  const start = haloRows * width;
  for (let i = 0; i < codes.length; i++) {
    const power = filtered[start + i] ?? 0;
    if (valid[start + i] === 0) codes[i] = candidateCodes.notObserved;
    else if (power < seed) codes[i] = candidateCodes.seed;
    else if (power < grow) codes[i] = candidateCodes.candidate;
  }
  return codes;
}
