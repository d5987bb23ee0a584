import type { CropGroup } from '../crops/crop-groups.js';
import { fullPixels, weighed } from './confidence.js';
import type { Marker } from './marker.js';
import { round } from './mowing-drop.js';
import { largestPartOf } from './part-of-parcel.js';
import type { PixelCourse, PixelLook } from './pixel-course.js';
import { sen4capScore } from './sen4cap-heterogeneity.js';
import { twoMeans } from './two-means.js';

/** Parcels.md 6 and 8; NDVI without unit. */
export const heterogeneityRules = {
  /** Months of growth, month-day. */
  from: '03-01',
  to: '10-31',
  /** Winter crops stand since the year before and are harvested by then: later looks show stubble, tillage and what comes next (proposal). */
  winterFrom: '11-01',
  winterTo: '08-31',
  looks: 3,
  /** Looks nearer than this show the same thing. */
  apartDays: 10,
  distance: 0.17,
  months: 2,
  /** Largest connected part of either cluster: two crops. Smaller parts down to those that satellites can watch are a suspicion (parcels.md 3.1). */
  crops: 20,
  suspected: 8,
  /** Of the smaller cluster in one piece: spots of wet or poor soil lie scattered (proposal). */
  connectedShare: 0.7,
  /** Of the looks: grassland is mown and grazed in parts, which differ for some weeks (proposal; on Flanders' grassland parts differ on up to a fifth). */
  grassLooksShare: 0.34,
  /** Or so far apart that the other part is no grass (Flanders: grassland in parts up to .32, grassland and wheat .33–.48). */
  grassDistance: 0.4,
  /** JRC cbm: a class share in this span is heterogeneous. */
  cbmShare: 0.3,
  confidence: { crops: 0.85, suspected: 0.5 },
} as const;

/** Two parts whose NDVI goes different ways, with the smaller one as proposed split; null where the parcel is one, or too small to tell. */
export function heterogeneity(course: PixelCourse, year: number, group: CropGroup | null): Marker | null {
  const rules = heterogeneityRules;
  const isGrass = group === 'grass';
  const isWinterCrop = group === 'winter-cereals' || group === 'rapeseed';
  const [from, to] = isWinterCrop
    ? [`${year - 1}-${rules.winterFrom}`, `${year}-${rules.winterTo}`]
    : [`${year}-${rules.from}`, `${year}-${rules.to}`];
  const looks = course.looks.filter(({ date }) => date >= from && date <= to);
  if (course.places.length < fullPixels || looks.length < rules.looks) return null;
  const chosen = mostDifferent(looks);
  const split = twoMeans(chosen.map(({ ndvi }) => ndvi));
  if (split == null) return null;
  const [zero, one] = [0, 1].map((cluster) => Uint8Array.from(split.clusters, (own) => (own === cluster ? 1 : 0))) as [
    Uint8Array,
    Uint8Array,
  ];
  const counts = [zero, one].map((mask) => mask.reduce((sum, value) => sum + value, 0)) as [number, number];
  const [smaller, larger] = counts[0] <= counts[1] ? [zero, one] : [one, zero];
  const smallerShare = Math.min(...counts) / (counts[0] + counts[1]);
  const [part, rest] = [largestPartOf(course, smaller), largestPartOf(course, larger)];
  if (part == null || rest == null) return null;
  const apart = looks.filter((look) => Math.abs(meanOver(look.ndvi, smaller) - meanOver(look.ndvi, larger)) >= rules.distance);
  const months = new Set(apart.map(({ date }) => date.slice(0, 7))).size;
  const distance = Math.sqrt(
    split.centres[0].reduce((sum, value, k) => sum + (value - (split.centres[1][k] as number)) ** 2, 0) / split.centres[0].length,
  );
  const smallerPixels = Math.min(part.pixels, rest.pixels);
  const isSplit =
    distance >= rules.distance &&
    months >= rules.months &&
    apart.some(({ date }) => date >= `${year}-${rules.from}`) &&
    smallerPixels >= rules.suspected &&
    (!isGrass || apart.length >= rules.grassLooksShare * looks.length || distance >= rules.grassDistance) &&
    part.pixels >= rules.connectedShare * Math.min(...counts);
  if (!isSplit) return null;
  const [first, last] = [apart[0] as PixelLook, apart.at(-1) as PixelLook];
  return {
    type: 'heterogeneity',
    start: first.date,
    end: last.date,
    observedOn: first.date,
    confidence: weighed(rules.confidence[smallerPixels >= rules.crops ? 'crops' : 'suspected'], course.places.length),
    values: {
      ndviDistance: round(distance, 4),
      months,
      looks: apart.length,
      smallerShare: round(smallerShare, 4),
      smallerPixels,
      areaHa: part.areaHa,
      dates: chosen.map(({ date }) => date).join(' '),
      cbmShares: smallerShare >= rules.cbmShare ? 'heterogeneous' : 'homogeneous',
      cbmCardinality: smallerPixels >= rules.crops ? 'violated' : 'kept',
      ...sen4capScore(course, year),
    },
    sceneIds: apart.map(({ sceneId }) => sceneId),
    part: part.geometry,
  };
}

/** Looks whose NDVI spreads most over the parcel, apart in time, in time order. */
function mostDifferent(looks: readonly PixelLook[]): PixelLook[] {
  const chosen: PixelLook[] = [];
  for (const { look } of looks.map((look) => ({ look, spread: spreadOf(look.ndvi) })).sort((a, b) => b.spread - a.spread)) {
    if (chosen.length === heterogeneityRules.looks) break;
    if (chosen.every(({ epochDay }) => Math.abs(epochDay - look.epochDay) >= heterogeneityRules.apartDays)) chosen.push(look);
  }
  return chosen.sort((a, b) => a.epochDay - b.epochDay);
}

/** Between the 10th and 90th percentile: single strange pixels do not choose the date. */
function spreadOf(values: Float32Array): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return at(0.9) - at(0.1);
}

function meanOver(values: Float32Array, mask: Uint8Array): number {
  let [sum, count] = [0, 0];
  values.forEach((value, i) => {
    if (mask[i] !== 1 || Number.isNaN(value)) return;
    sum += value;
    count++;
  });
  return sum / count;
}
