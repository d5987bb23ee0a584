import { clipByHalfPlane, type Ring, ringAreaM2 } from '../land/convex-polygon.js';
import { between, uniform } from '../land/noise.js';
import { nutzcodes } from '../land/parcel.js';
import type { FieldCrop } from './field-ground.js';
import type { FieldPart, ViolationKind } from './field-parcel.js';
import { allowsCatchCrop, dayZero, type FieldPlan, greenUpDoy, type PlanOptions, planOf, type SeasonYear } from './field-plan.js';

/**
 * Share of the parcels that can carry it; the first six of parcels.md 12, the others a proposal. A hedge runs along a quarter of the parcels: 5 % of
 * all are drawn over one.
 */
export const plantedShares: Readonly<Record<ViolationKind, number>> = {
  'wrong-crop': 0.03,
  unmown: 0.05,
  'part-ploughed': 0.01,
  'two-crops': 0.03,
  building: 0.005,
  'over-hedge': 0.2,
  'fallow-mown': 0.1,
  'catch-crop-missing': 0.1,
  'soil-not-covered': 0.04,
};

export const fieldNutzcodes: Readonly<Record<FieldCrop, string>> = { ...nutzcodes, grainMaize: '171' };

/** Crops that look alike all year are one family; a false declaration is of another. */
const families: Readonly<Record<FieldCrop, number>> = {
  winterWheat: 1,
  winterBarley: 1,
  winterRape: 2,
  silageMaize: 3,
  grainMaize: 3,
  sugarBeet: 3,
  potato: 3,
  grass: 4,
  fallow: 5,
};

/** Shares of Saxony's arable land, rounded. */
const arableShares: readonly (readonly [FieldCrop, number])[] = [
  ['winterWheat', 0.32],
  ['winterBarley', 0.17],
  ['winterRape', 0.17],
  ['silageMaize', 0.13],
  ['grainMaize', 0.04],
  ['sugarBeet', 0.06],
  ['potato', 0.04],
  ['fallow', 0.07],
];

/** Share of the cereals that a catch crop is promised after. */
const catchCropShare = 0.3;

function arableCrop(chance: number): FieldCrop {
  let left = chance;
  for (const [crop, share] of arableShares) {
    left -= share;
    if (left < 0) return crop;
  }
  return 'winterWheat';
}

interface Site {
  readonly seed: number;
  readonly ring: Ring;
  readonly areaHa: number;
  readonly isGrassland: boolean;
  /** A hedge runs along one of its sides. */
  readonly hasHedge: boolean;
}

interface Planted {
  readonly parts: readonly [FieldPart, ...FieldPart[]];
  readonly declared: FieldCrop;
  readonly promisesCatchCrop: boolean;
  readonly violations: readonly ViolationKind[];
}

/** What grows on a parcel, and what of it breaks the declaration. Seldom more than one thing does. */
export function plantParcel(site: Site, season: SeasonYear, lateDays: number): Planted {
  const { seed, ring, areaHa, isGrassland } = site;
  const crop = isGrassland ? 'grass' : arableCrop(uniform(seed, 951));
  const isArableCrop = crop !== 'grass' && crop !== 'fallow';
  const isChosen = (kind: ViolationKind): boolean => uniform(seed, 960 + kindNumber(kind)) < plantedShares[kind];
  const promises = allowsCatchCrop(crop) && uniform(seed, 952) < catchCropShare;
  // one of what concerns crop, use and ground; the drawing is apart
  const can: Partial<Record<ViolationKind, boolean>> = {
    'wrong-crop': true,
    'two-crops': isArableCrop && areaHa >= 1,
    unmown: crop === 'grass',
    'part-ploughed': crop === 'grass' && areaHa >= 0.5,
    'fallow-mown': crop === 'fallow',
    'catch-crop-missing': promises,
    'soil-not-covered': isArableCrop && !promises,
    building: areaHa >= 0.6,
  };
  const found = (Object.keys(can) as ViolationKind[]).find((kind) => can[kind] === true && isChosen(kind));
  const violations: ViolationKind[] = found == null ? [] : [found];
  if (site.hasHedge && isChosen('over-hedge')) violations.push('over-hedge');
  const plan = planOf({
    season,
    crop,
    lateDays,
    seed,
    autumn: found === 'catch-crop-missing' ? 'none-sown' : promises ? 'catch-crop' : found === 'soil-not-covered' ? 'bare-winter' : 'usual',
    uncut: found === 'unmown',
    mownFallow: found === 'fallow-mown',
  });
  const whole: FieldPart = { ring, crop, plan, share: 1 };
  const extra = found == null ? null : extraPart(found, site, whole, season, lateDays);
  return {
    parts: extra == null ? [whole] : [{ ...whole, share: 1 - extra.share }, extra],
    declared: found === 'wrong-crop' ? otherCrop(crop, seed) : crop,
    promisesCatchCrop: promises && found !== 'wrong-crop',
    violations,
  };
}

function kindNumber(kind: ViolationKind): number {
  return Object.keys(plantedShares).indexOf(kind);
}

/** A crop of another family. Fallow is not claimed for a crop: it pays nothing more. */
function otherCrop(crop: FieldCrop, seed: number): FieldCrop {
  for (let k = 0; ; k++) {
    const other = uniform(seed, 953, k) < 0.2 ? 'grass' : arableCrop(uniform(seed, 954, k));
    if (families[other] !== families[crop] && other !== 'fallow') return other;
  }
}

function extraPart(
  kind: ViolationKind,
  { seed, ring, areaHa }: Site,
  whole: FieldPart,
  season: SeasonYear,
  lateDays: number,
): FieldPart | null {
  const zero = dayZero(season.year);
  switch (kind) {
    case 'two-crops': {
      const crop = otherCrop(whole.crop, seed + 1);
      const options: PlanOptions = { season, crop, lateDays, seed: seed + 1, autumn: 'usual', uncut: false, mownFallow: false };
      const part = partOf(ring, between(0.25, 0.5, seed, 955), seed);
      return { ...part, crop, plan: planOf(options) };
    }
    case 'part-ploughed': {
      const ploughed = Math.round(zero + between(80, 240, seed, 956));
      return { ...partOf(ring, between(0.3, 0.6, seed, 957), seed), crop: 'grass', plan: ploughedPlan(whole.plan, ploughed) };
    }
    case 'building': {
      const started = Math.round(zero + between(70, 180, seed, 958));
      const square = rectangle(ring, Math.min(0.1, areaHa / 6) * 10_000 * between(0.3, 1, seed, 959));
      return { ring: square, share: ringAreaM2(square) / ringAreaM2(ring), crop: whole.crop, plan: builtPlan(whole.plan, started) };
    }
    default:
      return null;
  }
}

/** Grass is ploughed, lies bare for about six weeks, is sown again and is a meadow 70 days later. */
function ploughedPlan({ phases, cuts, events }: FieldPlan, ploughed: number): FieldPlan {
  const [meadow] = phases as [FieldPlan['phases'][number]];
  const sown = ploughed + 40;
  return {
    phases: [
      meadow,
      { fromDay: ploughed, kind: 'bare', zeroDay: 0 },
      { fromDay: sown, kind: 'catchCrop', zeroDay: sown - greenUpDoy },
      { fromDay: sown + 70, kind: 'grass', zeroDay: meadow.zeroDay },
    ],
    cuts: cuts.filter((day) => day < ploughed),
    events: [
      ...events.filter(({ epochDay }) => epochDay < ploughed),
      { type: 'ploughing', epochDay: ploughed },
      { type: 'sowing', epochDay: sown, crop: 'grass' },
    ],
  };
}

/** A building site for a month, then a roof. */
function builtPlan({ phases, cuts, events }: FieldPlan, started: number): FieldPlan {
  return {
    phases: [
      ...phases.filter(({ fromDay }) => fromDay < started),
      { fromDay: started, kind: 'bare', zeroDay: 0 },
      { fromDay: started + 30, kind: 'roof', zeroDay: 0 },
    ],
    cuts: cuts.filter((day) => day < started),
    events: [...events.filter(({ epochDay }) => epochDay < started), { type: 'building', epochDay: started }],
  };
}

/** A share of a convex ring on one side of a line across its longest side. */
function partOf(ring: Ring, share: number, seed: number): Pick<FieldPart, 'ring' | 'share'> {
  const [ux, uy] = longDirection(ring);
  const sign = uniform(seed, 961) < 0.5 ? 1 : -1;
  const along = ring.map(([x, y]) => sign * (x * ux + y * uy));
  let [low, high] = [Math.min(...along), Math.max(...along)];
  const total = ringAreaM2(ring);
  let part = ring;
  for (let k = 0; k < 30; k++) {
    const c = (low + high) / 2;
    part = clipByHalfPlane(ring, sign * ux, sign * uy, c);
    if (part.length < 3 || ringAreaM2(part) < share * total) low = c;
    else high = c;
  }
  return { ring: part, share: ringAreaM2(part) / total };
}

function longDirection(ring: Ring): readonly [x: number, y: number] {
  let [best, ux, uy] = [0, 1, 0];
  ring.forEach(([ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length] as readonly [number, number];
    const length = Math.hypot(bx - ax, by - ay);
    if (length > best) [best, ux, uy] = [length, (bx - ax) / length, (by - ay) / length];
  });
  return [ux, uy];
}

/** A rectangle 1 : 1.6 of so many m² in the middle of a ring, along its longest side. */
function rectangle(ring: Ring, areaM2: number): Ring {
  const [ux, uy] = longDirection(ring);
  const cx = ring.reduce((sum, [x]) => sum + x, 0) / ring.length;
  const cy = ring.reduce((sum, [, y]) => sum + y, 0) / ring.length;
  const [a, b] = [Math.sqrt(areaM2 * 1.6) / 2, Math.sqrt(areaM2 / 1.6) / 2];
  return [
    [-a, -b],
    [a, -b],
    [a, b],
    [-a, b],
  ].map(([s, t]) => [cx + (s as number) * ux - (t as number) * uy, cy + (s as number) * uy + (t as number) * ux]);
}
