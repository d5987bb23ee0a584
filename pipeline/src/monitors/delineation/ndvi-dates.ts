import { type Grid, LandsichtError, type Raster, type StacItem, sameGrid, type Window, windowGrid } from '@landsicht/core';
import type { UnitContext } from '../../runs/unit.js';
import { openScene } from '../../scene/open-scene.js';

/** Where the dates of one unit are read onto. */
export interface DateArea {
  /** Of the tile. */
  readonly tileGrid: Grid;
  readonly window: Window;
}

/** NDVI of one item on the unit's window, NaN where cloud, shadow or nothing was seen. */
export async function readNdvi(
  item: StacItem,
  { tileGrid, window }: DateArea,
  { signal, access }: Pick<UnitContext, 'signal' | 'access'>,
): Promise<Float32Array> {
  const scene = await openScene(item, { signal, access });
  try {
    const place = sameGrid(scene.grid, tileGrid) ? { window } : { grid: windowGrid(tileGrid, window) };
    return ndviOf(await scene.read(['red', 'nir'], { ...place, signal }));
  } finally {
    await scene.close();
  }
}

function ndviOf({ bands, valid }: Raster<'red' | 'nir'>): Float32Array {
  const { red, nir } = bands;
  return Float32Array.from(valid, (ok, i) => {
    const [r, n] = [red[i] as number, nir[i] as number];
    return ok === 1 && r + n > 0 ? (n - r) / (n + r) : Number.NaN;
  });
}

/** Items of which at most `cloudPercent` of the window was not observed. */
export async function clearItems(
  items: readonly StacItem[],
  area: DateArea,
  context: Pick<UnitContext, 'signal' | 'access'>,
  { cloudPercent, progress }: { readonly cloudPercent: number; progress(fraction: number): void },
): Promise<StacItem[]> {
  const clear: StacItem[] = [];
  for (const [i, item] of items.entries()) {
    context.signal.throwIfAborted();
    const ndvi = await readNdvi(item, area, context);
    const unseen = ndvi.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
    if (unseen * 100 <= cloudPercent * ndvi.length) clear.push(item);
    progress((i + 1) / items.length);
  }
  if (clear.length >= minimumDates) return clear;
  throw new LandsichtError(
    'not-found',
    `${items[0]?.id ?? 'no item'} and ${items.length - 1} more: ${clear.length} of ${items.length} dates have at most ${cloudPercent} % cloud in the area; borders need ${minimumDates}. Take a longer period, or allow more with --set cloudPercent=20`,
  );
}

/** Of one date borders of a day and of fields cannot be told apart. */
const minimumDates = 3;
