import { type Grid, padWindow, type Window } from '@landsicht/core';
import { bufferClouds, type MaskKind, maskReasonsOf } from './masks.js';
import { nextOther } from './next-other.js';
import type { SceneFile } from './scene-files.js';

/** The mask of a scene as reasons on any grid. Codes are taken by nearest neighbour only. */
export interface SceneMask {
  /** `maskReasons` code of each pixel, 0 = observed; outside the mask's file 'nodata'. */
  reasonsOn(target: Grid, signal?: AbortSignal): Promise<Uint8Array>;
}

/** `bufferM`: around cloud, cirrus and cloud shadow. Clouds beyond a window count as those inside it. */
export function sceneMask(kind: MaskKind, mask: SceneFile, bufferM: number): SceneMask {
  const bufferPx = bufferM / mask.resolutionM;
  return {
    async reasonsOn(target, signal) {
      const window = mask.placement.windowFor(target, 'nearest');
      if (window == null) return new Uint8Array(target.width * target.height).fill(nodata);
      const wide = padWindow(window, Math.ceil(bufferPx));
      const { data } = await mask.file.read({ window: wide, bands: [0], ...(signal == null ? {} : { signal }) });
      // not the file's own validity: 0 is "clear" in some masks and also their nodata tag
      const reasons = maskReasonsOf(data[0] ?? new Uint8Array(), insideOf(wide, mask.file), kind);
      bufferClouds(reasons, wide.width, wide.height, bufferPx);
      const inner = innerOf(reasons, wide.width, Math.ceil(bufferPx), window);
      const placed = mask.placement.place({ window, data: [inner], valid: insideOf(window, mask.file) }, target, 'nearest');
      const placedReasons = placed.data[0] as Uint8Array;
      const { valid } = placed;
      for (let i = nextOther(valid, 0, 1); i < valid.length; i = nextOther(valid, i + 1, 1)) placedReasons[i] = nodata;
      return placedReasons;
    },
  };
}

const nodata = maskReasonsOf(Uint8Array.of(0), Uint8Array.of(0), 'scl')[0] as number;

/** 1 where a pixel of the window lies in the file. */
function insideOf({ col, row, width, height }: Window, file: { width: number; height: number }): Uint8Array {
  const inside = new Uint8Array(width * height);
  const first = Math.max(0, -col);
  const end = Math.min(width, file.width - col);
  for (let r = Math.max(0, -row); r < Math.min(height, file.height - row) && end > first; r++)
    inside.fill(1, r * width + first, r * width + end);
  return inside;
}

function innerOf(values: Uint8Array, stride: number, margin: number, { width, height }: Window): Uint8Array {
  if (margin === 0) return values;
  const inner = new Uint8Array(width * height);
  for (let row = 0; row < height; row++) {
    const start = (row + margin) * stride + margin;
    inner.set(values.subarray(start, start + width), row * width);
  }
  return inner;
}
