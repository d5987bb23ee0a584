import type { Scene } from '@landsicht/core';
import { type PlaceReader, scenePlaces } from '../../../scene/read-places.js';
import { OpticalPass } from './optical-pass.js';
import type { ParcelSets, PixelSet } from './pixel-sets.js';
import { RadarPass } from './radar-pass.js';
import type { Cursor, ParcelRange, SceneSignals } from './scene-pass.js';
import type { SceneKind } from './scene-record.js';

/** Rows of the coarse grid read at once: blocks of tiled files have 256 or 512 rows. */
const coarseRows = 256;

interface ReadContext {
  readonly signal?: AbortSignal;
  progress?(fraction: number): void;
  /** Reads single pixels; default through the scene. */
  readonly places?: Pick<PlaceReader, 'read'>;
}

/**
 * All bands of one scene over all parcels of a range in one pass from north to south: what is held is a strip of the scene and the pixels of the
 * parcels that the strip cuts.
 */
export async function readSceneSignals(
  scene: Scene,
  sets: ParcelSets,
  range: ParcelRange,
  context: ReadContext = {},
): Promise<SceneSignals> {
  const kind: SceneKind = scene.sensor === 'sentinel-1' ? 'radar' : 'optical';
  const pass =
    kind === 'radar' ? new RadarPass(scene, sets, range) : new OpticalPass(scene, sets, range, context.places ?? scenePlaces(scene));
  const open = new Map<number, Cursor>();
  const [first, end] = rowsOf(sets, range, kind);
  const order = byFirstRow(sets, range, kind);
  let next = 0;
  for (let row = first - (first % coarseRows); row < end; row += coarseRows) {
    context.signal?.throwIfAborted();
    const strip = { row, end: Math.min(row + coarseRows, sets.coarseGrid.height) };
    for (let one = order[next]; one != null && one.row < strip.end; one = order[++next]) {
      const { parcel } = one;
      open.set(parcel, { parcel, fine: sets.fine.firstRun[parcel] as number, coarse: sets.coarse.firstRun[parcel] as number });
    }
    const columns = columnsOf(sets, open.values(), strip, kind);
    if (columns != null) {
      await pass.read({ ...columns, row: strip.row, height: strip.end - strip.row }, [...open.values()], context.signal);
    }
    for (const cursor of open.values()) {
      if (!isDone(sets, cursor, kind)) continue;
      pass.finish(cursor.parcel);
      open.delete(cursor.parcel);
    }
    context.progress?.((strip.end - first) / (end - first));
  }
  for (const { parcel } of order.slice(next)) pass.finish(parcel); // without a pixel
  return { kind, ...pass.result() };
}

/** Row of the coarse grid. */
function firstRowOf(sets: ParcelSets, parcel: number, kind: SceneKind): number {
  const at = (set: PixelSet) => {
    const run = set.firstRun[parcel] as number;
    return run < (set.firstRun[parcel + 1] as number) ? (set.runs[3 * run] as number) : Number.POSITIVE_INFINITY;
  };
  const coarse = at(sets.coarse);
  return kind === 'radar' ? coarse : Math.min(coarse, Math.floor(at(sets.fine) / 2));
}

/** Parcels by their first row, those without a pixel last. */
function byFirstRow(sets: ParcelSets, { from, to }: ParcelRange, kind: SceneKind): { readonly parcel: number; readonly row: number }[] {
  return Array.from({ length: to - from }, (_, i) => ({ parcel: from + i, row: firstRowOf(sets, from + i, kind) })).sort(
    (a, b) => a.row - b.row || a.parcel - b.parcel,
  );
}

function rowsOf(sets: ParcelSets, { from, to }: ParcelRange, kind: SceneKind): [number, number] {
  let [first, end] = [Number.POSITIVE_INFINITY, 0];
  for (let parcel = from; parcel < to; parcel++) {
    first = Math.min(first, firstRowOf(sets, parcel, kind));
    end = Math.max(end, lastRow(sets.coarse, parcel) + 1, kind === 'radar' ? 0 : Math.floor(lastRow(sets.fine, parcel) / 2) + 1);
  }
  return [Number.isFinite(first) ? first : end, end];
}

function lastRow({ runs, firstRun }: PixelSet, parcel: number): number {
  const last = (firstRun[parcel + 1] as number) - 1;
  return last >= (firstRun[parcel] as number) ? (runs[3 * last] as number) : -2;
}

/** Columns of the coarse grid that the open parcels need in a strip; null where they need none. */
function columnsOf(
  sets: ParcelSets,
  open: Iterable<Cursor>,
  { end }: { end: number },
  kind: SceneKind,
): { col: number; width: number } | null {
  let [left, right] = [Number.POSITIVE_INFINITY, 0];
  const widen = ({ runs, firstRun }: PixelSet, parcel: number, from: number, endRow: number, scale: number) => {
    for (let run = from; run < (firstRun[parcel + 1] as number) && (runs[3 * run] as number) < endRow; run++) {
      left = Math.min(left, Math.floor((runs[3 * run + 1] as number) / scale));
      right = Math.max(right, Math.ceil((runs[3 * run + 2] as number) / scale));
    }
  };
  for (const { parcel, fine, coarse } of open) {
    widen(sets.coarse, parcel, coarse, end, 1);
    if (kind === 'optical') widen(sets.fine, parcel, fine, 2 * end, 2);
  }
  return left < right ? { col: left, width: right - left } : null;
}

function isDone({ fine, coarse }: ParcelSets, cursor: Cursor, kind: SceneKind): boolean {
  return cursor.coarse === coarse.firstRun[cursor.parcel + 1] && (kind === 'radar' || cursor.fine === fine.firstRun[cursor.parcel + 1]);
}
