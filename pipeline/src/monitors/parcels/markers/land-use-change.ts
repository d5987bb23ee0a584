import type { LocalText } from '@landsicht/core';
import { weighed } from './confidence.js';
import type { Marker } from './marker.js';
import { round } from './mowing-drop.js';
import { connectedPixels, partOf } from './part-of-parcel.js';
import { medianValue, type PixelCourse, type PixelLook } from './pixel-course.js';

/** Parcels.md 6: proposals for people to look at on orthophotos. NDVI without unit, reflectance 0..1, month-days. */
const sealingRules = {
  from: '05-01',
  to: '11-15',
  /** Only looks at which the parcel is green tell: a bare field hides a building. Median NDVI. */
  parcelNdvi: 0.35,
  /** No plants: median since the change. A pixel half covered stays below `edgeShare` of the parcel's median. */
  ndvi: 0.2,
  edgeShare: 0.6,
  /** Of the green looks since: a pixel at a wall is now more, now less in it, as scenes shift by a third of a pixel. */
  lowLooksShare: 0.75,
  /** Plants before. */
  ndviBefore: 0.4,
  /** With mixed ones. */
  minimumPixels: 4,
  minimumLooks: 4,
  minimumDays: 45,
  /** Of the parcel: more is another use (proposal). */
  maximumShare: 0.25,
  confidence: 0.6,
} as const;

const photovoltaicsRules = {
  from: '04-01',
  to: '10-31',
  ndvi: 0.3,
  /** B11 falls by so much and never rises above `swir16`: soil dries and is brighter. */
  swir16Fall: 0.05,
  swir16: 0.16,
  /** A row of modules with its gaps is half as wide as a pixel, a park many pixels large (proposal). */
  minimumPixels: 20,
  minimumLooks: 4,
  minimumDays: 45,
  confidence: 0.6,
} as const;

const woodyRules = {
  from: '06-01',
  to: '09-30',
  /** Full canopy; B11 of woody plants lies below that of grass (.19–.25). */
  ndvi: 0.8,
  swir16From: 0.09,
  swir16To: 0.17,
  minimumLooks: 2,
  /** Of the looks with a full canopy. */
  looksShare: 0.75,
  minimumPixels: 4,
  confidence: 0.5,
} as const;

/** Plants gone on some pixels while the parcel around them is green; a text where it was green on too few looks to show it. */
export function sealing(course: PixelCourse, year: number): Marker | LocalText | null {
  const rules = sealingRules;
  const looks = course.looks.map((look) => ({ ...look, parcelNdvi: medianValue(look.ndvi) }));
  const green = looks.filter(
    ({ date, parcelNdvi }) => date >= `${year}-${rules.from}` && date <= `${year}-${rules.to}` && parcelNdvi >= rules.parcelNdvi,
  );
  if (!isLong(green, rules)) {
    return {
      de: `Nur ${green.length} klare Blicke auf grünen Bestand von Mai bis Mitte November; nötig sind ${rules.minimumLooks} über ${rules.minimumDays} Tage`,
      en: `Only ${green.length} clear looks at green plants from May to mid-November; ${rules.minimumLooks} over ${rules.minimumDays} days are needed`,
    };
  }
  const codes = new Uint8Array(course.places.length);
  const starts = new Float64Array(course.places.length).fill(Number.NaN);
  for (let i = 0; i < course.places.length; i++) {
    const run = lowSince(green, ({ ndvi, parcelNdvi }) => (ndvi[i] as number) < rules.edgeShare * parcelNdvi);
    if (!isLong(run, rules)) continue;
    const first = (run[0] as PixelLook).epochDay;
    const before = looks.filter(({ epochDay }) => epochDay < first);
    // where nothing grew before, it cannot be told whether it was so before
    const wasGreen = ({ ndvi }: PixelLook) => (ndvi[i] as number) > rules.ndviBefore;
    if (before.some(({ parcelNdvi }) => parcelNdvi > rules.ndviBefore) && !before.some(wasGreen)) continue;
    codes[i] = medianValue(run.map(({ ndvi }) => ndvi[i] as number)) < rules.ndvi ? 2 : 1;
    starts[i] = first;
  }
  const marked = connectedPixels(course, codes, rules.minimumPixels);
  const since = medianValue(starts.filter((_, i) => marked[i] === 1));
  const marker = changeMarker('sealing', course, {
    marked,
    run: green.filter(({ epochDay }) => epochDay >= since),
    confidence: rules.confidence,
    values: { barePixels: codes.filter((code, i) => code === 2 && marked[i] === 1).length },
  });
  return marker == null || Number(marker.values['share']) > rules.maximumShare ? null : marker;
}

/** The looks since the earliest one that is so and since which most are. */
function lowSince<T>(looks: readonly T[], isSo: (look: T) => boolean): readonly T[] {
  const so = looks.map(isSo);
  let [count, from] = [0, looks.length];
  for (let k = looks.length - 1; k >= 0; k--) {
    if (so[k] !== true) continue;
    count++;
    if (count >= sealingRules.lowLooksShare * (looks.length - k)) from = k;
  }
  return looks.slice(from);
}

/** B11 falls for good and plants are few, as over modules. */
export function photovoltaics(course: PixelCourse, year: number): Marker | null {
  const rules = photovoltaicsRules;
  const looks = course.looks.filter(({ date }) => date >= `${year}-${rules.from}` && date <= `${year}-${rules.to}`);
  const codes = new Uint8Array(course.places.length);
  const starts = new Float64Array(course.places.length).fill(Number.NaN);
  for (let i = 0; i < course.places.length; i++) {
    const run = lastRun(looks, ({ ndvi, swir16 }) => (ndvi[i] as number) < rules.ndvi && (swir16[i] as number) <= rules.swir16);
    if (!isLong(run, rules)) continue;
    const first = (run[0] as PixelLook).epochDay;
    const before = medianValue(
      course.looks
        .filter(({ epochDay }) => epochDay < first)
        .slice(-3)
        .map(({ swir16 }) => swir16[i] as number),
    );
    if (!(before - medianValue(run.map(({ swir16 }) => swir16[i] as number)) >= rules.swir16Fall)) continue;
    codes[i] = 2;
    starts[i] = first;
  }
  const marked = connectedPixels(course, codes, rules.minimumPixels);
  const since = medianValue(starts.filter((_, i) => marked[i] === 1));
  const run = looks.filter(({ epochDay }) => epochDay >= since);
  return changeMarker('photovoltaics', course, {
    marked,
    run,
    confidence: rules.confidence,
    values: { swir16After: round(medianValue(run.flatMap(({ swir16 }) => [...swir16.filter((_, i) => marked[i] === 1)])), 4) },
  });
}

/** Pixels with the dark short-wave infrared of woody plants in full leaf: for permanent grassland only, crops have it too. */
export function woody(course: PixelCourse, year: number): Marker | null {
  const rules = woodyRules;
  const looks = course.looks.filter(({ date }) => date >= `${year}-${rules.from}` && date <= `${year}-${rules.to}`);
  const codes = Uint8Array.from(course.places, (_, i) => {
    const full = looks.filter(({ ndvi }) => (ndvi[i] as number) > rules.ndvi);
    const dark = full.filter(({ swir16 }) => (swir16[i] as number) >= rules.swir16From && (swir16[i] as number) <= rules.swir16To);
    return dark.length >= rules.minimumLooks && dark.length >= rules.looksShare * full.length ? 2 : 0;
  });
  const marked = connectedPixels(course, codes, rules.minimumPixels);
  return changeMarker('woody', course, { marked, run: looks, confidence: rules.confidence, values: {} });
}

/** The looks since which a pixel has been so without a break, up to its last look. */
function lastRun<T extends PixelLook>(looks: readonly T[], isSo: (look: T) => boolean): T[] {
  const broken = looks.findLastIndex((look) => !isSo(look));
  return looks.slice(broken + 1);
}

function isLong(
  run: readonly PixelLook[],
  { minimumLooks, minimumDays }: { readonly minimumLooks: number; readonly minimumDays: number },
): boolean {
  const [first, last] = [run[0], run.at(-1)];
  return first != null && last != null && run.length >= minimumLooks && last.epochDay - first.epochDay >= minimumDays;
}

interface Change {
  /** 1 = changed, by place. */
  readonly marked: Uint8Array;
  readonly run: readonly PixelLook[];
  readonly confidence: number;
  readonly values: Marker['values'];
}

function changeMarker(type: Marker['type'], course: PixelCourse, { marked, run, confidence, values }: Change): Marker | null {
  const part = partOf(course, marked);
  const [first, last] = [run[0], run.at(-1)];
  if (part == null || first == null || last == null) return null;
  const ndvi = medianValue(run.flatMap((look) => [...look.ndvi.filter((_, i) => marked[i] === 1)]));
  return {
    type,
    start: first.date,
    end: last.date,
    observedOn: first.date,
    confidence: weighed(confidence, course.places.length),
    values: { areaHa: part.areaHa, share: part.share, pixels: part.pixels, ndviMedian: round(ndvi, 4), looks: run.length, ...values },
    sceneIds: run.map(({ sceneId }) => sceneId),
    part: part.geometry,
  };
}
