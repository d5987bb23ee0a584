import { LandsichtError, maskReasons } from '@landsicht/core';
import { bufferClouds } from '../../../scene/masks.js';
import { candidateCodes } from '../water-codes.js';
import { cloudReason } from './cloud-test.js';
import { dswxClassOfTests, dswxCodes, dswxTests, isOpenWater } from './dswx.js';
import type { OpticalRows } from './optical-rows.js';
import { type SceneContext, shadowDepth } from './scene-context.js';
import { waterLikelihood } from './water-likelihood.js';
import { isProvenWater } from './water-proof.js';

/** Answers for inner rows, width × innerRows each. */
export interface OpticalWater {
  /** 0 dry, 1 water, 255 not observed (`candidateCodes`). */
  readonly answer: Uint8Array;
  /** `maskReasons` codes, 0 = observed. */
  readonly reason: Uint8Array;
  /** 0..1, ≥ 0.5 where water; means nothing where not observed. */
  readonly likelihood: Float32Array;
  /** `dswxCodes` before masking. */
  readonly dswxClass: Uint8Array;
}

/** Thin edges of cloud and the brightness they scatter: Fmask dilates by 3 Landsat pixels. */
const cloudBufferM = 90;

/** Rows above and below that `opticalWater` needs to look for clouds. */
export function opticalHaloRows(pixelHeightM: number): number {
  return Math.ceil(cloudBufferM / pixelHeightM);
}

/**
 * Water, dry or not observed. The product's mask is kept as it is; with a `context` (products without a mask, or on top of it) our own
 * cloud and shadow tests follow. Without one only the mask stands between shadow and "water".
 */
export function opticalWater(rows: OpticalRows, context: SceneContext | null): OpticalWater {
  const { bands, valid, row: firstRow, innerRows, haloRows, width } = rows;
  const { blue, green, red, nir, swir16, swir22 } = bands;
  const start = haloRows * width;
  const length = innerRows * width;
  const out: OpticalWater = {
    answer: new Uint8Array(length),
    reason: reasonsOf(rows, context),
    likelihood: new Float32Array(length),
    dswxClass: new Uint8Array(length),
  };
  for (let at = 0; at < length; at++) {
    const i = start + at;
    if (valid[i] === 0 && out.reason[at] === 0) out.reason[at] = maskReasons.nodata.code;
    const b = blue[i] as number;
    const g = green[i] as number;
    const r = red[i] as number;
    const n = nir[i] as number;
    const s1 = swir16[i] as number;
    const s2 = swir22[i] as number;
    if (out.reason[at] === 0 && !Number.isFinite(b + g + r + n + s1 + s2)) out.reason[at] = maskReasons.defective.code;
    if (out.reason[at] !== 0) {
      out.answer[at] = candidateCodes.notObserved;
      continue;
    }
    const dswxClass = dswxClassOfTests[dswxTests(b, g, r, n, s1, s2)] as number;
    out.dswxClass[at] = dswxClass;
    if (context != null) {
      const block = blockAt(context, firstRow + Math.floor(at / width), at % width);
      if (context.shadowZone[block] === 1 && couldBeShadow(context, block, dswxClass, g, r, n, s1)) {
        out.reason[at] = maskReasons['cloud-shadow'].code;
        out.answer[at] = candidateCodes.notObserved;
        continue;
      }
    }
    out.answer[at] = isOpenWater(dswxClass) ? candidateCodes.candidate : candidateCodes.no;
    out.likelihood[at] = waterLikelihood(dswxClass, b, g, r, n, s1, s2);
  }
  return out;
}

function blockAt({ grid }: SceneContext, row: number, col: number): number {
  return Math.floor(row / grid.blockRows) * grid.columns + Math.floor(col / grid.blockCols);
}

/** The product's reasons and our own clouds with their buffer, for the inner rows. */
function reasonsOf(
  { bands, valid, reason, row: firstRow, innerRows, haloRows, width }: OpticalRows,
  context: SceneContext | null,
): Uint8Array {
  const inner = reason.slice(haloRows * width, (haloRows + innerRows) * width);
  if (context == null) return inner;
  const { grid } = context;
  const needed = opticalHaloRows(grid.blockHeightM / grid.blockRows);
  if (haloRows < needed) {
    throw new LandsichtError('bad-argument', `opticalWater: expected at least ${needed} halo rows to look for clouds, got ${haloRows}`);
  }
  const { blue, green, red, nir, swir16, swir22, cirrus } = bands;
  const own = new Uint8Array(valid.length);
  for (let i = 0; i < own.length; i++) {
    if (valid[i] === 0 || reason[i] !== 0) continue;
    const code = cloudReason(
      blue[i] as number,
      green[i] as number,
      red[i] as number,
      nir[i] as number,
      swir16[i] as number,
      swir22[i] as number,
      cirrus == null ? 0 : (cirrus[i] as number),
      context.hotThreshold,
    );
    if (code === 0) continue;
    const row = Math.floor(i / width);
    const isCertain = code === maskReasons.snow.code || context.nearCloud[blockAt(context, firstRow - haloRows + row, i % width)] === 1;
    if (isCertain) own[i] = code;
    else if (row >= haloRows && row < haloRows + innerRows) inner[i - haloRows * width] = code; // a roof or a tiny cloud: no buffer, no shadow
  }
  bufferClouds(own, width, innerRows + 2 * haloRows, cloudBufferM / (grid.blockWidthM / grid.blockCols));
  for (let at = 0; at < inner.length; at++) if (inner[at] === 0) inner[at] = own[haloRows * width + at] as number;
  return inner;
}

/** In a shadow zone, wet pixels need a proof of water, partial water has none, and land must be as bright as lit land around. */
function couldBeShadow(context: SceneContext, block: number, dswxClass: number, g: number, r: number, n: number, s1: number): boolean {
  if (isOpenWater(dswxClass)) return !isProvenWater(context.land, block, g, r, n, s1);
  if (dswxClass !== dswxCodes.notWater) return true;
  return Math.min((context.litNir[block] as number) - n, (context.litSwir16[block] as number) - s1) > shadowDepth;
}
