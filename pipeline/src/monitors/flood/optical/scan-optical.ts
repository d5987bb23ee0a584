import { type Grid, pixelSizeM, type Scene, type StacItem } from '@landsicht/core';
import { RowScratch } from '../../../raster/row-scratch.js';
import { maskOf } from '../../../scene/mask-map.js';
import { ComponentScan } from '../../../vector/components.js';
import type { WaterScan } from '../scan-water.js';
import { candidateCodes } from '../water-codes.js';
import { BlockSums, blockGridOf } from './block-sums.js';
import { HazeLevel } from './haze-level.js';
import type { OpticalRows } from './optical-rows.js';
import { type OpticalWater, opticalHaloRows, opticalWater } from './optical-water.js';
import { readOpticalRows } from './read-optical-rows.js';
import { type SceneContext, sceneContext } from './scene-context.js';
import { sunOfItem } from './sun-of-item.js';

export interface ScanOpticalOptions {
  readonly grid: Grid;
  readonly minimumPx: number;
  readonly scratchPath: string;
  readonly bandRows: number;
  readonly signal: AbortSignal;
  /** Called with each band of rows and its answers, before small objects are dropped. */
  onRows?(rows: OpticalRows, answers: OpticalWater, context: SceneContext | null): Promise<void>;
  progress(fraction: number): void;
}

/** The clear level of the air needs a sample only. */
const hazeEveryBand = 8;
/** Of the work, where the scene is read twice. */
const contextShare = 0.5;

/** What one optical scene says about water. The product's cloud mask is used; where there is none, our own tests of cloud and shadow. */
export async function scanOptical(scene: Scene, item: StacItem, options: ScanOpticalOptions): Promise<WaterScan> {
  const { grid, bandRows, signal, minimumPx } = options;
  const { width } = grid;
  const context = maskOf(item) == null ? await contextOf(scene, item, options) : null;
  const done = context == null ? 0 : contextShare;
  const haloRows = context == null ? 0 : opticalHaloRows(pixelSizeM(grid).y);
  const scratch = await RowScratch.create(options.scratchPath, width);
  try {
    const components = new ComponentScan(width, { connectivity: 8 });
    for await (const rows of readOpticalRows(scene, grid, { haloRows, bandRows, signal })) {
      const answers = opticalWater(rows, context);
      for (let r = 0; r < rows.innerRows; r++) components.addRow(answers.answer.subarray(r * width, (r + 1) * width));
      await scratch.append(answers.answer);
      await options.onRows?.(rows, answers, context);
      options.progress(done + ((1 - done) * (rows.row + rows.innerRows)) / grid.height);
    }
    const replay = components.finish(({ pixelCount }) => pixelCount >= minimumPx);
    return {
      async waterRows(row, rows) {
        const codes = await scratch.read(row, rows);
        const water = new Uint8Array(codes.length);
        for (let at = 0; at < codes.length; at += width) replay.addRow(codes.subarray(at, at + width), water.subarray(at, at + width));
        for (let i = 0; i < codes.length; i++) if (codes[i] === candidateCodes.notObserved) water[i] = candidateCodes.notObserved;
        return water;
      },
      remove: () => scratch.remove(),
    };
  } catch (error) {
    await scratch.remove();
    throw error;
  }
}

/** Clouds, where their shadows could fall, and how lit land looks: one pass over the scene, and a sample before it. */
async function contextOf(scene: Scene, item: StacItem, options: ScanOpticalOptions): Promise<SceneContext> {
  const { grid, bandRows, signal } = options;
  const haze = new HazeLevel();
  // bands of a small scene are thin, so that the sample is spread over it
  const sampleRows = Math.min(bandRows, Math.max(16, Math.ceil(grid.height / (4 * hazeEveryBand))));
  const sample = { haloRows: 0, bandRows: sampleRows, everyBand: hazeEveryBand, signal };
  for await (const rows of readOpticalRows(scene, grid, sample)) haze.add(rows);
  const size = pixelSizeM(grid);
  const sums = new BlockSums(blockGridOf(grid.width, grid.height, size.x, size.y), haze.hotThreshold());
  for await (const rows of readOpticalRows(scene, grid, { haloRows: 0, bandRows, signal })) {
    sums.add(rows);
    options.progress((contextShare * (rows.row + rows.innerRows)) / grid.height);
  }
  return sceneContext(sums, sunOfItem(item));
}
