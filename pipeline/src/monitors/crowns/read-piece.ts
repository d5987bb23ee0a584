import { type Grid, LandsichtError, maskReasons, type Scene, type Window, windowGrid } from '@landsicht/core';
import { openRaster } from '../../raster/open-raster.js';
import type { RasterFile } from '../../raster/raster-file.js';
import { warp } from '../../raster/warp.js';
import { sourceWindowFor, warpScale } from '../../raster/warp-grid.js';
import type { ImagePiece } from './crown-features.js';

export interface ReadPiece extends ImagePiece {
  /** `maskReasons` codes, 0 where observed. */
  readonly reason: Uint8Array;
}

/** The image and the height model on the work grid. */
export class PieceReader {
  private readonly scene: Scene;
  private readonly grid: Grid;
  private readonly heights: RasterFile | null;
  private readonly signal: AbortSignal;

  private constructor(scene: Scene, grid: Grid, heights: RasterFile | null, signal: AbortSignal) {
    this.scene = scene;
    this.grid = grid;
    this.heights = heights;
    this.signal = signal;
  }

  /** `ndsm`: a path, or empty. */
  static async open(
    scene: Scene,
    grid: Grid,
    { ndsm, signal }: { readonly ndsm: string; readonly signal: AbortSignal },
  ): Promise<PieceReader> {
    const heights = ndsm === '' ? null : await openRaster(ndsm, { signal });
    try {
      if (heights != null && sourceWindowFor(gridOf(heights), grid, { method: 'bilinear' }) == null) {
        throw new LandsichtError(
          'bad-argument',
          `--set ndsm=${ndsm}: does not overlap ${scene.id}. Give the height model of the same place`,
        );
      }
    } catch (error) {
      await heights?.close();
      throw error;
    }
    return new PieceReader(scene, grid, heights, signal);
  }

  /** A window of the work grid; it may reach beyond: those pixels are not observed. */
  async read(window: Window): Promise<ReadPiece> {
    const grid = windowGrid(this.grid, window);
    const hasNir = this.scene.bands.some(({ name }) => name === 'nir');
    const names = hasNir ? ['red', 'green', 'blue', 'nir'] : ['red', 'green', 'blue'];
    const { bands, valid, reason } = await this.scene.read(names, { grid, signal: this.signal });
    const band = (name: string): Float32Array => {
      const values = Float32Array.from(bands[name] ?? []);
      for (let i = 0; i < values.length; i++) if (valid[i] === 0) values[i] = 0;
      return values;
    };
    return {
      width: window.width,
      red: band('red'),
      green: band('green'),
      blue: band('blue'),
      nir: hasNir ? band('nir') : null,
      heightM: this.heights == null ? null : await this.heightsOn(this.heights, grid),
      valid,
      reason: reason ?? valid.map((ok) => (ok === 1 ? 0 : maskReasons.nodata.code)),
    };
  }

  async close(): Promise<void> {
    await this.heights?.close();
  }

  /** m above ground; NaN where the model says nothing. */
  private async heightsOn(file: RasterFile, target: Grid): Promise<Float32Array> {
    const source = gridOf(file);
    const scale = warpScale(source, this.grid);
    const window = sourceWindowFor(source, target, { method: 'bilinear', scale });
    if (window == null) return new Float32Array(target.width * target.height).fill(Number.NaN);
    const { data, valid } = await file.read({ window, bands: [0], signal: this.signal });
    const stored = Float32Array.from(data[0] ?? []);
    const warped = warp({ grid: windowGrid(source, window), data: [stored], valid }, target, { method: 'bilinear', scale });
    const heights = Float32Array.from(warped.data[0] ?? []);
    for (let i = 0; i < heights.length; i++) if (warped.valid[i] === 0) heights[i] = Number.NaN;
    return heights;
  }
}

function gridOf({ grid, href }: RasterFile): Grid {
  if (grid != null) return grid;
  throw new LandsichtError(
    'crs-missing',
    `${href}: the height model has no georeference. State it, e.g. gdal_edit.py -a_srs EPSG:25833 FILE`,
  );
}
