import { fullWindow, type Grid, LandsichtError, type ParameterValues, type StacItem, type Window, windowGrid } from '@landsicht/core';
import type { UnitContext, UnitTask } from '../../runs/unit.js';
import { acquiredUtcOf } from '../../scene/acquired-utc.js';
import { bandsOf } from '../../scene/band-map.js';
import { openScene } from '../../scene/open-scene.js';
import { gridItemOf } from '../../scene/series-groups.js';
import { bandsFor } from './read-series-date.js';
import { type SeriesRules, seriesRulesOf } from './series/series-rules.js';
import type { SeriesBand } from './series/series-types.js';
import { type IndexId, vegetationIndices } from './series/vegetation-index.js';

/** What a unit is made of, before any pixel is read. */
export interface BeetleSeries {
  /** Oldest first; those whose bands give the index. */
  readonly items: readonly StacItem[];
  /** Whole grid of the tile. */
  readonly tileGrid: Grid;
  /** Pixels of it that are asked for. */
  readonly window: Window;
  /** The grid of `window`. */
  readonly grid: Grid;
  readonly rules: SeriesRules;
  /** Bands the rules read. */
  readonly wanted: readonly SeriesBand[];
  /** Pixels around each strip that can change its masks. */
  readonly haloPx: number;
  readonly flags: readonly string[];
}

export async function openSeries(task: UnitTask, context: Pick<UnitContext, 'signal' | 'access'>): Promise<BeetleSeries> {
  const all = [...task.items].sort((a, b) => acquiredUtcOf(a).getTime() - acquiredUtcOf(b).getTime());
  const { rules, items, flags } = chooseIndex(all, task.parameters);
  const gridItem = gridItemOf(all) as StacItem;
  const scene = await openScene(gridItem, context);
  const tileGrid = scene.grid;
  await scene.close();
  const window = task.window ?? fullWindow(tileGrid);
  return {
    items,
    tileGrid,
    window,
    grid: windowGrid(tileGrid, window),
    rules,
    wanted: wantedBands(rules),
    haloPx: rules.cloudDilation,
    flags: task.parameters['forestMask'] === '' ? [...flags, 'forest_mask_not_used'] : flags,
  };
}

/** Of the masks: soil needs the first five, without it blue alone decides. */
function maskBands({ mode, soilDetection }: SeriesRules): readonly SeriesBand[] {
  return soilDetection || mode === 'landsicht' ? ['blue', 'green', 'red', 'nir08', 'swir16'] : ['blue'];
}

export function wantedBands(rules: SeriesRules): SeriesBand[] {
  return [...new Set([...maskBands(rules), ...vegetationIndices[rules.index].bands])];
}

/** The dates whose bands give the index asked for; where none does, the index that most dates give. */
function chooseIndex(all: readonly StacItem[], parameters: ParameterValues) {
  const asked = seriesRulesOf(parameters);
  const withIndex = (index: IndexId) => {
    const rules = { ...asked, index };
    const wanted = wantedBands(rules);
    return { rules, items: all.filter((item) => bandsFor(item, wanted).size === wanted.length) };
  };
  const own = withIndex(asked.index);
  if (own.items.length > 0) {
    const without = all.length - own.items.length;
    return { ...own, flags: without === 0 ? [] : [`dates_without_bands_of_${asked.index}:${without}`] };
  }
  const others = (Object.keys(vegetationIndices) as IndexId[]).map(withIndex).sort((a, b) => b.items.length - a.items.length);
  const [best] = others;
  if (best != null && best.items.length > 0)
    return { ...best, flags: [`index_not_computable:${asked.index}`, `index_used:${best.rules.index}`] };
  const needed = wantedBands(asked).join(', ');
  const first = all[0];
  const has =
    first == null
      ? 'none'
      : bandsOf(first)
          .map(({ name }) => name)
          .join(', ');
  throw new LandsichtError(
    'band-missing',
    `Index "${asked.index}" cannot be computed on any of ${all.length} dates, and no other either: it needs ${needed}; item ${first?.id ?? ''} has ${has}. Add the bands, or try --set soilDetection=false`,
  );
}
