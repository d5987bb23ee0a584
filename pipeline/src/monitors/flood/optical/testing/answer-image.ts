import { BlockSums, blockGridOf } from '../block-sums.js';
import { HazeLevel } from '../haze-level.js';
import type { OpticalBands, OpticalRows } from '../optical-rows.js';
import { type OpticalWater, opticalHaloRows, opticalWater } from '../optical-water.js';
import { sceneContext } from '../scene-context.js';
import type { SunAngles } from '../shadow-geometry.js';

export interface OpticalImage {
  readonly width: number;
  readonly height: number;
  readonly pixelM: number;
  readonly bands: OpticalBands;
  readonly reason?: Uint8Array;
  readonly sun?: SunAngles;
}

/** Rows of an image in memory with their halo; beyond the image unobserved. */
export function imageRows({ width, height, bands, reason }: OpticalImage, row: number, innerRows: number, haloRows: number): OpticalRows {
  const rows = innerRows + 2 * haloRows;
  const first = Math.max(0, row - haloRows);
  const last = Math.min(height, row + innerRows + haloRows);
  const offset = (first - row + haloRows) * width;
  const cut = <A extends Float32Array | Uint8Array>(from: A, into: A): A => {
    into.set(from.subarray(first * width, last * width), offset);
    return into;
  };
  const length = rows * width;
  const cutBands = Object.fromEntries(Object.entries(bands).map(([name, band]) => [name, cut(band, new Float32Array(length))]));
  return {
    row,
    innerRows,
    haloRows,
    width,
    bands: cutBands as unknown as OpticalBands,
    valid: cut(new Uint8Array(width * height).fill(1), new Uint8Array(length)),
    reason: cut(reason ?? new Uint8Array(width * height), new Uint8Array(length)),
  };
}

/** The whole chain on an image in memory, `bandRows` at a time, as a monitor streams it. */
export function answerImage(image: OpticalImage, bandRows: number, ownMask = true): OpticalWater {
  const { width, height, pixelM } = image;
  const bands = Array.from(
    { length: Math.ceil(height / bandRows) },
    (_, k) => [k * bandRows, Math.min(bandRows, height - k * bandRows)] as const,
  );
  const haze = new HazeLevel();
  for (const [row, count] of bands) haze.add(imageRows(image, row, count, 0));
  const sums = new BlockSums(blockGridOf(width, height, pixelM, pixelM), haze.hotThreshold());
  for (const [row, count] of bands) sums.add(imageRows(image, row, count, 0));
  const context = ownMask ? sceneContext(sums, image.sun ?? null) : null;
  const parts = bands.map(([row, count]) => opticalWater(imageRows(image, row, count, opticalHaloRows(pixelM)), context));
  const length = width * height;
  const whole = {
    answer: new Uint8Array(length),
    reason: new Uint8Array(length),
    likelihood: new Float32Array(length),
    dswxClass: new Uint8Array(length),
  };
  parts.forEach((part, k) => {
    const at = k * bandRows * width;
    whole.answer.set(part.answer, at);
    whole.reason.set(part.reason, at);
    whole.likelihood.set(part.likelihood, at);
    whole.dswxClass.set(part.dswxClass, at);
  });
  return whole;
}
