import { LandsichtError } from '@landsicht/core';
import { floodBand } from '../../../terrain/flood-band.js';
import { frameBand } from '../../../terrain/framed-band.js';

/** Beyond the scene and its gaps, the ground is as bright as the darker land in it (Fmask: 17.5th percentile of clear land). */
const borderPercentile = 17.5;

/**
 * How bright each block would be without the dark hollow it lies in: the flood-fill transform of Fmask (Soille 1999; Zhu & Woodcock 2012,
 * eq. 19), on block means. `mean` is NaN where a block holds cloud or nothing: it then counts as the median.
 */
export function litLevel(columns: number, rows: number, mean: Float32Array): Float32Array {
  if (mean.length !== columns * rows) {
    throw new LandsichtError('bad-argument', `litLevel: expected ${columns}×${rows} block means, got ${mean.length}`);
  }
  const sorted = mean.filter((value) => !Number.isNaN(value)).sort();
  if (sorted.length === 0) return mean.slice();
  const percentile = (share: number) => sorted[Math.floor((share / 100) * (sorted.length - 1))] as number;
  const median = percentile(50);
  const border = percentile(borderPercentile);
  const level = mean.map((value) => (Number.isNaN(value) ? median : value));
  for (let at = 0; at < level.length; at++) {
    const col = at % columns;
    const isBorder = col === 0 || col === columns - 1 || at < columns || at >= level.length - columns;
    if (isBorder) level[at] = Math.max(border, level[at] as number);
  }
  const band = frameBand({ width: columns, height: rows }, { col: 0, row: 0, width: columns, height: rows }, level, null);
  floodBand(band, null);
  for (let row = 0; row < rows; row++) {
    const start = (row + 1) * band.stride + 1;
    level.set(band.levelM.subarray(start, start + columns), row * columns);
  }
  return level;
}
