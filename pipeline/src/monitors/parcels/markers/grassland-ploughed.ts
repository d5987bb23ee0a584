import { weighed } from './confidence.js';
import { groundLimits, groundStateOf } from './ground-state.js';
import type { Marker } from './marker.js';
import { connectedPixels, partOf } from './part-of-parcel.js';
import type { PixelCourse, PixelLook } from './pixel-course.js';

/** Parcels.md 4.2 and 8. */
const grasslandPloughedRules = {
  /** Two bare looks of a pixel lie at most so far apart. */
  withinDays: 30,
  /** Smaller groups are paths, gates and mixed pixels (parcels.md 6: changes of at least 4 connected pixels). */
  minimumPixels: 4,
  /** Of the parcel: from here on it is ploughed, below it is a part. */
  ploughedShare: 0.3,
  /** One bare look is a suspicion, and only on so much of the parcel (proposal). */
  minimumOnceShare: 0.1,
  /** Coherence of a pair next to the bare look that stands for the second one. */
  coherence: 0.6,
  coherenceDays: 12,
  confidence: { ploughed: 0.9, part: 0.75, once: 0.5 },
} as const;

/** Coherence of one radar pair, the larger polarisation. */
export interface PairCoherence {
  readonly epochDay: number;
  readonly coherence: number;
}

/** Bare soil on pixels of permanent grassland: on two looks within 30 days, or on one with still ground in radar; on one alone it is a suspicion. */
export function grasslandPloughed(course: PixelCourse, pairs: readonly PairCoherence[]): Marker | null {
  const rules = grasslandPloughedRules;
  const { looks, places } = course;
  const bare = looks.map(bareMask);
  const isStill = looks.map(({ epochDay }) =>
    pairs.some((pair) => Math.abs(pair.epochDay - epochDay) <= rules.coherenceDays && pair.coherence >= rules.coherence),
  );
  const [once, twice] = [new Uint8Array(places.length), new Uint8Array(places.length)];
  const lastBare = new Float64Array(places.length).fill(Number.NEGATIVE_INFINITY);
  bare.forEach((mask, k) => {
    const { epochDay } = looks[k] as PixelLook;
    for (let i = 0; i < mask.length; i++) {
      if (mask[i] === 0) continue;
      once[i] = 2;
      if (epochDay - (lastBare[i] as number) <= rules.withinDays || isStill[k] === true) twice[i] = 2;
      lastBare[i] = epochDay;
    }
  });
  if (!once.includes(2)) return null;
  const sure = connectedPixels(course, twice, rules.minimumPixels);
  const suspected = connectedPixels(course, once, rules.minimumPixels);
  const isSure = sure.includes(1);
  const marked = isSure ? sure : suspected;
  const part = partOf(course, marked);
  if (part == null || (!isSure && part.share < rules.minimumOnceShare)) return null;
  const isBareOn = (k: number) => sharedPixels(bare[k] as Uint8Array, marked) * 2 >= part.pixels;
  const shown = looks.filter((_, k) => isBareOn(k));
  const [first] = shown.length > 0 ? shown : looks.filter((_, k) => sharedPixels(bare[k] as Uint8Array, marked) > 0);
  if (first == null) return null;
  const before = looks.findLast(({ epochDay }) => epochDay < first.epochDay);
  const kind = !isSure ? 'once' : part.share >= rules.ploughedShare ? 'ploughed' : 'part';
  return {
    type: 'grassland-ploughed',
    start: before?.date ?? first.date,
    end: first.date,
    observedOn: first.date,
    confidence: weighed(rules.confidence[kind], places.length),
    values: {
      share: part.share,
      areaHa: part.areaHa,
      pixels: part.pixels,
      looks: isSure ? Math.max(2, shown.length) : 1,
      radar: isStill.some((still, k) => still && isBareOn(k)) ? 'coherence agrees' : 'none',
    },
    sceneIds: [...(before == null ? [] : [before]), ...shown].map(({ sceneId }) => sceneId),
    part: part.geometry,
  };
}

function bareMask({ ndvi, ndti, swir16 }: PixelLook): Uint8Array {
  const mask = new Uint8Array(ndvi.length);
  for (let i = 0; i < mask.length; i++) {
    const [tillage, swir] = [ndti[i] as number, swir16[i] as number];
    // nearly all pixels are green: asked first
    if ((ndvi[i] as number) >= groundLimits.bareNdvi || Number.isNaN(tillage)) continue;
    if (groundStateOf(ndvi[i] as number, tillage, Number.isNaN(swir) ? null : swir) === 'bare') mask[i] = 1;
  }
  return mask;
}

function sharedPixels(a: Uint8Array, b: Uint8Array): number {
  let count = 0;
  for (let i = 0; i < a.length; i++) if (a[i] === 1 && b[i] === 1) count++;
  return count;
}
