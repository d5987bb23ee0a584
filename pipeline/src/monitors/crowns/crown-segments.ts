import { boxMean, boxSum } from './box-mean.js';
import { type CanopyReference, isShadow, lossOf } from './canopy-reference.js';
import type { CrownFeatures, ImagePiece } from './crown-features.js';
import { distanceToZero } from './distance.js';
import { crownCodes } from './info.js';
import { watershed } from './watershed.js';

export interface CrownRules {
  readonly pixelM: number;
  /** Loss of greenness from which on a pixel is dead. */
  readonly loss: number;
  /** (red − blue) / (red + blue) of a crown from which on it is red-brown. */
  readonly redStage: number;
  /** Deviation / mean of brightness from which on a surface is as rough as crowns. */
  readonly leastRoughness: number;
  readonly minimumHeightM: number;
  readonly minimumAreaM2: number;
}

export interface Crown {
  readonly label: number;
  /** Pixel of the crown's middle: the tile that holds it owns the crown. */
  readonly peak: number;
  readonly stage: 'red' | 'grey';
  readonly pixels: number;
  readonly meanLoss: number;
  /** m; null where no height is known. */
  readonly heightM: number | null;
  /** 0..1 */
  readonly likelihood: number;
}

export interface CrownPiece {
  /** Codes of the layer `class`; 255 where not observed. */
  readonly codes: Uint8Array;
  /** 0–100; 255 where not observed. */
  readonly likelihoodPercent: Uint8Array;
  /** `Crown.label` of each pixel of a kept crown, else 0. */
  readonly labels: Int32Array;
  readonly crowns: readonly Crown[];
}

/** Darker than this share of the live canopy is no dead crown: dry needles and bark reflect more visible light than green needles, even half shaded. */
const LEAST_BRIGHTNESS_SHARE = 0.7;
/** Of a full-grown spruce. */
const CROWN_RADIUS_M = 2.5;
/** Smooth ground that holds a circle of this radius is open ground; a crown holds no smooth one: its edge is within the window of roughness. */
const OPEN_RADIUS_M = 2.5;
/** From open ground outwards: the window of roughness sees the trees at its edge. */
const OPEN_RIM_M = 1.5;
/** A tree stands among trees: this share of the square around it is canopy, live or dead (deadwood only within tree cover, deadtrees.earth). */
const COVER_WINDOW_M = 21;
const LEAST_COVER = 0.15;
/** Minor axis / major axis: below are tracks, lying logs, edges. */
const LEAST_ROUNDNESS = 0.35;
/** Loss over which likelihood rises from 27 to 73 %. */
const LOSS_SPREAD = 0.2;

/** Dead crowns and live canopy of a piece. */
export function crownPiece(piece: ImagePiece, features: CrownFeatures, reference: CanopyReference, rules: CrownRules): CrownPiece {
  const { width, valid, heightM } = piece;
  const loss = Float32Array.from(features.gcc, (gcc, i) => lossOf(reference, gcc, features.ndvi?.[i] ?? null));
  const surface = surfaceOf(piece, features, reference, rules, loss);
  clearGaps(surface, features, rules);
  clearOpenGround(surface, features, { heightM, rules });
  clearOutsideCover(surface, width, rules);
  const dead = surface.map((code) => (code === DEAD ? 1 : 0));
  const { labels, peaks } = watershed(distanceToZero(dead, width), width);
  const crowns = measure(labels, peaks, { piece, features, loss, rules });
  const codes = new Uint8Array(valid.length);
  const likelihoodPercent = new Uint8Array(valid.length);
  const byLabel = new Map(crowns.map((crown) => [crown.label, crown]));
  for (let i = 0; i < codes.length; i++) {
    const crown = byLabel.get(labels[i] as number);
    if (crown == null) labels[i] = 0;
    if (valid[i] === 0) {
      codes[i] = crownCodes.notObserved;
      likelihoodPercent[i] = 255;
    } else if (crown != null || surface[i] === LIVE) {
      codes[i] = crown == null ? crownCodes.live : crownCodes[crown.stage];
      likelihoodPercent[i] = Math.round(100 * likelihoodOf(loss[i] as number, rules.loss));
    }
  }
  return { codes, likelihoodPercent, labels, crowns };
}

const LIVE = 1;
const DEAD = 2;

/** 0 ground, shadow, nothing; `LIVE` canopy; `DEAD` as dead crowns look. */
function surfaceOf(
  { valid, heightM }: ImagePiece,
  { brightness, roughness }: CrownFeatures,
  reference: CanopyReference,
  { loss: leastLoss, leastRoughness, minimumHeightM }: CrownRules,
  loss: Float32Array,
): Uint8Array {
  const surface = new Uint8Array(valid.length);
  for (let i = 0; i < surface.length; i++) {
    const light = brightness[i] as number;
    if (valid[i] === 0 || isShadow(reference, light)) continue;
    const height = heightM?.[i] ?? Number.NaN;
    if (height < minimumHeightM) continue;
    if ((loss[i] as number) >= leastLoss) {
      if (light >= LEAST_BRIGHTNESS_SHARE * reference.brightness) surface[i] = DEAD;
    } else if (height >= minimumHeightM || (roughness[i] as number) >= leastRoughness) surface[i] = LIVE;
  }
  return surface;
}

/** Smoothed colours of a bright crown reach into the dark around it: what has less than half the light of the dead crowns within a crown's reach is gap. */
function clearGaps(surface: Uint8Array, { light, width }: CrownFeatures, { pixelM }: CrownRules): void {
  const radius = Math.round(CROWN_RADIUS_M / pixelM);
  const dead = surface.map((code) => (code === DEAD ? 1 : 0));
  const around = boxMean(
    light.map((value, i) => (dead[i] === 1 ? value : 0)),
    boxSum(dead, width, radius),
    { width, radius },
  );
  for (let i = 0; i < surface.length; i++) if (dead[i] === 1 && (light[i] as number) < (around[i] as number) / 2) surface[i] = 0;
}

/** Where no height tells ground from trees. */
function clearOpenGround(
  surface: Uint8Array,
  { roughness, width }: CrownFeatures,
  { heightM, rules: { leastRoughness, pixelM } }: { readonly heightM: Float32Array | null; readonly rules: CrownRules },
): void {
  const smooth = surface.map((code, i) =>
    code === DEAD && (roughness[i] as number) < leastRoughness && Number.isNaN(heightM?.[i] ?? Number.NaN) ? 1 : 0,
  );
  const core = distanceToZero(smooth, width).map((distance) => (distance * pixelM >= OPEN_RADIUS_M ? 0 : 1));
  const toCore = distanceToZero(Uint8Array.from(core), width);
  const reachPx = (OPEN_RADIUS_M + OPEN_RIM_M) / pixelM;
  for (let i = 0; i < surface.length; i++) if (surface[i] === DEAD && (toCore[i] as number) <= reachPx) surface[i] = 0;
}

function clearOutsideCover(surface: Uint8Array, width: number, { pixelM }: CrownRules): void {
  const radius = Math.round(COVER_WINDOW_M / pixelM / 2);
  const cover = boxSum(
    surface.map((code) => (code === 0 ? 0 : 1)),
    width,
    radius,
  );
  const least = LEAST_COVER * (2 * radius + 1) ** 2;
  for (let i = 0; i < surface.length; i++) if (surface[i] === DEAD && (cover[i] as number) < least) surface[i] = 0;
}

interface Measured {
  readonly piece: ImagePiece;
  readonly features: CrownFeatures;
  readonly loss: Float32Array;
  readonly rules: CrownRules;
}

/** Crowns among the segments: large enough, round enough, rough enough. */
function measure(labels: Int32Array, peaks: Int32Array, { piece, features, loss, rules }: Measured): Crown[] {
  const { width, heightM } = piece;
  const sums = { pixels: zeros(peaks), loss: zeros(peaks), redBlue: zeros(peaks), roughness: zeros(peaks) };
  const moments = { x: zeros(peaks), y: zeros(peaks), xx: zeros(peaks), xy: zeros(peaks), yy: zeros(peaks) };
  const tops = zeros(peaks);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as number;
    if (label === 0) continue;
    const [x, y] = [(i % width) - ((peaks[label] as number) % width), Math.floor(i / width) - Math.floor((peaks[label] as number) / width)];
    add(sums.pixels, label, 1);
    add(sums.loss, label, loss[i] as number);
    add(sums.redBlue, label, features.redBlue[i] as number);
    add(sums.roughness, label, features.roughness[i] as number);
    add(moments.x, label, x);
    add(moments.y, label, y);
    add(moments.xx, label, x * x);
    add(moments.xy, label, x * y);
    add(moments.yy, label, y * y);
    const height = heightM?.[i] ?? 0;
    if (height > (tops[label] as number)) tops[label] = height;
  }
  const crowns: Crown[] = [];
  for (let label = 1; label < peaks.length; label++) {
    const pixels = sums.pixels[label] as number;
    const mean = (values: Float64Array): number => (values[label] as number) / pixels;
    if (pixels * rules.pixelM ** 2 < rules.minimumAreaM2) continue;
    if (tops[label] === 0 && mean(sums.roughness) < rules.leastRoughness) continue;
    const roundness = roundnessOf({
      xx: mean(moments.xx) - mean(moments.x) ** 2,
      xy: mean(moments.xy) - mean(moments.x) * mean(moments.y),
      yy: mean(moments.yy) - mean(moments.y) ** 2,
    });
    if (roundness < LEAST_ROUNDNESS) continue;
    crowns.push({
      label,
      peak: peaks[label] as number,
      stage: mean(sums.redBlue) >= rules.redStage ? 'red' : 'grey',
      pixels,
      meanLoss: mean(sums.loss),
      heightM: tops[label] === 0 ? null : (tops[label] as number),
      likelihood: likelihoodOf(mean(sums.loss), rules.loss),
    });
  }
  return crowns;
}

function zeros(peaks: Int32Array): Float64Array {
  return new Float64Array(peaks.length);
}

function add(sums: Float64Array, label: number, value: number): void {
  sums[label] = (sums[label] as number) + value;
}

/** Minor axis / major axis of the ellipse with these second moments; a pixel's own extent is in it. */
function roundnessOf({ xx, xy, yy }: { readonly xx: number; readonly xy: number; readonly yy: number }): number {
  const [a, c] = [xx + 1 / 12, yy + 1 / 12];
  const middle = (a + c) / 2;
  const half = Math.sqrt(((a - c) / 2) ** 2 + xy * xy);
  return Math.sqrt(Math.max(0, middle - half) / (middle + half));
}

function likelihoodOf(loss: number, least: number): number {
  return 1 / (1 + Math.exp(-(loss - least) / LOSS_SPREAD));
}
