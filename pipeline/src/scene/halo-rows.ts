import { type Grid, type Raster, rowBands, type Scene, sameGrid, type Window, windowGrid } from '@landsicht/core';

/** Rows of one band with `haloRows` more above and below, for filters that look at neighbours. Rows beyond the scene are unobserved. */
export interface HaloRows {
  /** First row of the inner part, in the target grid. */
  readonly row: number;
  readonly innerRows: number;
  readonly width: number;
  /** width × (innerRows + 2·haloRows) */
  readonly values: Float32Array;
  readonly valid: Uint8Array;
  readonly reason: Uint8Array;
}

export interface HaloOptions {
  readonly haloRows: number;
  /** Rows read at a time: the tile height of the file, so that no tile is decoded twice. */
  readonly bandRows: number;
  readonly signal?: AbortSignal;
}

/**
 * Streams one band top to bottom onto `grid`. The halo is carried over from the band before instead of read again,
 * and the next band is being read while the caller works on this one.
 */
export async function* readHaloRows(scene: Scene, band: string, grid: Grid, options: HaloOptions): AsyncGenerator<HaloRows> {
  const { haloRows, bandRows, signal } = options;
  const { width, height } = grid;
  const windows = rowBands(grid, bandRows);
  const read = (window: Window | undefined): Promise<Raster> | null =>
    window == null ? null : readWindow(scene, band, grid, window, signal);
  let pending = read(windows[0]);
  let carried: Piece = unobserved(width, haloRows);
  let row = 0;
  for (const [i, window] of windows.entries()) {
    const raster = await pending;
    pending = read(windows[i + 1]);
    pending?.catch(() => {}); // it is awaited in the next round; this only keeps an early abort from being "unhandled"
    if (raster == null) return;
    const isLast = i === windows.length - 1;
    const pieces = [carried, pieceOf(raster, band), ...(isLast ? [unobserved(width, haloRows)] : [])];
    const joined = join(pieces, width);
    const innerRows = joined.valid.length / width - 2 * haloRows;
    if (innerRows > 0) {
      yield { row, innerRows, width, ...joined };
      row += innerRows;
      const keep = 2 * haloRows * width;
      carried = { values: joined.values.slice(-keep), valid: joined.valid.slice(-keep), reason: joined.reason.slice(-keep) };
      if (haloRows === 0) carried = unobserved(width, 0);
    } else {
      carried = joined;
    }
    if (window.row + window.height >= height) return;
  }
}

interface Piece {
  readonly values: Float32Array;
  readonly valid: Uint8Array;
  readonly reason: Uint8Array;
}

function readWindow(scene: Scene, band: string, grid: Grid, window: Window, signal: AbortSignal | undefined): Promise<Raster> {
  const abort = signal == null ? {} : { signal };
  return sameGrid(scene.grid, grid)
    ? scene.read([band], { window, ...abort })
    : scene.read([band], { grid: windowGrid(grid, window), ...abort });
}

function pieceOf(raster: Raster, band: string): Piece {
  const values = raster.bands[band];
  return {
    values: values instanceof Float32Array ? values : Float32Array.from(values ?? []),
    valid: raster.valid,
    reason: raster.reason ?? raster.valid.map((ok) => (ok === 1 ? 0 : 1)),
  };
}

function unobserved(width: number, rows: number): Piece {
  const length = width * rows;
  return { values: new Float32Array(length), valid: new Uint8Array(length), reason: new Uint8Array(length).fill(1) };
}

function join(pieces: readonly Piece[], width: number): Piece {
  const length = pieces.reduce((sum, { valid }) => sum + valid.length, 0);
  const out = { values: new Float32Array(length), valid: new Uint8Array(length), reason: new Uint8Array(length) };
  let at = 0;
  for (const { values, valid, reason } of pieces) {
    if (valid.length % width !== 0) throw new RangeError(`readHaloRows: ${valid.length} pixels are not whole rows of ${width}`);
    out.values.set(values, at);
    out.valid.set(valid, at);
    out.reason.set(reason, at);
    at += valid.length;
  }
  return out;
}
