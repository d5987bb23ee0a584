import type { StacItem } from '@landsicht/core';
import { JobThread } from '../../../runs/job-thread.js';
import type { UnitContext } from '../../../runs/unit.js';
import { openScene } from '../../../scene/open-scene.js';
import { openPlaceReader } from '../../../scene/read-places.js';
import type { ParcelSets } from './pixel-sets.js';
import { readSceneSignals } from './read-scene-signals.js';
import type { ParcelRange, SceneSignals } from './scene-pass.js';

/** One scene over a range of parcels: plain data. */
export interface SignalsJob {
  readonly item: StacItem;
  readonly range: ParcelRange;
}

type ReadContext = Pick<UnitContext, 'signal' | 'access'> & { progress?(fraction: number): void };

export async function readSignalsJob({ item, range }: SignalsJob, sets: ParcelSets, context: ReadContext): Promise<SceneSignals> {
  const scene = await openScene(item, { signal: context.signal, access: context.access });
  const places = openPlaceReader(item, scene, { access: context.access });
  try {
    return await readSceneSignals(scene, sets, range, { ...context, places });
  } finally {
    await places.close();
    await scene.close();
  }
}

export interface ReadScenes {
  readonly sets: ParcelSets;
  readonly parcels: number;
  readonly context: Pick<UnitContext, 'signal' | 'access' | 'threads'>;
  /** 0..1 over all scenes. */
  progress(fraction: number, item: StacItem): void;
  /** Gets every scene's parts from north to south, in no order of scenes. */
  store(item: StacItem, parts: readonly SceneSignals[]): Promise<void>;
  /** True where the rest can go on without this scene. */
  refuse(item: StacItem, error: unknown): boolean;
}

/**
 * Reads scenes on as many threads as the unit may use, this one among them. Each takes the next scene that nobody has taken; where there are more
 * threads than scenes, a scene is parted into ranges of parcels from north to south. The first failure stops the rest.
 */
export async function readScenes(
  items: readonly StacItem[],
  { sets, parcels, context, progress, store, refuse }: ReadScenes,
): Promise<void> {
  const stopped = new AbortController();
  const signal = AbortSignal.any([context.signal, stopped.signal]);
  const threads = context.threads ?? 1;
  const pieces = items.length >= threads ? 1 : Math.ceil(threads / Math.max(1, items.length));
  const ranges = rangesOf(sets, parcels, pieces);
  const jobs = items.flatMap((item, k) => ranges.map((range, piece) => ({ item, range, k, piece })));
  const done = items.map((): (SceneSignals | undefined)[] => ranges.map(() => undefined));
  const refused = new Set<StacItem>();
  const shares = new Float64Array(jobs.length);
  let next = 0;
  const lane = async (read: (job: SignalsJob, onProgress: (fraction: number) => void) => Promise<SceneSignals>) => {
    for (let n = next++; n < jobs.length; n = next++) {
      const { item, range, k, piece } = jobs[n] as (typeof jobs)[number];
      const tell = (share: number) => {
        shares[n] = share;
        progress(shares.reduce((sum, one) => sum + one, 0) / jobs.length, item);
      };
      try {
        signal.throwIfAborted();
        const parts = done[k] as (SceneSignals | undefined)[];
        parts[piece] = await read({ item, range }, tell);
        if (parts.every((part) => part != null)) {
          await store(item, parts);
          parts.length = 0;
        }
      } catch (error) {
        if (signal.aborted || !(refused.has(item) || refuse(item, error))) {
          stopped.abort(error);
          throw error;
        }
        refused.add(item);
      }
      tell(1);
    }
  };
  const workers = Array.from(
    { length: Math.min(threads, jobs.length) - 1 },
    () => new JobThread('signals-worker.js', import.meta.url, signal),
  );
  const lanes = [
    lane((job, onProgress) => readSignalsJob(job, sets, { signal, access: context.access, progress: onProgress })),
    ...workers.map((thread) =>
      lane((job, onProgress) =>
        thread.run<SignalsJob & { sets: ParcelSets }, SceneSignals>('read', { ...job, sets }, { progress: onProgress }),
      ),
    ),
  ];
  try {
    await Promise.all(lanes);
  } catch (error) {
    context.signal.throwIfAborted();
    throw error;
  } finally {
    await Promise.allSettled(lanes);
    await Promise.all(workers.map((thread) => thread.close()));
  }
}

/** Ranges of about as many rows each: decoding takes most of the time. */
function rangesOf(sets: ParcelSets, parcels: number, pieces: number): ParcelRange[] {
  const { runs, firstRun } = sets.coarse;
  const rowOf = (parcel: number) => runs[3 * (firstRun[parcel] as number)] ?? sets.coarseGrid.height;
  const rowsEach = Math.max(1, Math.ceil(sets.coarseGrid.height / pieces));
  const starts = [0];
  for (let parcel = 1; parcel < parcels; parcel++)
    if (rowOf(parcel) >= rowsEach * starts.length && starts.length < pieces) starts.push(parcel);
  return starts.map((from, i) => ({ from, to: starts[i + 1] ?? parcels }));
}
