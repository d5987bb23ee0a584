import { boxMean, boxSum } from './box-mean.js';
import { type CanopyReference, isShadow, lossOf } from './canopy-reference.js';
import { type CrownFeatures, type ImagePiece, roughnessAt } from './crown-features.js';
import { distanceToZero } from './distance.js';
import { crownCodes } from './info.js';
import { largeRegions } from './large-regions.js';
import { watershed } from './watershed.js';

export interface CrownRules {
  readonly pixelM: number;
  readonly smoothM: number;
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
/** A smooth surface this large is open ground: within a crown of 2.8 m radius the window of roughness misses the edge on 9 m² only, and a crown is not smooth. */
const OPEN_AREA_M2 = 9;
/** From open ground outwards: the window of roughness sees the trees at its edge. */
const OPEN_RIM_M = 1.5;
/** A tree stands among trees: this share of the square around it is canopy, live or dead (deadwood only within tree cover, deadtrees.earth). */
const COVER_WINDOW_M = 21;
const LEAST_COVER = 0.15;
/** The largest circle inside a crown covers at least this share of it (of two that touch: a half); of tracks, logs and strips of light it covers less. */
const LEAST_INNER_SHARE = 0.35;
/** A larger circle fits into no spruce crown and hardly into one of a solitary beech. */
const LARGEST_RADIUS_M = 6;
/** Beside a crown is live canopy or the dark below; a patch of ground goes on as bright, within this reach, along this share of its rim. */
const RING_M = 0.6;
const ALIKE_LIGHT = 0.75;
const LARGEST_GOING_ON = 0.2;
/** Loss over which likelihood rises from 27 to 73 %. */
const LOSS_SPREAD = 0.2;

/** Dead crowns and live canopy of a piece. */
export function crownPiece(piece: ImagePiece, features: CrownFeatures, reference: CanopyReference, rules: CrownRules): CrownPiece {
  const { width, valid } = piece;
  const loss = new Float32Array(valid.length);
  for (let i = 0; i < loss.length; i++) loss[i] = lossOf(reference, features.gcc[i] as number, features.ndvi?.[i] ?? null);
  const roughness = new Float32Array(valid.length);
  for (let i = 0; i < loss.length; i++) roughness[i] = roughnessAt(features, i, reference.brightness);
  const judged: Judged = { piece, features, loss, roughness, rules };
  const surface = surfaceOf(judged, reference);
  clearGaps(surface, features, rules);
  for (const code of [DEAD, LIVE]) clearOpenGround(surface, code, judged);
  clearOutsideCover(surface, width, rules);
  const dead = surface.map((code) => (code === DEAD ? 1 : 0));
  const distance = distanceToZero(dead, width);
  const { labels, peaks } = watershed(distance, width);
  const crowns = measure({ labels, peaks, distance, surface }, judged);
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

interface Judged {
  readonly piece: ImagePiece;
  readonly features: CrownFeatures;
  readonly loss: Float32Array;
  readonly roughness: Float32Array;
  readonly rules: CrownRules;
}

interface Parted {
  readonly labels: Int32Array;
  readonly peaks: Int32Array;
  readonly distance: Float32Array;
  readonly surface: Uint8Array;
}

const LIVE = 1;
const DEAD = 2;

/** 0 ground, shadow, nothing; `LIVE` canopy; `DEAD` as dead crowns look. */
function surfaceOf({ piece: { valid, heightM }, features: { brightness }, loss, rules }: Judged, reference: CanopyReference): Uint8Array {
  const { loss: leastLoss, minimumHeightM } = rules;
  const surface = new Uint8Array(valid.length);
  for (let i = 0; i < surface.length; i++) {
    const light = brightness[i] as number;
    if (valid[i] === 0 || isShadow(reference, light)) continue;
    const height = heightM?.[i] ?? Number.NaN;
    if (height < minimumHeightM) continue;
    if ((loss[i] as number) >= leastLoss) {
      if (light >= LEAST_BRIGHTNESS_SHARE * reference.brightness) surface[i] = DEAD;
    } else surface[i] = LIVE;
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
  code: number,
  { piece: { width, heightM }, roughness, rules: { leastRoughness, pixelM } }: Judged,
): void {
  const smooth = surface.map((one, i) =>
    one === code && (roughness[i] as number) < leastRoughness && Number.isNaN(heightM?.[i] ?? Number.NaN) ? 1 : 0,
  );
  const open = largeRegions(smooth, width, OPEN_AREA_M2 / pixelM ** 2);
  const toOpen = distanceToZero(
    open.map((one) => 1 - one),
    width,
  );
  for (let i = 0; i < surface.length; i++) if (surface[i] === code && (toOpen[i] as number) * pixelM <= OPEN_RIM_M) surface[i] = 0;
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

/** Crowns among the segments: large enough, round enough, rough enough. */
function measure(parted: Parted, judged: Judged): Crown[] {
  const { labels, peaks, distance } = parted;
  const { piece, features, loss, roughness, rules } = judged;
  const { heightM } = piece;
  const sums = { pixels: zeros(peaks), light: zeros(peaks), loss: zeros(peaks), redBlue: zeros(peaks), roughness: zeros(peaks) };
  const tops = zeros(peaks);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as number;
    if (label === 0) continue;
    add(sums.pixels, label, 1);
    add(sums.light, label, features.light[i] as number);
    add(sums.loss, label, loss[i] as number);
    add(sums.redBlue, label, features.redBlue[i] as number);
    add(sums.roughness, label, roughness[i] as number);
    const height = heightM?.[i] ?? 0;
    if (height > (tops[label] as number)) tops[label] = height;
  }
  const around = goingOn(
    parted,
    judged,
    sums.light.map((light, label) => light / Math.max(1, sums.pixels[label] as number)),
  );
  const crowns: Crown[] = [];
  for (let label = 1; label < peaks.length; label++) {
    const pixels = sums.pixels[label] as number;
    const mean = (values: Float64Array): number => (values[label] as number) / pixels;
    if (pixels * rules.pixelM ** 2 < rules.minimumAreaM2) continue;
    const innerM = (distance[peaks[label] as number] as number) * rules.pixelM;
    if (innerM < rules.smoothM / 2 || innerM > LARGEST_RADIUS_M) continue; // smaller than the smoothing window nothing is resolved
    if ((around[label] as number) > LARGEST_GOING_ON) continue;
    const isTree = tops[label] !== 0; // known by its height
    if (!isTree && mean(sums.roughness) < rules.leastRoughness) continue;
    if (!isTree && Math.PI * innerM ** 2 < LEAST_INNER_SHARE * pixels * rules.pixelM ** 2) continue;
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

/** 0..1 of the rim within `RING_M` of each segment that is no canopy and has nearly its own light; near corners some pixels count more than once. */
function goingOn(
  { labels, peaks, distance, surface }: Parted,
  { piece: { width, valid }, features: { light }, rules: { pixelM } }: Judged,
  meanLight: Float64Array,
): Float64Array {
  const [alike, all] = [zeros(peaks), zeros(peaks)];
  const reach = Math.max(1, Math.round(RING_M / pixelM));
  const height = labels.length / width;
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i] as number;
    if (label === 0 || (distance[i] as number) > 1) continue; // only the rim
    const [col, row] = [i % width, Math.floor(i / width)];
    const least = ALIKE_LIGHT * (meanLight[label] as number);
    for (let r = Math.max(0, row - reach); r <= Math.min(height - 1, row + reach); r++) {
      for (let c = Math.max(0, col - reach); c <= Math.min(width - 1, col + reach); c++) {
        const at = r * width + c;
        if (labels[at] !== 0 || valid[at] === 0) continue;
        add(all, label, 1);
        if (surface[at] === 0 && (light[at] as number) > least) add(alike, label, 1);
      }
    }
  }
  return alike.map((count, label) => count / Math.max(1, all[label] as number));
}

function zeros(peaks: Int32Array): Float64Array {
  return new Float64Array(peaks.length);
}

function add(sums: Float64Array, label: number, value: number): void {
  sums[label] = (sums[label] as number) + value;
}

function likelihoodOf(loss: number, least: number): number {
  return 1 / (1 + Math.exp(-(loss - least) / LOSS_SPREAD));
}
