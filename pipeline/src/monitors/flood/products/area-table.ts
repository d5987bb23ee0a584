import { type Grid, isGeographic, type MaskReason, pixelAreaM2, reasonOfCode, rowBands, windowGrid } from '@landsicht/core';
import type { MultiPolygon, Polygon } from 'geojson';
import { floodCodes } from '../info.js';
import { type ExposureLayers, type PlacedPolygon, placePolygon } from './exposure-layers.js';

/** Somewhere to count in; geometry in lon/lat. null = the whole grid. */
export interface TableArea {
  readonly id: string;
  readonly title: string;
  readonly geometry: Polygon | MultiPolygon | null;
}

/** One line of the table. null: that layer was not given. */
export interface AreaTableRow {
  readonly areaId: string;
  readonly title: string;
  /** Of the area's part on the grid. */
  readonly areaHa: number;
  readonly floodedHa: number;
  /** Water that no earlier scene tells from permanent water. */
  readonly waterHa: number;
  readonly referenceWaterHa: number;
  readonly observedHa: number;
  readonly notObservedHa: number;
  /** 0..1 of the area on the grid. */
  readonly notObservedShare: number;
  readonly notObservedHaByReason: Readonly<Partial<Record<MaskReason, number>>>;
  readonly floodedHaByLandUse: Readonly<Record<string, number>> | null;
  readonly buildings: number | null;
  readonly roadsKmByClass: Readonly<Record<string, number>> | null;
  readonly population: number | null;
  /** Of flooded pixels, percent; p10 = a tenth of them is below. */
  readonly likelihood: { readonly mean: number; readonly p10: number } | null;
}

/** The same rows of the layers of one unit, row-major. */
export interface TableRows {
  readonly flood: Uint8Array;
  /** `maskReasons` codes. */
  readonly exclusion?: Uint8Array;
  /** 0–100, 255 = none. */
  readonly likelihood?: Uint8Array;
}

export type TableSource = (row: number, rows: number) => Promise<TableRows>;

export interface AreaTableInput {
  readonly grid: Grid;
  readonly source: TableSource;
  readonly areas: readonly TableArea[];
  readonly layers?: ExposureLayers;
  /** Rows at a time: sets the memory, never the result. */
  readonly bandRows?: number;
  readonly signal?: AbortSignal;
}

/** Counts what is under water, what could not be seen, and what is touched, per area; one pass from top to bottom. */
export async function areaTable(input: AreaTableInput): Promise<AreaTableRow[]> {
  const { grid, source, areas, layers = {}, bandRows = 256, signal } = input;
  const counters = areas.map((area) => new AreaCounter(area, grid, layers));
  for (const { row, height } of rowBands(grid, bandRows)) {
    signal?.throwIfAborted();
    const reached = counters.filter((counter) => counter.reaches(row, height));
    if (reached.length === 0) continue;
    const [rows, landUse, population] = await Promise.all([
      source(row, height),
      layers.landUse?.rows(row, height),
      layers.population?.(row, height),
    ]);
    for (const counter of reached) counter.add(row, height, { ...rows, landUse, population });
  }
  return counters.map((counter) => counter.finish());
}

interface BandRows extends TableRows {
  readonly landUse: Uint8Array | undefined;
  readonly population: Float64Array | undefined;
}

const haM2 = 10_000;
const noLikelihood = 101;

class AreaCounter {
  readonly #area: TableArea;
  readonly #grid: Grid;
  readonly #layers: ExposureLayers;
  readonly #place: PlacedPolygon | null;
  readonly #everywhere: boolean;
  /** m² by flood code, by reason of what is not observed, flooded m² by land-use code. */
  readonly #stateM2 = new Float64Array(256);
  readonly #reasonM2 = new Float64Array(256);
  readonly #landUseM2 = new Float64Array(256);
  readonly #likelihoods = new Float64Array(noLikelihood);
  readonly #roadsM: Float64Array;
  readonly #touched = new Set<number>();
  #people = 0;

  constructor(area: TableArea, grid: Grid, layers: ExposureLayers) {
    this.#area = area;
    this.#grid = grid;
    this.#layers = layers;
    this.#everywhere = area.geometry == null;
    this.#place = area.geometry == null ? null : (placePolygon(area.geometry, grid, 1)[0] ?? null);
    this.#roadsM = new Float64Array(layers.roads?.classes.length ?? 0);
  }

  reaches(row: number, rows: number): boolean {
    const window = this.#place?.window;
    return this.#everywhere || (window != null && window.row < row + rows && row < window.row + window.height);
  }

  add(row: number, rows: number, band: BandRows): void {
    const { width } = this.#grid;
    const window = this.#place?.window ?? { col: 0, row: 0, width, height: this.#grid.height };
    const from = Math.max(row, window.row);
    const to = Math.min(row + rows, window.row + window.height);
    const mask = this.#place?.mask.rows(from - window.row, to - from);
    const inside = (r: number, c: number): boolean =>
      r >= from &&
      r < to &&
      c >= window.col &&
      c < window.col + window.width &&
      (mask == null || mask[(r - from) * window.width + c - window.col] === 1);
    for (let r = from; r < to; r++) {
      const areaM2 = pixelAreaOfRow(this.#grid, r);
      const base = (r - row) * width;
      const maskBase = (r - from) * window.width - window.col;
      for (let c = window.col; c < window.col + window.width; c++) {
        if (mask == null || mask[maskBase + c] === 1) this.#addPixel(base + c, areaM2, band);
      }
    }
    const flooded = (r: number, c: number): boolean => band.flood[(r - row) * width + c] === floodCodes.flood && inside(r, c);
    this.#layers.buildings?.pixels.each(from, to - from, (r, c, building) => {
      if (flooded(r, c)) this.#touched.add(building);
    });
    this.#layers.roads?.pieces.each(from, to - from, (r, c, kind, lengthM) => {
      if (flooded(r, c)) this.#roadsM[kind] = (this.#roadsM[kind] as number) + lengthM;
    });
  }

  #addPixel(at: number, areaM2: number, { flood, exclusion, likelihood, landUse, population }: BandRows): void {
    const state = flood[at] as number;
    this.#stateM2[state] = (this.#stateM2[state] as number) + areaM2;
    if (state === floodCodes.notObserved) {
      const reason = exclusion?.[at] ?? 0;
      this.#reasonM2[reason] = (this.#reasonM2[reason] as number) + areaM2;
    }
    if (state !== floodCodes.flood) return;
    if (landUse != null) this.#landUseM2[landUse[at] as number] = (this.#landUseM2[landUse[at] as number] as number) + areaM2;
    if (population != null) this.#people += population[at] as number;
    const value = likelihood?.[at] ?? 255;
    if (value < noLikelihood) this.#likelihoods[value] = (this.#likelihoods[value] as number) + 1;
  }

  finish(): AreaTableRow {
    const { landUse, buildings, roads, population } = this.#layers;
    const totalM2 = this.#stateM2.reduce((sum, m2) => sum + m2, 0);
    const notObservedM2 = this.#stateM2[floodCodes.notObserved] as number;
    return {
      areaId: this.#area.id,
      title: this.#area.title,
      areaHa: totalM2 / haM2,
      floodedHa: (this.#stateM2[floodCodes.flood] as number) / haM2,
      waterHa: (this.#stateM2[floodCodes.water] as number) / haM2,
      referenceWaterHa: (this.#stateM2[floodCodes.reference] as number) / haM2,
      observedHa: (totalM2 - notObservedM2) / haM2,
      notObservedHa: notObservedM2 / haM2,
      notObservedShare: totalM2 === 0 ? 1 : notObservedM2 / totalM2,
      notObservedHaByReason: this.#reasons(),
      floodedHaByLandUse: landUse == null ? null : this.#byLandUse(landUse.names),
      buildings: buildings == null ? null : this.#touched.size,
      roadsKmByClass: roads == null ? null : Object.fromEntries(roads.classes.map((name, i) => [name, (this.#roadsM[i] as number) / 1000])),
      population: population == null ? null : this.#people,
      likelihood: likelihoodOf(this.#likelihoods),
    };
  }

  /** What the exclusion layer gives no reason for counts as "no data". */
  #reasons(): Partial<Record<MaskReason, number>> {
    const reasons: Partial<Record<MaskReason, number>> = {};
    this.#reasonM2.forEach((m2, code) => {
      if (m2 === 0) return;
      const reason = reasonOfCode(code) ?? 'nodata';
      reasons[reason] = (reasons[reason] ?? 0) + m2 / haM2;
    });
    return reasons;
  }

  #byLandUse(names: readonly string[]): Record<string, number> {
    const table: Record<string, number> = {};
    ['unknown', ...names].forEach((name, code) => {
      const m2 = this.#landUseM2[code] as number;
      if (m2 > 0) table[name] = (table[name] ?? 0) + m2 / haM2;
    });
    return table;
  }
}

/** Of pixels by percent, null where there are none. Nearest rank: the smallest value that at least a tenth of the pixels do not exceed. */
export function likelihoodOf(histogram: Float64Array): AreaTableRow['likelihood'] {
  const count = histogram.reduce((sum, n) => sum + n, 0);
  if (count === 0) return null;
  const mean = histogram.reduce((sum, n, value) => sum + n * value, 0) / count;
  let below = 0;
  const p10 = histogram.findIndex((n) => {
    below += n;
    return below >= count / 10;
  });
  return { mean, p10 };
}

/** On grids in degrees and Web Mercator pixels differ from row to row. */
function pixelAreaOfRow(grid: Grid, row: number): number {
  if (!isGeographic(grid.epsg) && grid.epsg !== 3857) return pixelAreaM2(grid);
  return pixelAreaM2(windowGrid(grid, { col: 0, row, width: grid.width, height: 1 }));
}
