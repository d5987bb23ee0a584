import type { CrownFeatures, Haze, ImagePiece } from './crown-features.js';

/** Green chromaticity of anything without colour. */
export const NEUTRAL_GCC = 1 / 3;
/** Clearly green: about a quarter of what healthy canopy shows above neutral (0.35–0.39 in state orthophotos). */
const GREEN_GCC = NEUTRAL_GCC + 0.008;
/** Below this distance from neutral live canopy cannot be told from dead wood. Leaf-on forest has 0.030–0.056 (NEON HARV), bare oaks over grass 0.016–0.028 (NEON SJER). */
const LEAST_GCC_REACH = 0.025;
const LEAST_NDVI_REACH = 0.08;
/** Deviation / mean of brightness within crowns of the smoothest stands; meadows and tilled fields lie below. */
const LEAST_ROUGHNESS = 0.08;
/** Of the canopy's median brightness: darker is shadow, where colours mean little. */
const SHADOW_SHARE = 0.4;
/** Near infrared tells most (forest.md section 6): it counts twice. */
const NDVI_WEIGHT = 2 / 3;

/** What live canopy looks like in this image; everything is judged against it. */
export interface CanopyReference {
  readonly haze: Haze;
  readonly gcc: number;
  /** null without NIR, or where NIR does not tell canopy from neutral. */
  readonly ndvi: number | null;
  readonly brightness: number;
  /** Deviation / mean of brightness over a window of half a crown. */
  readonly roughness: number;
  /** Robust deviation of the loss of greenness within live canopy. */
  readonly lossDeviation: number;
  /** 0..1 of pixels as rough as crowns and in the light: those that are greener than half-way to neutral. */
  readonly greenShare: number;
}

/** A hundredth of the pixels is darker: deep shadow, whose light is that of the air. At most half the median, for images without shadow. */
export function hazeOf(pieces: readonly ImagePiece[]): Haze {
  const of = (bandOf: (piece: ImagePiece) => Float32Array | null): number => {
    const parts = pieces.map((piece) => {
      const band = bandOf(piece);
      return band == null ? new Float32Array() : Float32Array.from(samplePlaces(piece.valid, piece.width), (i) => band[i] as number);
    });
    const values = joined(parts).sort();
    return Math.min(quantile(values, 0.01), quantile(values, 0.5) / 2);
  };
  return { red: of(({ red }) => red), green: of(({ green }) => green), blue: of(({ blue }) => blue), nir: of(({ nir }) => nir) };
}

/** null where the image shows no green canopy to compare with. */
export function canopyReference(samples: readonly FeatureSamples[], haze: Haze): CanopyReference | null {
  const { brightness, gcc, ndvi, around, deviation } = together(samples);
  const middle = quantile(sortedCopy(brightness), 0.5);
  const isGreen = (i: number): boolean => (gcc[i] as number) > GREEN_GCC && (brightness[i] as number) > SHADOW_SHARE * middle;
  const greenLight = quantile(sortedCopy(pick(brightness, isGreen)), 0.5);
  const roughness = deviation.map((value, i) => value / Math.max(around[i] as number, greenLight));
  // canopy is the rough part of what is green
  const rough = quantile(sortedCopy(pick(roughness, isGreen)), 0.7);
  const leastRough = Math.max(LEAST_ROUGHNESS, rough / 2);
  const isCanopy = (i: number): boolean => isGreen(i) && (roughness[i] as number) >= leastRough;
  const medianOf = (values: Float32Array): number => quantile(sortedCopy(pick(values, isCanopy)), 0.5);
  const canopyGcc = medianOf(gcc);
  const canopyNdvi = ndvi == null ? null : medianOf(ndvi);
  if (!(canopyGcc - NEUTRAL_GCC >= LEAST_GCC_REACH)) return null;
  const reference: CanopyReference = {
    haze,
    gcc: canopyGcc,
    ndvi: canopyNdvi != null && canopyNdvi >= LEAST_NDVI_REACH ? canopyNdvi : null,
    brightness: medianOf(brightness),
    roughness: medianOf(roughness),
    lossDeviation: 0,
    greenShare: 0,
  };
  const losses = Float32Array.from(gcc, (value, i) => lossOf(reference, value, ndvi?.[i] ?? null));
  const ofCanopy = sortedCopy(pick(losses, isCanopy));
  const typical = quantile(ofCanopy, 0.5);
  // the side away from dying, near the middle: 31 % of a normal distribution lie half a deviation or more below its median
  const lossDeviation = 2 * (typical - quantile(ofCanopy, 0.3085));
  let [treeLike, green] = [0, 0];
  for (let i = 0; i < losses.length; i++) {
    if ((roughness[i] as number) < leastRough || (brightness[i] as number) < SHADOW_SHARE * reference.brightness) continue;
    treeLike++;
    if ((losses[i] as number) < 0.5) green++;
  }
  return { ...reference, lossDeviation, greenShare: treeLike === 0 ? 0 : green / treeLike };
}

/** 0 as the live canopy, 1 neutral; above 1 redder than neutral. */
export function lossOf(reference: CanopyReference, gcc: number, ndvi: number | null): number {
  const inGcc = (reference.gcc - gcc) / (reference.gcc - NEUTRAL_GCC);
  if (reference.ndvi == null || ndvi == null) return inGcc;
  return (1 - NDVI_WEIGHT) * inGcc + NDVI_WEIGHT * ((reference.ndvi - ndvi) / reference.ndvi);
}

export function isShadow({ brightness }: CanopyReference, value: number): boolean {
  return value < SHADOW_SHARE * brightness;
}

/** Every third pixel of every third row that is observed: neighbours within the smoothing window say the same. */
const SAMPLE_STEP = 3;

export interface FeatureSamples {
  readonly brightness: Float32Array;
  readonly gcc: Float32Array;
  readonly ndvi: Float32Array | null;
  readonly around: Float32Array;
  readonly deviation: Float32Array;
}

export function sampleFeatures({ width, brightness, gcc, ndvi, around, deviation }: CrownFeatures, valid: Uint8Array): FeatureSamples {
  const places = samplePlaces(valid, width);
  const of = (values: Float32Array): Float32Array => Float32Array.from(places, (i) => values[i] as number);
  return { brightness: of(brightness), gcc: of(gcc), ndvi: ndvi == null ? null : of(ndvi), around: of(around), deviation: of(deviation) };
}

function samplePlaces(valid: Uint8Array, width: number): number[] {
  const places: number[] = [];
  for (let row = 0; row * width < valid.length; row += SAMPLE_STEP) {
    for (let col = 0; col < width; col += SAMPLE_STEP) if (valid[row * width + col] === 1) places.push(row * width + col);
  }
  return places;
}

function together(samples: readonly FeatureSamples[]): FeatureSamples {
  return {
    brightness: joined(samples.map(({ brightness }) => brightness)),
    gcc: joined(samples.map(({ gcc }) => gcc)),
    ndvi: samples.some(({ ndvi }) => ndvi == null) ? null : joined(samples.map(({ ndvi }) => ndvi ?? new Float32Array())),
    around: joined(samples.map(({ around }) => around)),
    deviation: joined(samples.map(({ deviation }) => deviation)),
  };
}

function pick(values: Float32Array, keep: (i: number) => boolean): Float32Array {
  return values.filter((_, i) => keep(i));
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function sortedCopy(values: Float32Array): Float32Array {
  return values.slice().sort();
}

/** NaN of nothing. */
function quantile(ascending: Float32Array, share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(share * ascending.length))] ?? Number.NaN;
}
