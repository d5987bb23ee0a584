import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bboxLonLatOf, LandsichtError, type StacItem } from '@landsicht/core';
import type { UnitContext, UnitFile, UnitOutput, UnitTask } from '../../runs/unit.js';
import { acquiredUtcOf } from '../../scene/acquired-utc.js';
import { sensorOf } from '../../scene/sensor-of.js';
import { seriesGroups } from '../../scene/series-groups.js';
import { resultItem } from '../../stac/result-item.js';
import { writeDetections } from '../../store/geoparquet.js';
import { loadRules } from './conditions/load-rules.js';
import { parcelAttributes, parcelsInfo } from './info.js';
import { judgeSeason } from './judge-season.js';
import { lightDetections, writeLightLayer } from './light-layer.js';
import { yearOf } from './plan-parcels.js';
import { dayOfItem, isInSeason, seasonOf } from './season-days.js';
import { seasonScenes } from './season-scenes.js';
import { parcelSets } from './signals/pixel-sets.js';
import { signalsFile } from './signals/signals-file.js';
import { declaredParcels, type Tile, tileOf, tileParcels } from './tile-parcels.js';

const parquet = 'application/vnd.apache.parquet';

/** One tile and year: signals of every scene, markers and conclusions of every parcel, lights on the map. */
export async function runParcels(task: UnitTask, context: UnitContext): Promise<UnitOutput> {
  const { year, tile, neighbours, items } = await openSeason(task, context);
  const declared = await declaredParcels(task, year, context);
  const { parcels, ofNeighbours, beside } = tileParcels(declared, tile, neighbours, task.window);
  const sets = parcelSets(parcels, tile.grid);
  const rulesDir = String(task.parameters['rules'] ?? '');
  const rules = await loadRules(rulesDir === '' ? null : rulesDir);
  const found = await seasonScenes(parcels.length === 0 ? [] : items, { task, context, parcels, sets });
  const asOf = asOfDay(task) ?? items.map(dayOfItem).sort().at(-1) ?? seasonOf(year).last;
  try {
    const { lights, files: tables } = await judgeSeason({ parcels, sets, scenes: found.scenes, year, rules, asOf, context });
    context.progress(0.96, 'map');
    const observedUtc =
      items.length === 0 ? new Date(`${asOf}T00:00:00Z`) : new Date(Math.max(...items.map((item) => acquiredUtcOf(item).getTime())));
    const detections = lightDetections(lights, { unitKey: task.key, observedUtc });
    await writeDetections(join(context.dir, 'detections.parquet'), detections, parcelAttributes);
    await writeLightLayer(join(context.dir, 'light.tif'), tile.grid, lights);
    await writeFile(join(context.dir, 'scenes.json'), `${JSON.stringify(scenesTable(items, found), null, 1)}\n`);
    const files: UnitFile[] = [
      { path: 'light.tif', role: 'layer', layer: 'light', mediaType: 'image/tiff; application=geotiff; profile=cloud-optimized' },
      { path: 'detections.parquet', role: 'detections', mediaType: parquet },
      { path: signalsFile, role: 'table', mediaType: parquet },
      ...tables,
      { path: 'scenes.json', role: 'table', mediaType: 'application/json' },
    ];
    const item = resultItem({ task, info: parcelsInfo, grid: tile.grid, observedUtc: observedUtc.toISOString(), files });
    await writeFile(join(context.dir, 'item.json'), `${JSON.stringify(item, null, 1)}\n`);
    const counts = countsOf(lights);
    return {
      files: [...files, { path: 'item.json', role: 'item', mediaType: 'application/geo+json' }],
      grid: tile.grid,
      bboxLonLat: bboxLonLatOf(tile.grid),
      observedUtc: observedUtc.toISOString(),
      summary: {
        year,
        parcels: parcels.length,
        ...counts,
        parcelsOfNeighbours: ofNeighbours,
        parcelsBeside: beside,
        scenes: found.scenes.length,
        scenesRefused: found.refused.length,
        detections: detections.length,
      },
      flags: [...(found.scenes.length === 0 ? ['no-imagery'] : []), ...(found.refused.length > 0 ? ['scenes-refused'] : [])],
    };
  } finally {
    await found.close();
    if (context.cacheDir == null) await rm(join(context.dir, 'scenes'), { recursive: true, force: true });
  }
}

/** null where the unit does not name a day. */
function asOfDay({ parameters }: UnitTask): string | null {
  const day = String(parameters['asOf'] ?? '');
  if (day === '') return null;
  if (/^\d{4}-\d{2}-\d{2}$/.test(day) && new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) === true) return day;
  throw new LandsichtError('bad-argument', `parameter "asOf": expected a day like 2026-11-30, got "${day}"`);
}

interface Season {
  readonly year: number;
  readonly tile: Tile;
  readonly neighbours: readonly Tile[];
  /** Optical of the tile and radar over it, of the season, oldest first. */
  readonly items: readonly StacItem[];
}

async function openSeason({ items, parameters }: UnitTask, context: UnitContext): Promise<Season> {
  const first = items[0] as StacItem;
  const year = yearOf(first, Number(parameters['year'] ?? 0));
  const groups = seriesGroups(items.filter((item) => sensorOf(item) === 'sentinel-2-l2a'));
  const own = groups.find((group) => group.items.includes(first))?.items ?? [first];
  const neighbours: Tile[] = [];
  for (const group of groups) if (group.items !== own) neighbours.push(await tileOf(group.items[0] as StacItem, context));
  const radar = items.filter((item) => sensorOf(item) === 'sentinel-1');
  return {
    year,
    tile: await tileOf(first, context),
    neighbours,
    items: [...own, ...radar]
      .filter((item) => isInSeason(item, year))
      .sort((a, b) => acquiredUtcOf(a).getTime() - acquiredUtcOf(b).getTime()),
  };
}

function scenesTable(items: readonly StacItem[], { refused }: Awaited<ReturnType<typeof seasonScenes>>): object {
  const reasons = new Map(refused.map(({ sceneId, reason }) => [sceneId, reason]));
  return {
    scenes: items.map((item) => ({ id: item.id, date: dayOfItem(item), sensor: sensorOf(item), leftOut: reasons.get(item.id) ?? null })),
  };
}

function countsOf(lights: Awaited<ReturnType<typeof judgeSeason>>['lights']): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const light of ['green', 'yellow', 'red'] as const) {
    const own = lights.filter((one) => one.light === light);
    counts[light] = own.length;
    counts[`${light}Ha`] = Math.round(own.reduce((sum, { hectares }) => sum + hectares, 0) * 1e4) / 1e4;
  }
  counts['notJudged'] = lights.filter(({ light }) => light == null).length;
  return counts;
}
