import { type Grid, rowBands, type Scene } from '@landsicht/core';
import { eachLeeRow } from '../../../filter/lee.js';
import { RowScratch } from '../../../raster/row-scratch.js';
import { type HaloRows, readHaloRows } from '../../../scene/halo-rows.js';
import { type BimodalTile, BimodalTiles, TileSurface, tileBounds } from './bimodal-tiles.js';
import { dbCodesInto, medianDb } from './db-codes.js';

export type Polarisation = 'vv' | 'vh';

/** Rows read at a time: the usual tile height of files, so that no tile is decoded twice; fewer only of very wide scenes. */
const readRows = 512;
const readPx = 2 ** 24;
/** Pixels worked on at a time where rows come from scratch files: memory does not grow with the width of the swath. */
const bandPx = 2 ** 21;

export function scratchBandRows({ width }: Grid): number {
  return Math.max(16, Math.floor(bandPx / width));
}

/** Bands of whole rows of about two million pixels. */
export function scratchBands(grid: Grid): ReturnType<typeof rowBands> {
  return rowBands(grid, scratchBandRows(grid));
}

/** Filtered σ0 of one scene as codes in scratch files, and what its histograms say. Plain data, so that it crosses threads. */
export interface BackscatterFiles {
  /** null: the scene lacks the polarisation. */
  readonly vh: string | null;
  readonly vv: string | null;
  /** Of VH, or of VV where there is no VH. */
  readonly tiles: readonly BimodalTile[];
  readonly medianDb: Readonly<Record<Polarisation, number | null>>;
}

/** The same, opened. */
export interface Backscatter {
  readonly vh: RowScratch | null;
  readonly vv: RowScratch | null;
  readonly surface: TileSurface;
  /** Of the filtered σ0; null where nothing was observed or the polarisation is missing. */
  readonly medianDb: Readonly<Record<Polarisation, number | null>>;
  /** Leaves the files. */
  close(): Promise<void>;
  /** Deletes them. */
  remove(): Promise<void>;
}

export interface BackscatterOptions {
  readonly grid: Grid;
  readonly leeWindowPx: number;
  readonly leeEnl: number;
  /** Band of the scene that holds each polarisation; null = the scene lacks it. */
  readonly bands: Readonly<Record<Polarisation, string | null>>;
  /** Without ending: `-vh.raw` is appended. */
  readonly scratchPath: string;
  readonly signal: AbortSignal;
  /** Called with each band of unfiltered rows of the deciding polarisation. */
  onRows?(rows: HaloRows, haloRows: number): Promise<void>;
  progress(fraction: number): void;
}

/** Reads, filters and stores a scene. */
export async function readBackscatter(scene: Scene, options: BackscatterOptions): Promise<BackscatterFiles> {
  const { grid, bands } = options;
  const first: Polarisation = bands.vh == null ? 'vv' : 'vh';
  const tiles = { vh: new BimodalTiles(grid.width, tileBounds.vh), vv: new BimodalTiles(grid.width, tileBounds.vv) };
  const paths: Record<Polarisation, string | null> = { vh: null, vv: null };
  const polarisations = (['vh', 'vv'] as const).filter((one) => bands[one] != null);
  for (const [i, one] of polarisations.entries()) {
    const path = `${options.scratchPath}-${one}.raw`;
    const scratch = await RowScratch.create(path, grid.width);
    try {
      const progress = (fraction: number) => options.progress((i + fraction) / polarisations.length);
      await storePolarisation(scene, bands[one] as string, { ...options, progress, isFirst: one === first }, scratch, tiles[one]);
    } finally {
      await scratch.close();
    }
    paths[one] = path;
  }
  return { ...paths, tiles: tiles[first].tiles, medianDb: { vh: medianDb(tiles.vh.histogram), vv: medianDb(tiles.vv.histogram) } };
}

export async function openBackscatter({ vh, vv, tiles, medianDb: medians }: BackscatterFiles, grid: Grid): Promise<Backscatter> {
  const open = (path: string | null) => (path == null ? null : RowScratch.open(path, grid.width));
  const [vhRows, vvRows] = [await open(vh), await open(vv)];
  const both = [vhRows, vvRows].filter((one) => one != null);
  return {
    vh: vhRows,
    vv: vvRows,
    surface: new TileSurface(tiles, grid.width, grid.height),
    medianDb: medians,
    async close() {
      await Promise.all(both.map((scratch) => scratch.close()));
    },
    async remove() {
      await Promise.all(both.map((scratch) => scratch.remove()));
    },
  };
}

async function storePolarisation(
  scene: Scene,
  band: string,
  options: BackscatterOptions & { readonly isFirst: boolean },
  scratch: RowScratch,
  tiles: BimodalTiles,
): Promise<void> {
  const { grid, signal, leeWindowPx, leeEnl } = options;
  const haloRows = Math.floor(leeWindowPx / 2);
  const bandRows = Math.max(16, Math.min(readRows, Math.floor(readPx / grid.width)));
  const codes = new Uint8Array((bandRows + haloRows) * grid.width);
  for await (const rows of readHaloRows(scene, band, grid, { haloRows, bandRows, signal })) {
    signal.throwIfAborted();
    const { width, innerRows, values: power, valid } = rows;
    const image = { power, valid, width, height: innerRows + 2 * haloRows };
    const inner = { first: haloRows, end: haloRows + innerRows };
    let bits: Uint32Array | null = null;
    eachLeeRow(image, inner, { windowPx: leeWindowPx, enl: leeEnl }, (filtered, row, col) => {
      // a view for each block of rows, not for each row
      if (bits?.length !== filtered.length) bits = new Uint32Array(filtered.buffer, filtered.byteOffset, filtered.length);
      const at = row * width + col;
      dbCodesInto(bits, valid, at, codes, at - haloRows * width);
    });
    const stored = codes.subarray(0, innerRows * width);
    for (let at = 0; at < stored.length; at += width) tiles.addRow(stored.subarray(at, at + width));
    await scratch.append(stored);
    if (options.isFirst) await options.onRows?.(rows, haloRows);
    options.progress((rows.row + innerRows) / grid.height);
  }
}

/** Rows [row − halo, row + rows + halo) of codes; 0 beyond the image. */
export async function readFramed(scratch: RowScratch, grid: Grid, row: number, rows: number, halo: number): Promise<Uint8Array> {
  const top = Math.max(0, row - halo);
  const bottom = Math.min(grid.height, row + rows + halo);
  const inside = await scratch.read(top, bottom - top);
  if (bottom - top === rows + 2 * halo) return inside;
  const framed = new Uint8Array((rows + 2 * halo) * grid.width);
  framed.set(inside, (top - (row - halo)) * grid.width);
  return framed;
}
