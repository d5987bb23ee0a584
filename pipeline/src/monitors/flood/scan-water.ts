import type { Grid, Scene } from '@landsicht/core';
import { RowScratch } from '../../raster/row-scratch.js';
import { type HaloRows, readHaloRows } from '../../scene/halo-rows.js';
import { ComponentScan } from '../../vector/components.js';
import { floodCodes } from './info.js';
import { candidateCodes, type WaterThresholds, waterCodes } from './water-codes.js';

/** What one scene says about water, ready to be read once from the top. */
export interface WaterScan {
  /** The next rows in order: 0 dry, 1 water, 255 not observed. */
  waterRows(row: number, rows: number): Promise<Uint8Array>;
  remove(): Promise<void>;
}

export interface ScanOptions {
  readonly grid: Grid;
  readonly thresholds: WaterThresholds;
  readonly minimumPx: number;
  readonly scratchPath: string;
  readonly bandRows: number;
  readonly signal: AbortSignal;
  /** Called with each band of rows as it is read, for whoever wants the pixels themselves. */
  onRows?(rows: HaloRows, haloRows: number): Promise<void>;
  progress(fraction: number): void;
}

/** First pass over one scene: per-pixel codes to a scratch file, their components by union-find. */
export async function scanWater(scene: Scene, options: ScanOptions): Promise<WaterScan> {
  const { grid, thresholds, bandRows, signal, minimumPx } = options;
  const { width } = grid;
  const haloRows = Math.floor(thresholds.leeWindowPx / 2);
  const scratch = await RowScratch.create(options.scratchPath, width);
  try {
    const components = new ComponentScan(width, { connectivity: 8 });
    for await (const rows of readHaloRows(scene, 'vh', grid, { haloRows, bandRows, signal })) {
      signal.throwIfAborted();
      const codes = waterCodes(rows, haloRows, thresholds);
      for (let r = 0; r < rows.innerRows; r++) components.addRow(codes.subarray(r * width, (r + 1) * width));
      await scratch.append(codes);
      await options.onRows?.(rows, haloRows);
      options.progress((rows.row + rows.innerRows) / grid.height);
    }
    const replay = components.finish(({ seedCount, pixelCount }) => seedCount > 0 && pixelCount >= minimumPx);
    return {
      async waterRows(row, rows) {
        const codes = await scratch.read(row, rows);
        const water = new Uint8Array(codes.length);
        for (let r = 0; r < rows; r++) {
          const line = codes.subarray(r * width, (r + 1) * width);
          replay.addRow(line, water.subarray(r * width, (r + 1) * width));
        }
        for (let i = 0; i < codes.length; i++) if (codes[i] === candidateCodes.notObserved) water[i] = floodCodes.notObserved;
        return water;
      },
      remove: () => scratch.remove(),
    };
  } catch (error) {
    await scratch.remove();
    throw error;
  }
}
