import { type Grid, type PixelArray, rowBands } from '@landsicht/core';
import { openRaster } from '../../raster/open-raster.js';
import type { RasterFile } from '../../raster/raster-file.js';
import type { RowScratch } from '../../raster/row-scratch.js';
import { type ComponentReplay, ComponentScan } from '../../vector/components.js';
import { PolygonTracer, type TracedPolygon } from '../../vector/trace.js';
import { type BeetleLayerId, layerPath } from './beetle-layers.js';
import { groups, groupsOf } from './damage-groups.js';
import type { StandCounter } from './stands.js';

/** What the pixels of one connected region say together. Days since 1970-01-01, 0 = none. */
export interface DamageRegion {
  readonly polygon: TracedPolygon;
  readonly group: number;
  readonly pixelCount: number;
  /** Pixels by code of the layers `state` and `tier`. */
  readonly states: ReadonlyMap<number, number>;
  readonly tiers: ReadonlyMap<number, number>;
  readonly firstAnomalyDays: readonly number[];
  /** Earliest. */
  readonly confirmedDay: number;
  readonly clearedDay: number;
  /** Latest. */
  readonly lastClearDay: number;
  readonly meanConfidence: number;
  /** Median. */
  readonly observations: number;
  /** The pixel whose first anomaly is the oldest, the first in reading order among equals: what the identity hangs on. */
  readonly anchor: { readonly row: number; readonly col: number; readonly day: number };
  readonly centre: { readonly row: number; readonly col: number };
  /** Pixels by number of the compartment, 0 = none. */
  readonly stands: ReadonlyMap<number, number>;
}

/** Follows regions while rows go by from the top; `replay` then goes over the written layers again. */
export class RegionFinder {
  readonly #width: number;
  readonly #minimumPx: number;
  readonly #tracer: PolygonTracer;
  readonly #scans: ReadonlyMap<number, ComponentScan>;
  readonly #polygons: TracedPolygon[] = [];

  constructor(width: number, minimumPx: number) {
    this.#width = width;
    this.#minimumPx = minimumPx;
    this.#tracer = new PolygonTracer(width, { connectivity: 8 });
    this.#scans = new Map([groups.damage, groups.suspected].map((group) => [group, new ComponentScan(width, { connectivity: 8 })]));
  }

  addRows(state: Uint8Array, tier: Uint8Array): void {
    const grouped = groupsOf(state, tier);
    for (let at = 0; at < grouped.length; at += this.#width) {
      const row = grouped.subarray(at, at + this.#width);
      this.#keep(this.#tracer.addRow(row));
      for (const [group, scan] of this.#scans) scan.addRow(codesOf(row, group));
    }
  }

  /** The regions of at least the smallest size, in reading order; `dir` holds the closed layers. */
  async regions(dir: string, grid: Grid, lastClear: RowScratch, stands: StandCounter): Promise<DamageRegion[]> {
    this.#keep(this.#tracer.finish());
    const replays = new Map<number, ComponentReplay>();
    for (const [group, scan] of this.#scans)
      replays.set(
        group,
        scan.finish(({ pixelCount }) => pixelCount >= this.#minimumPx),
      );
    const found = new Map<string, RegionTally>();
    const files = await LayerFiles.open(dir);
    try {
      for (const { row, height } of rowBands(grid, bandRows)) {
        const rows = await files.rows(row, height, grid.width);
        const clear = new Uint16Array((await lastClear.read(row, height)).buffer);
        const standOf = stands.rows(row, height);
        stands.count(standOf, rows);
        const grouped = groupsOf(rows.state as Uint8Array, rows.tier as Uint8Array);
        const labels = new Int32Array(grid.width);
        for (let r = 0; r < height; r++) {
          for (const [group, replay] of replays) {
            replay.labelRow(codesOf(grouped.subarray(r * grid.width, (r + 1) * grid.width), group), labels);
            for (let col = 0; col < grid.width; col++) {
              if (labels[col] === 0) continue;
              const name = `${group} ${labels[col]}`;
              const tally = found.get(name) ?? new RegionTally(group, row + r, col);
              found.set(name, tally);
              const i = r * grid.width + col;
              tally.add({ rows, i, row: row + r, col, lastClearDay: clear[i] as number, stand: standOf[i] as number });
            }
          }
        }
      }
    } finally {
      await files.close();
    }
    const byFirst = new Map([...found.values()].map((tally) => [tally.name, tally]));
    return this.#polygons
      .sort((a, b) => a.firstRow - b.firstRow || a.firstCol - b.firstCol)
      .flatMap((polygon) => byFirst.get(nameOf(polygon.value, polygon.firstRow, polygon.firstCol))?.region(polygon) ?? []);
  }

  #keep(traced: readonly TracedPolygon[]): void {
    this.#polygons.push(...traced.filter(({ pixelCount }) => pixelCount >= this.#minimumPx));
  }
}

const bandRows = 512;
const wantedLayers = ['state', 'tier', 'first_anomaly', 'confirmed', 'cleared', 'confidence', 'observations'] as const;

export type BeetleRows = Readonly<Record<BeetleLayerId, PixelArray>>;

/** The unit's own layers, read back. */
class LayerFiles {
  readonly #files: readonly RasterFile[];

  private constructor(files: readonly RasterFile[]) {
    this.#files = files;
  }

  static async open(dir: string): Promise<LayerFiles> {
    const files: RasterFile[] = [];
    for (const id of wantedLayers) files.push(await openRaster(layerPath(dir, id)));
    return new LayerFiles(files);
  }

  async rows(row: number, height: number, width: number): Promise<BeetleRows> {
    const read = await Promise.all(this.#files.map((file) => file.read({ window: { col: 0, row, width, height } })));
    return Object.fromEntries(wantedLayers.map((id, i) => [id, read[i]?.data[0]])) as unknown as BeetleRows;
  }

  async close(): Promise<void> {
    await Promise.all(this.#files.map((file) => file.close()));
  }
}

function codesOf(row: Uint8Array, group: number): Uint8Array {
  const codes = new Uint8Array(row.length);
  for (let c = 0; c < row.length; c++) if (row[c] === group) codes[c] = 1;
  return codes;
}

function nameOf(group: number, row: number, col: number): string {
  return `${group} ${row} ${col}`;
}

interface RegionPixel {
  readonly rows: BeetleRows;
  readonly i: number;
  readonly row: number;
  readonly col: number;
  readonly lastClearDay: number;
  readonly stand: number;
}

class RegionTally {
  readonly name: string;
  readonly #group: number;
  readonly #states = new Map<number, number>();
  readonly #tiers = new Map<number, number>();
  readonly #stands = new Map<number, number>();
  readonly #firstDays: number[] = [];
  readonly #observations: number[] = [];
  #pixelCount = 0;
  #confirmedDay = 0;
  #clearedDay = 0;
  #lastClearDay = 0;
  #confidence = 0;
  #rowSum = 0;
  #colSum = 0;
  #anchor = { row: 0, col: 0, day: Number.POSITIVE_INFINITY };

  /** `row`, `col`: its first pixel in reading order. */
  constructor(group: number, row: number, col: number) {
    this.#group = group;
    this.name = nameOf(group, row, col);
  }

  add({ rows, i, row, col, lastClearDay, stand }: RegionPixel): void {
    const day = rows.first_anomaly[i] as number;
    this.#pixelCount++;
    count(this.#states, rows.state[i] as number);
    count(this.#tiers, rows.tier[i] as number);
    count(this.#stands, stand);
    if (day > 0) this.#firstDays.push(day);
    this.#observations.push(rows.observations[i] as number);
    this.#confirmedDay = earlier(this.#confirmedDay, rows.confirmed[i] as number);
    this.#clearedDay = earlier(this.#clearedDay, rows.cleared[i] as number);
    this.#lastClearDay = Math.max(this.#lastClearDay, lastClearDay);
    const percent = rows.confidence[i] as number;
    this.#confidence += percent <= 100 ? percent : 0;
    this.#rowSum += row + 0.5;
    this.#colSum += col + 0.5;
    const since = day > 0 ? day : Number.MAX_SAFE_INTEGER;
    if (since < this.#anchor.day) this.#anchor = { row, col, day: since };
  }

  region(polygon: TracedPolygon): DamageRegion {
    const n = this.#pixelCount;
    return {
      polygon,
      group: this.#group,
      pixelCount: n,
      states: this.#states,
      tiers: this.#tiers,
      stands: this.#stands,
      firstAnomalyDays: this.#firstDays.sort((a, b) => a - b),
      confirmedDay: this.#confirmedDay,
      clearedDay: this.#clearedDay,
      lastClearDay: this.#lastClearDay,
      meanConfidence: this.#confidence / n / 100,
      observations: median(this.#observations.sort((a, b) => a - b)),
      anchor: { ...this.#anchor, day: this.#anchor.day === Number.MAX_SAFE_INTEGER ? 0 : this.#anchor.day },
      centre: { row: this.#rowSum / n, col: this.#colSum / n },
    };
  }
}

function count(counts: Map<number, number>, key: number): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** 0 = none. */
function earlier(a: number, b: number): number {
  return a === 0 ? b : b === 0 ? a : Math.min(a, b);
}

/** Of a sorted list; 0 of none. */
export function median(sorted: readonly number[]): number {
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
