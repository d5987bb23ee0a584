import type { Light } from '../conditions/conclusion.js';
import { lowerBound, upperBound } from './clopper-pearson.js';
import { rankedSample, sampleRules } from './quality-sample.js';

/** One conclusion of the machine, and what people decided where they did. */
export interface AssessedCase {
  readonly parcelId: string;
  readonly condition: string;
  readonly lane: 'full' | 'reduced' | 'none';
  readonly automatic: Light;
  readonly causes: readonly string[];
  readonly hectares: number;
  /** null: nobody decided. */
  readonly decided: 'green' | 'red' | null;
  /** From the machine's first conclusion to people's decision. */
  readonly days: number | null;
}

/** Errors of a number of trials with their one-sided 95 % Clopper–Pearson bounds. Without trials nothing is known: bounds 0 and 1. */
export interface ErrorShare {
  readonly errors: number;
  readonly trials: number;
  readonly share: number | null;
  readonly lower95: number;
  readonly upper95: number;
}

export interface BucketQuality {
  /** A condition: the unit amount's duty. */
  readonly condition: string;
  readonly lane: AssessedCase['lane'] | 'all';
  readonly lot: number;
  readonly lights: Readonly<Record<Light, number>>;
  /** Parcels drawn for the sample, and those of them that people decided. */
  readonly drawn: number;
  readonly assessed: number;
  /** Of the drawn: automatic light → what people decided. */
  readonly confusion: Readonly<Record<Light, Readonly<Record<'green' | 'red' | 'open', number>>>>;
  /** Automatic green that people decided red; automatic red that people decided green. Of the drawn alone: others were not chosen at random. */
  readonly falseGreen: ErrorShare;
  readonly falseRed: ErrorShare;
  /** Area decided wrongly by the machine in the sample, ha: both ways. */
  readonly hectareError: { readonly falseGreenHa: number; readonly falseRedHa: number; readonly assessedHa: number };
  /** Conclusions that are yellow by each cause: share of the lot. */
  readonly notConclusive: readonly { readonly cause: string; readonly count: number; readonly share: number }[];
  readonly medianDays: number | null;
}

export interface QualityReport {
  readonly template: 'landsicht-qa-2026.1';
  readonly year: number;
  readonly seed: string;
  readonly sampling: typeof sampleRules;
  readonly buckets: readonly BucketQuality[];
  /** The sample in the order to be assessed: bucket, rank. */
  readonly sample: readonly {
    readonly condition: string;
    readonly rank: number;
    readonly parcelId: string;
    readonly automatic: Light;
    readonly decided: string | null;
  }[];
}

/** Causes that say a parcel cannot be monitored, not that something is unclear about it. */
export const notMonitorableCauses: readonly string[] = [
  'SMALL',
  'NARROW',
  'SHADED_EDGE',
  'TREE_COVERED',
  'BOUNDARY_CONFLICT',
  'NO_IMAGERY',
];

/** The yearly report: a ranked sample of each condition, what the machine said of it against what people decided (parcels.md 11). */
export function assessQuality(cases: readonly AssessedCase[], { year, seed }: { year: number; seed: string }): QualityReport {
  const conditions = [...new Set(cases.map(({ condition }) => condition))].sort();
  const buckets: BucketQuality[] = [];
  const sample: QualityReport['sample'][number][] = [];
  for (const condition of conditions) {
    const lot = cases.filter((one) => one.condition === condition);
    const ranked = rankedSample(lot, { seed: `${seed}\n${year}\n${condition}`, idOf: ({ parcelId }) => parcelId });
    const drawn = ranked.filter(({ isDrawn }) => isDrawn);
    for (const { rank, member } of drawn)
      sample.push({ condition, rank, parcelId: member.parcelId, automatic: member.automatic, decided: member.decided });
    const drawnSet = new Set(drawn.map(({ member }) => member));
    buckets.push(bucketOf(condition, 'all', lot, drawnSet));
    for (const lane of ['full', 'reduced', 'none'] as const) {
      const ofLane = lot.filter((one) => one.lane === lane);
      if (ofLane.length > 0 && ofLane.length < lot.length) buckets.push(bucketOf(condition, lane, ofLane, drawnSet));
    }
  }
  return { template: 'landsicht-qa-2026.1', year, seed, sampling: sampleRules, buckets, sample };
}

function bucketOf(
  condition: string,
  lane: BucketQuality['lane'],
  lot: readonly AssessedCase[],
  drawnSet: ReadonlySet<AssessedCase>,
): BucketQuality {
  const drawn = lot.filter((one) => drawnSet.has(one));
  const assessed = drawn.filter(({ decided }) => decided != null);
  const of = (automatic: Light) => {
    const own = drawn.filter((one) => one.automatic === automatic);
    const count = (decided: AssessedCase['decided']) => own.filter((one) => one.decided === decided).length;
    return { green: count('green'), red: count('red'), open: count(null) };
  };
  const confusion = { green: of('green'), yellow: of('yellow'), red: of('red') };
  const hectaresOf = (automatic: Light, decided: 'green' | 'red') =>
    round4(
      assessed.filter((one) => one.automatic === automatic && one.decided === decided).reduce((sum, { hectares }) => sum + hectares, 0),
    );
  return {
    ...{ condition, lane, lot: lot.length, drawn: drawn.length, assessed: assessed.length, confusion },
    lights: { green: lightCount(lot, 'green'), yellow: lightCount(lot, 'yellow'), red: lightCount(lot, 'red') },
    falseGreen: errorShare(confusion.green.red, confusion.green.green + confusion.green.red),
    falseRed: errorShare(confusion.red.green, confusion.red.green + confusion.red.red),
    hectareError: {
      falseGreenHa: hectaresOf('green', 'red'),
      falseRedHa: hectaresOf('red', 'green'),
      assessedHa: round4(assessed.reduce((sum, { hectares }) => sum + hectares, 0)),
    },
    notConclusive: causeShares(lot),
    medianDays: median(lot.flatMap(({ days }) => (days == null ? [] : [days]))),
  };
}

function lightCount(cases: readonly AssessedCase[], light: Light): number {
  return cases.filter(({ automatic }) => automatic === light).length;
}

export function errorShare(errors: number, trials: number): ErrorShare {
  if (trials === 0) return { errors, trials, share: null, lower95: 0, upper95: 1 };
  return { errors, trials, share: errors / trials, lower95: lowerBound(errors, trials), upper95: upperBound(errors, trials) };
}

/** Most frequent first; a conclusion with two causes counts for both. */
function causeShares(lot: readonly AssessedCase[]): BucketQuality['notConclusive'] {
  const counts = new Map<string, number>();
  for (const cause of lot.flatMap(({ causes }) => causes)) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  return [...counts]
    .map(([cause, count]) => ({ cause, count, share: count / lot.length }))
    .sort((a, b) => b.count - a.count || a.cause.localeCompare(b.cause));
}

function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low, high] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]];
  return low == null || high == null ? null : (low + high) / 2;
}

function round4(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
