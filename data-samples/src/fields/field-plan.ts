import { normal, uniform } from '../land/noise.js';
import type { FieldCrop, GroundKind } from './field-ground.js';

/** What happens on a field; `ploughing` is that of grass, `tillage` that of arable land. */
export interface FieldEvent {
  readonly type: 'mowing' | 'harvest' | 'tillage' | 'sowing' | 'ploughing' | 'building';
  /** Days since 1970-01-01. */
  readonly epochDay: number;
  /** What is sown. */
  readonly crop?: FieldCrop | 'catchCrop';
}

/** From a day on the ground is of a kind, whose table begins to count after `zeroDay`. */
export interface Phase {
  readonly fromDay: number;
  readonly kind: GroundKind;
  /** Epoch day of the table's day 0: the day before 1 January, moved by how late the field is. */
  readonly zeroDay: number;
}

/** The course of one piece of ground through the season, in the order of time. */
export interface FieldPlan {
  readonly phases: readonly Phase[];
  /** Epoch days of cuts. */
  readonly cuts: readonly number[];
  readonly events: readonly FieldEvent[];
}

/** What a season has in common. */
export interface SeasonYear {
  readonly year: number;
  /** Everything so many days later than usual: ±8 (parcels.md 12). */
  readonly lateDays: number;
  /** NDVI that meadows lose to drought in July and August, 0 in three of five years. */
  readonly droughtDrop: number;
}

export function seasonYear(seed: number, year: number): SeasonYear {
  return {
    year,
    lateDays: Math.round(16 * uniform(seed + 901, year) - 8),
    droughtDrop: uniform(seed + 902, year) < 0.6 ? 0 : 0.2 + 0.25 * uniform(seed + 903, year),
  };
}

/** Epoch day before 1 January. */
export function dayZero(year: number): number {
  return Date.UTC(year, 0, 0) / 86_400_000;
}

/** The season that is looked at: 1 October before the year to 31 January after it. */
export function seasonDays(year: number): readonly [first: number, last: number] {
  return [Date.UTC(year - 1, 9, 1) / 86_400_000, Date.UTC(year + 1, 0, 31) / 86_400_000];
}

export interface PlanOptions {
  readonly season: SeasonYear;
  readonly crop: FieldCrop;
  /** Late by these days against the season. */
  readonly lateDays: number;
  /** Bits of the field. */
  readonly seed: number;
  /** `catch-crop`: one is sown after harvest; `none-sown`: tilled and sown with wheat where one was promised; `bare-winter`: ploughed late and left. */
  readonly autumn: 'usual' | 'catch-crop' | 'none-sown' | 'bare-winter';
  /** Grass that nobody cuts. */
  readonly uncut: boolean;
  /** Fallow that is mown in the months it must not be. */
  readonly mownFallow: boolean;
}

/** Mean days of the year of harvest (parcels.md 12, phenology of Saxony: middles of the ranges, shifted to where the table's green ends). */
const harvestDoy: Partial<Record<FieldCrop, number>> = {
  winterWheat: 212,
  winterBarley: 187,
  winterRape: 206,
  silageMaize: 261,
  grainMaize: 290,
  sugarBeet: 288,
  potato: 262,
};

/** Sowing that the table's course starts from, day of the year. */
const sowingDoy = { winterWheat: 278, winterBarley: 265, winterRape: 236, catchCrop: 227 } as const;
const springSowingDoy: Partial<Record<FieldCrop, number>> = { silageMaize: 118, grainMaize: 118, sugarBeet: 99, potato: 112 };
/** First day of the year that the table of a spring crop describes; before it the catch crop of the winter stands, then the seedbed. */
const springFromDoy: Partial<Record<FieldCrop, number>> = { silageMaize: 75, grainMaize: 75, sugarBeet: 72, potato: 80 };

const winterCrops: readonly FieldCrop[] = ['winterWheat', 'winterBarley', 'winterRape'];

/** Where the table of a catch crop begins to turn green: volunteers do so a month after harvest. */
export const greenUpDoy = 226;

/** Crops after which a catch crop can be sown. */
export const allowsCatchCrop = (crop: FieldCrop): boolean => crop === 'winterWheat' || crop === 'winterBarley';

export function planOf(options: PlanOptions): FieldPlan {
  const { crop } = options;
  if (crop === 'grass') return grassPlan(options);
  return crop === 'fallow' ? fallowPlan(options) : cropPlan(options);
}

function grassPlan({ season, seed, lateDays, uncut }: PlanOptions): FieldPlan {
  const zeroDay = dayZero(season.year) + season.lateDays + lateDays;
  const cut = (doy: number, sd: number, k: number): number =>
    Math.round(dayZero(season.year) + season.lateDays + doy + sd * normal(seed + 911, k));
  const style = uniform(seed, 912);
  const cuts = uncut
    ? []
    : style < 0.4
      ? [cut(185, 8, 0)]
      : [cut(140, 8, 0), cut(190, 10, 1), cut(245, 10, 2), ...(style < 0.7 ? [] : [cut(285, 10, 3)])];
  return {
    phases: [{ fromDay: Number.NEGATIVE_INFINITY, kind: 'grass', zeroDay }],
    cuts,
    events: cuts.map((epochDay) => ({ type: 'mowing', epochDay })),
  };
}

/** Nobody may mow from 1 April to 15 August; after it every second fallow is mulched. */
function fallowPlan({ season, seed, lateDays, mownFallow }: PlanOptions): FieldPlan {
  const zero = dayZero(season.year);
  const cuts = [
    ...(mownFallow ? [Math.round(zero + 130 + 75 * uniform(seed, 913))] : []),
    ...(uniform(seed, 914) < 0.5 ? [Math.round(zero + 234 + 25 * uniform(seed, 915))] : []),
  ];
  return {
    phases: [{ fromDay: Number.NEGATIVE_INFINITY, kind: 'fallow', zeroDay: zero + season.lateDays + lateDays }],
    cuts,
    events: cuts.map((epochDay) => ({ type: 'mowing', epochDay })),
  };
}

function cropPlan(options: PlanOptions): FieldPlan {
  const { season, crop, lateDays, seed } = options;
  const zero = dayZero(season.year);
  const late = season.lateDays + lateDays;
  const zeroDay = zero + late;
  const harvest = Math.round(zeroDay + (harvestDoy[crop] as number) + 4 * uniform(seed, 921));
  const phases: Phase[] = [{ fromDay: Number.NEGATIVE_INFINITY, kind: crop, zeroDay }];
  const events: FieldEvent[] = [];
  const springFrom = springFromDoy[crop];
  if (springFrom != null) {
    // over the winter a catch crop, then a seedbed
    const tilled = Math.round(zeroDay + springFrom);
    phases.unshift({ fromDay: Number.NEGATIVE_INFINITY, kind: 'catchCrop', zeroDay: dayZero(season.year - 1) + 8 * normal(seed, 922) });
    phases[1] = { fromDay: tilled, kind: crop, zeroDay };
    events.push({ type: 'tillage', epochDay: tilled });
  }
  events.push(
    {
      type: 'sowing',
      epochDay: Math.round(
        winterCrops.includes(crop)
          ? dayZero(season.year - 1) + late + (sowingDoy[crop as 'winterWheat'] as number)
          : zeroDay + (springSowingDoy[crop] as number),
      ),
      crop,
    },
    { type: 'harvest', epochDay: harvest },
  );
  const autumn = autumnOf(options, harvest);
  return { phases: [...phases, ...autumn.phases], cuts: [], events: [...events, ...autumn.events].sort((a, b) => a.epochDay - b.epochDay) };
}

/** From harvest to the end of the season. */
function autumnOf({ season, crop, seed, lateDays, autumn }: PlanOptions, harvest: number): Pick<FieldPlan, 'phases' | 'events'> {
  const zero = dayZero(season.year);
  const zeroNext = dayZero(season.year + 1);
  const phases: Phase[] = [{ fromDay: harvest, ...stubbleOf(crop, harvest) }];
  const events: FieldEvent[] = [];
  const till = (epochDay: number): void => {
    phases.push({ fromDay: epochDay, kind: 'bare', zeroDay: zero });
    events.push({ type: 'tillage', epochDay });
  };
  const sow = (next: keyof typeof sowingDoy, epochDay: number): void => {
    const shift = epochDay - (zero + sowingDoy[next]);
    phases.push({ fromDay: epochDay, kind: next, zeroDay: (next === 'catchCrop' ? zero : zeroNext) + shift });
    events.push({ type: 'sowing', epochDay, crop: next });
  };
  const tillage = harvest + 5 + Math.round(20 * uniform(seed, 931));
  const sowing = (next: keyof typeof sowingDoy, sd: number): number =>
    Math.round(zero + sowingDoy[next] + lateDays / 2 + sd * normal(seed, 932));
  if (autumn === 'bare-winter') {
    const greens = harvest + 30;
    const ploughed = Math.round(zero + 295 + 17 * uniform(seed, 933));
    if (isCereal(crop) && greens < ploughed - 20) phases.push({ fromDay: greens, kind: 'volunteers', zeroDay: greens - greenUpDoy });
    till(Math.max(ploughed, harvest + 3));
    return { phases, events };
  }
  const next = autumn === 'catch-crop' ? 'catchCrop' : autumn === 'none-sown' ? 'winterWheat' : nextOf(crop, uniform(seed, 934));
  if (next === 'stubble') {
    const greens = harvest + 30;
    if (isCereal(crop)) phases.push({ fromDay: greens, kind: 'volunteers', zeroDay: greens - greenUpDoy });
    return { phases, events };
  }
  const sown = Math.max(harvest + 6, sowing(next, next === 'catchCrop' ? 6 : 5));
  till(Math.max(harvest + 2, Math.min(tillage, sown - 2)));
  sow(next, sown);
  return { phases, events };
}

const isCereal = (crop: FieldCrop): boolean => crop === 'winterWheat' || crop === 'winterBarley' || crop === 'winterRape';

/** Roots leave soil; maize its stubble, which turns green by itself (its table goes on); cereals and rape straw. */
function stubbleOf(crop: FieldCrop, harvest: number): Omit<Phase, 'fromDay'> {
  if (isCereal(crop)) return { kind: 'stubble', zeroDay: 0 };
  const isGrain = crop === 'grainMaize';
  return { kind: isGrain ? 'grainMaize' : 'silageMaize', zeroDay: harvest - (isGrain ? 292 : 262) };
}

/** What follows in the rotation, by chance 0 … 1. */
function nextOf(crop: FieldCrop, chance: number): keyof typeof sowingDoy | 'stubble' {
  switch (crop) {
    case 'winterBarley':
      return chance < 0.55 ? 'winterRape' : chance < 0.85 ? 'winterWheat' : 'stubble';
    case 'winterRape':
      return chance < 0.85 ? 'winterWheat' : 'winterBarley';
    case 'winterWheat':
      return chance < 0.4 ? 'winterBarley' : chance < 0.85 ? 'winterWheat' : 'stubble';
    case 'grainMaize':
      return 'stubble';
    default:
      return chance < 0.7 ? 'winterWheat' : 'stubble';
  }
}

/** The phase of a day. */
export function phaseAt({ phases }: FieldPlan, epochDay: number): Phase {
  let found = phases[0] as Phase;
  for (const phase of phases) if (phase.fromDay <= epochDay) found = phase;
  return found;
}
