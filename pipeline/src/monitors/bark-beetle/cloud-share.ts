import { readFile } from 'node:fs/promises';
import {
  affine,
  errorMessage,
  type Grid,
  LandsichtError,
  maskReasons,
  rowBands,
  type Scene,
  type StacItem,
  windowGrid,
} from '@landsicht/core';
import { maskOf } from '../../scene/mask-map.js';
import { nextOther } from '../../scene/next-other.js';
import { bandsFor } from './read-series-date.js';

/** Masks are 20 m or coarser: measuring on finer pixels finds nothing more. */
const measuredAtM = 20;
const bandRows = 512;

/**
 * Share of masked pixels among those inside the swath, over the whole scene (Theia: CLM > 0; SCL: all that its rules mask; forest.md 2).
 * 2 where the scene was not in the swath at all, as in FORDEAD; null where the item has no mask.
 */
export async function measureCloudShare(scene: Scene, item: StacItem, signal: AbortSignal): Promise<number | null> {
  const mask = maskOf(item);
  if (mask == null) return null;
  // Theia's mask does not tell the swath: a coarse band does
  const [band] = bandsFor(item, ['swir16', 'nir08', 'red']).values();
  const names = mask.kind === 'clm' && band != null ? [band] : [];
  const grid = coarser(scene.grid, measuredAtM);
  let inside = 0;
  let masked = 0;
  for (const window of rowBands(grid, bandRows)) {
    const { reason = new Uint8Array() } = await scene.read(names, { grid: windowGrid(grid, window), signal });
    inside += reason.length;
    for (let i = nextOther(reason, 0, 0); i < reason.length; i = nextOther(reason, i + 1, 0)) {
      if (reason[i] === maskReasons.nodata.code) inside--;
      else masked++;
    }
  }
  return inside === 0 ? 2 : masked / inside;
}

function coarser(grid: Grid, resolutionM: number): Grid {
  const step = Math.max(1, Math.round(resolutionM / Math.sqrt(affine.pixelArea(grid.transform))));
  const [a, b, c, d, e, f] = grid.transform;
  return {
    width: Math.ceil(grid.width / step),
    height: Math.ceil(grid.height / step),
    transform: [a * step, b * step, c, d * step, e * step, f],
    epsg: grid.epsg,
  };
}

/** A table of cloud shares as FORDEAD keeps it (`Ennuagement.csv`): a line a date, ISO day and share; a first line without a date is a heading. */
export async function readCloudShares(path: string): Promise<ReadonlyMap<string, number>> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new LandsichtError('not-found', `cloudShares ${path}: cannot be read (${errorMessage(cause)}). Give a CSV of date,share`, {
      cause,
    });
  });
  const shares = new Map<string, number>();
  text.split(/\r?\n/).forEach((line, i) => {
    if (line.trim() === '') return;
    const [, day, share] = /^"?(\d{4}-\d{2}-\d{2})"?[,;]\s*"?([\d.eE+-]+)"?$/.exec(line.trim()) ?? [];
    if (day != null && Number.isFinite(Number(share))) shares.set(day, Number(share));
    else if (i > 0)
      throw new LandsichtError('bad-argument', `cloudShares ${path}, line ${i + 1}: expected "2018-04-08,0.12", got "${line}"`);
  });
  return shares;
}
