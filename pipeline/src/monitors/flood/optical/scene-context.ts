import type { BlockSums } from './block-sums.js';
import { boxSum } from './box-sum.js';
import { ndvi } from './indices.js';
import { litLevel } from './lit-level.js';
import { type BlockGrid, type SunAngles, shadowReachM, shadowZone } from './shadow-geometry.js';
import { isProvenWater, type LitLand } from './water-proof.js';

/** What surrounds a pixel, per block: where clouds are, where their shadows could fall, how lit land looks. */
export interface SceneContext {
  readonly grid: BlockGrid;
  readonly hotThreshold: number;
  /** 1 = a bright white pixel here is cloud, not a roof. */
  readonly nearCloud: Uint8Array;
  /** 1 = a cloud could throw its shadow here, and there is cloud enough to explain what is dark. */
  readonly shadowZone: Uint8Array;
  /** Reflectance the hollow around this block would have in full light. */
  readonly litNir: Float32Array;
  readonly litSwir16: Float32Array;
  readonly land: LitLand;
}

/** A cloud fills most of at least one block; roofs and greenhouses seldom do (Fmask's false clouds over towns: python-fmask #72). Project default. */
const coreShare = 0.75;
/** Fmask: potential shadow where filled − value > 0.02 in NIR and SWIR alike. */
export const shadowDepth = 0.02;
/** Land cover hardly differs so near, haze not at all. Project default. */
const surroundingsM = 1000;
const ninthTenthSigma = 1.2816;
/**
 * A shadow is about as large as its cloud, larger where the cloud is thick and the sun low. Where clouds within reach explain less than a
 * tenth of the dark and wet pixels in shadow zones, those are not shadow: else one white roof taken for a cloud would hide a whole flood.
 * Project defaults.
 */
const shadowPerCloud = 2;
const leastShadowShare = 0.1;

export function sceneContext(sums: BlockSums, sun: SunAngles | null): SceneContext {
  const { grid, hotThreshold } = sums;
  const { columns, rows } = grid;
  const core = sums.cloud.map((cloud, at) => (cloud > 0 && cloud >= coreShare * (sums.seen[at] as number) ? 1 : 0));
  const nearCloud = Uint8Array.from(boxSum(columns, rows, core, 1), (count) => (count > 0 ? 1 : 0));
  const cloudy = nearCloud.map((near, at) => (near * (sums.cloud[at] as number) + (sums.productCloud[at] as number) > 0 ? 1 : 0));

  const clearMean = (sum: Float32Array) => sum.map((total, at) => (cloudy[at] === 1 ? NaN : total / (sums.clear[at] as number))); // 0 / 0 = NaN
  const nir = clearMean(sums.nir);
  const swir16 = clearMean(sums.swir16);
  const litNir = litLevel(columns, rows, nir);
  const litSwir16 = litLevel(columns, rows, swir16);
  const isLit = Uint8Array.from(nir, (value, at) => {
    const depth = Math.min((litNir[at] as number) - value, (litSwir16[at] as number) - (swir16[at] as number));
    return depth <= shadowDepth && (sums.land[at] as number) > 0 ? 1 : 0; // NaN: no
  });
  const land = litLand(sums, isLit);
  const zone = shadowZone(grid, cloudy, sun);
  const suspect = Uint32Array.from(zone, (is, at) => {
    if (is === 0) return 0;
    const dark = isLit[at] === 1 ? 0 : (sums.land[at] as number);
    const wet = sums.wet[at] as number;
    const proven = isProvenWater(
      land,
      at,
      (sums.wetGreen[at] as number) / wet,
      (sums.wetRed[at] as number) / wet,
      (sums.wetNir[at] as number) / wet,
      (sums.wetSwir16[at] as number) / wet,
    );
    return dark + (wet > 0 && !proven ? wet : 0);
  });
  const cloud = Uint32Array.from(cloudy, (is, at) => (is === 1 ? (sums.cloud[at] as number) + (sums.productCloud[at] as number) : 0));
  const reach = Math.ceil(shadowReachM(sun) / Math.min(grid.blockWidthM, grid.blockHeightM));
  const suspects = boxSum(columns, rows, suspect, reach);
  const clouds = boxSum(columns, rows, cloud, reach);
  const couldBe = zone.map((is, at) => (shadowPerCloud * (clouds[at] as number) >= leastShadowShare * (suspects[at] as number) ? is : 0));
  return { grid, hotThreshold, nearCloud, shadowZone: couldBe, litNir, litSwir16, land };
}

function litLand(sums: BlockSums, isLit: Uint8Array): LitLand {
  const { columns, rows, blockWidthM } = sums.grid;
  const radius = Math.round(surroundingsM / blockWidthM);
  const count = boxSum(columns, rows, isLit, radius);
  const countAll = isLit.reduce((sum, is) => sum + is, 0);
  /** Mean over the lit blocks around; over all of them where none is near. */
  const meanAround = (valueAt: (block: number) => number): Float32Array => {
    const values = Float64Array.from(isLit, (is, block) => (is === 1 ? valueAt(block) : 0));
    const all = values.reduce((sum, value) => sum + value, 0) / countAll;
    const near = boxSum(columns, rows, values, radius);
    return Float32Array.from(near, (sum, block) => ((count[block] as number) > 0 ? sum / (count[block] as number) : all));
  };
  const perPixel = (sum: Float32Array) => (block: number) => (sum[block] as number) / (sums.land[block] as number);
  const blockNdvi = (block: number) => ndvi(sums.landRed[block] as number, sums.landNir[block] as number);
  const ndviMean = meanAround(blockNdvi);
  const ndviSquare = meanAround((block) => blockNdvi(block) ** 2);
  const lowNdvi = ndviMean.map((mean, block) => mean - ninthTenthSigma * Math.sqrt(Math.max(0, (ndviSquare[block] as number) - mean ** 2)));
  return { green: meanAround(perPixel(sums.landGreen)), red: meanAround(perPixel(sums.landRed)), lowNdvi };
}
