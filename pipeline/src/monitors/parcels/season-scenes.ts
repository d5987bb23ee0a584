import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { isLandsichtError, LandsichtError, type LandsichtErrorCode, type StacItem } from '@landsicht/core';
import { makeFolder } from '../../runs/sync-fs.js';
import type { UnitContext, UnitTask } from '../../runs/unit.js';
import { unitKey } from '../../runs/unit-key.js';
import type { Parcel } from './import/parcel.js';
import type { ParcelSets } from './signals/pixel-sets.js';
import { readScenes } from './signals/read-scenes.js';
import { SceneFile, writeSceneFile } from './signals/scene-file.js';
import type { ReadScene } from './signals/season-source.js';

/** Raise when signals of a scene change: cached ones are read again. */
const signalsVersion = '1';

/** What is wrong with one scene alone: the season goes on without it and says so. */
const ofOneScene: ReadonlySet<LandsichtErrorCode> = new Set([
  'raster-invalid',
  'raster-unsupported',
  'raster-too-large',
  'band-missing',
  'crs-missing',
  'crs-unknown',
  'crs-mismatch',
  'item-invalid',
]);

export interface RefusedScene {
  readonly sceneId: string;
  readonly reason: string;
}

export interface SeasonScenes {
  readonly scenes: readonly ReadScene[];
  readonly refused: readonly RefusedScene[];
  /** Read now, not taken from the cache. */
  readonly read: number;
  close(): Promise<void>;
}

/**
 * Signals of all scenes of a season: from the cache where they were read before for the same parcels on the same tile, else from the scene in one
 * pass. A new scene costs its own pass and no other.
 */
export async function seasonScenes(
  items: readonly StacItem[],
  {
    task,
    context,
    parcels,
    sets,
  }: { readonly task: UnitTask; readonly context: UnitContext; readonly parcels: readonly Parcel[]; readonly sets: ParcelSets },
): Promise<SeasonScenes> {
  const dir = join(context.cacheDir ?? join(context.dir, 'scenes'), 'parcels', setKey(parcels, sets));
  await makeFolder(dir);
  const pathOf = new Map(items.map((item) => [item, join(dir, `${sceneKey(task, item)}.sig`)]));
  const files = new Map<StacItem, SceneFile>();
  const refused: RefusedScene[] = [];
  const open = async (item: StacItem, verify: boolean) => {
    const file = await SceneFile.open(pathOf.get(item) as string, parcels.length, { verify });
    if (file != null) files.set(item, file);
    return file != null;
  };
  const close = async () => {
    await Promise.all([...files.values()].map((file) => file.close()));
  };
  try {
    const missing: StacItem[] = [];
    for (const item of items) if (!(await open(item, true))) missing.push(item);
    await readScenes(missing, {
      sets,
      parcels: parcels.length,
      context,
      progress: (fraction, item) => context.progress(scenesShare * fraction, `signals of ${item.id}`),
      store: (item, parts) => writeSceneFile(pathOf.get(item) as string, parts),
      refuse: (item, error) => {
        if (!isLandsichtError(error) || !ofOneScene.has(error.code)) return false;
        refused.push({ sceneId: item.id, reason: `${error.code}: ${error.message}` });
        context.progress(0, `left out: ${error.message}`);
        return true;
      },
    });
    const left = new Set(refused.map(({ sceneId }) => sceneId));
    for (const item of missing) {
      if (left.has(item.id) || (await open(item, false))) continue;
      throw new LandsichtError('lake-damaged', `${pathOf.get(item)}: signals just written cannot be read. Run again`);
    }
    refused.sort((a, b) => (a.sceneId < b.sceneId ? -1 : 1));
    const scenes = items.flatMap((item): ReadScene[] => {
      const file = files.get(item);
      return file == null ? [] : [{ item, file }];
    });
    return { scenes, refused, read: missing.length - refused.length, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Of a unit's progress, until the signals are read. */
export const scenesShare = 0.8;

/** Which pixels are looked at: the tile and every parcel's outline. */
function setKey(parcels: readonly Parcel[], { grid }: ParcelSets): string {
  const hash = createHash('sha256').update(JSON.stringify([signalsVersion, grid]));
  for (const { geometry } of parcels) hash.update(JSON.stringify(geometry));
  return hash.digest('hex').slice(0, 32);
}

function sceneKey({ assets, monitor }: UnitTask, item: StacItem): string {
  const own = assets.filter(({ itemId }) => itemId === item.id);
  return unitKey({
    monitor,
    monitorVersion: signalsVersion,
    parameters: {},
    model: null,
    items: [item],
    inputs: [],
    assets: own,
    window: null,
  }).slice(0, 32);
}
