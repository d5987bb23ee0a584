import { reasonOfCode } from '@landsicht/core';
import { logLikelihoodRatio } from './attack-odds.js';
import { anomalyThreshold } from './detect-landsicht.js';
import { harmonicTerms } from './harmonic.js';
import { events, stages } from './pixel-columns.js';
import { predicted } from './predicted.js';
import { isWinter } from './season.js';
import type { SeriesRules } from './series-rules.js';
import { SeriesState } from './series-state.js';
import type { DateBias, SeriesAnswers, SeriesDate } from './series-types.js';
import { stressIndex } from './stress-index.js';
import { bareGroundCode } from './strip-mask.js';
import { type IndexDate, signOf } from './train-pixels.js';

/** One date of one pixel. Index values unscaled; `difference` grows with damage, whatever the index. */
export interface PixelObservation {
  /** ISO 8601 day. */
  readonly date: string;
  /** null where the date has no index. */
  readonly index: number | null;
  /** Why the date was not used: a mask reason, or `bare-ground`. */
  readonly masked: string | null;
  readonly role: 'training' | 'detection' | 'unused';
  readonly predicted: number | null;
  readonly threshold: number | null;
  readonly difference: number | null;
  /** (red − blue) / NIR; null in `fordead`. */
  readonly browning: number | null;
  /** What the date says, in standard deviations of the season: index, red-SWIR distance, browning; null in `fordead` and before detection. */
  readonly scores: { readonly index: number; readonly distance: number; readonly browning: number } | null;
  /** Log of how much likelier the date is in attacked than in sound trees. */
  readonly evidence: number | null;
  /** Odds of "attacked" after the date. */
  readonly odds: number | null;
  readonly anomaly: boolean;
  /** Dates in a row that contradict `stressed`. */
  readonly run: number;
  readonly stressed: boolean;
  /** Clear dates and mean difference of the present stress period, as the confidence classes take it. */
  readonly stressDates: number;
  readonly stressIndex: number;
}

export interface PixelDecision {
  readonly date: string;
  readonly what:
    | 'model-made'
    | 'not-modelled'
    | 'suspected'
    | 'suspicion-dropped'
    | 'confirmed'
    | 'returned-to-normal'
    | 'mixed-stand'
    | 'bare-ground-seen'
    | 'cleared'
    | 'regrowth';
}

export interface PixelExplanation {
  readonly mode: string;
  readonly index: string;
  readonly model: { readonly coefficients: readonly number[]; readonly trainingDates: number; readonly sigma: number | null } | null;
  readonly observations: readonly PixelObservation[];
  /** Model and upper end of its band every few days, for the chart. */
  readonly curve: readonly { readonly date: string; readonly predicted: number; readonly limit: number }[];
  readonly decisions: readonly PixelDecision[];
  readonly answer: Readonly<Record<keyof SeriesAnswers, number>>;
}

/** Where the pixel stands between two dates. */
interface Standing {
  readonly stage: number;
  readonly stressed: number;
  readonly run: number;
  readonly history: number;
  readonly bare: boolean;
  readonly soilSeen: boolean;
  readonly observations: number;
  readonly stressDates: number;
  readonly stressIndex: number;
  readonly odds: number;
}

/** One pixel of an `IndexDate`. */
interface ObservedPixel {
  readonly epochDay: number;
  readonly masked: number;
  readonly index: number;
  readonly browning: number | null;
  readonly distance: number | null;
}

interface Step {
  readonly observed: ObservedPixel;
  readonly bias: DateBias;
  readonly before: Standing;
  readonly after: Standing;
}

const curveStepDays = 5;
const noBias: DateBias = { index: 0, distance: 0 };

/** Follows one pixel through its dates with the same kernel as the map, and keeps what happened. */
export class PixelTrace {
  readonly #state: SeriesState;
  readonly #steps: Step[] = [];

  /** `offset`: of the pixel in the strips that follow; they need `cloudDilation` pixels around it. */
  constructor(offset: number, rules: SeriesRules) {
    this.#state = SeriesState.create(Int32Array.of(offset), rules);
  }

  /** Give `bias` as `SeriesState.biases` of the pixel's strip has it: one pixel cannot tell it. */
  add(date: SeriesDate): void {
    this.#follow(() => this.#state.advance(date), date.bias ?? noBias);
  }

  addIndex(date: IndexDate): void {
    this.#follow(() => {
      this.#state.advanceIndex(date);
      return date;
    }, noBias);
  }

  explain(): PixelExplanation {
    const { rules, columns } = this.#state;
    const modelled = columns.stage[0] === stages.modelled;
    const trainingDates = this.#steps.filter(({ before, after }) => trained(before, after)).length;
    const answers = Object.entries(this.#state.answers()).map(([name, values]) => [name, values[0] as number]);
    return {
      mode: rules.mode,
      index: rules.index,
      model: modelled ? { coefficients: [...columns.coefficients], trainingDates, sigma: columns.sigma[0] ?? null } : null,
      observations: this.#steps.map((step) => this.#observation(step, modelled)),
      curve: modelled ? this.#curve() : [],
      decisions: this.#steps.flatMap(({ observed, before, after }) =>
        decisionsOf(before, after).map((what) => ({ date: isoDay(observed.epochDay), what })),
      ),
      answer: Object.fromEntries(answers) as PixelExplanation['answer'],
    };
  }

  #follow(advance: () => IndexDate, bias: DateBias): void {
    const before = this.#standing();
    const { epochDay, masked, index, browning, distance } = advance();
    const observed = {
      epochDay,
      masked: masked[0] as number,
      index: index[0] as number,
      browning: browning?.[0] ?? null,
      distance: distance?.[0] ?? null,
    };
    this.#steps.push({ observed, bias, before, after: this.#standing() });
  }

  #standing(): Standing {
    const { columns, rules } = this.#state;
    const [first] = columns.firstSoilDay;
    return {
      stage: columns.stage[0] as number,
      stressed: columns.stressed[0] as number,
      run: columns.run[0] as number,
      history: columns.history[0] ?? 0,
      bare: this.#state.bareForGood(0),
      soilSeen: first !== 0,
      observations: this.#state.clearDates(0),
      stressDates: columns.stressDates[0] as number,
      stressIndex: stressIndex(columns, 0, rules),
      odds: columns.odds[0] ?? 0,
    };
  }

  #observation({ observed, bias, before, after }: Step, modelled: boolean): PixelObservation {
    const { masked: code, index: value } = observed;
    const detection = after.stage === stages.modelled;
    const { model, threshold } = modelled ? this.#expected(observed.epochDay) : { model: null, threshold: null };
    const difference =
      model == null || code !== 0 ? null : (value - this.#state.takenOff(observed.epochDay) - model) * signOf(this.#state.rules);
    const scores = detection && difference != null ? this.#scores(observed, bias, difference) : null;
    const role = detection ? 'detection' : 'training';
    return {
      date: isoDay(observed.epochDay),
      index: code === 0 ? value : null,
      masked: code === 0 ? null : code === bareGroundCode ? 'bare-ground' : (reasonOfCode(code) ?? 'masked'),
      role: after.observations > before.observations ? role : 'unused',
      predicted: model,
      threshold,
      difference,
      browning: observed.browning,
      scores,
      evidence: scores == null ? null : logLikelihoodRatio(scores.index, scores.distance, scores.browning, isWinter(observed.epochDay)),
      odds: after.odds === 0 ? null : after.odds,
      anomaly:
        detection &&
        code === 0 &&
        (before.stressed === 1 ? after.stressed === 1 && after.run === 0 : after.stressed === 1 || after.run > 0),
      run: after.run,
      stressed: after.stressed === 1,
      stressDates: after.stressDates,
      stressIndex: after.stressIndex,
    };
  }

  #scores({ epochDay, browning, distance }: ObservedPixel, bias: DateBias, difference: number): PixelObservation['scores'] {
    const { rules, columns } = this.#state;
    if (rules.mode === 'fordead') return null;
    const noise = isWinter(epochDay) ? rules.winterNoise : 1;
    const far = distance == null ? null : distance - bias.distance - predicted(columns.distanceCoefficients, 0, harmonicTerms(epochDay));
    return {
      index: difference / ((columns.sigma[0] as number) * noise),
      distance: far == null ? 0 : far / ((columns.distanceSigma[0] as number) * noise),
      browning: browning == null ? 0 : (browning - (columns.browning[0] as number)) / ((columns.browningSigma[0] as number) * noise),
    };
  }

  #expected(epochDay: number): { readonly model: number; readonly threshold: number } {
    const { columns, rules } = this.#state;
    const model = predicted(columns.coefficients, 0, harmonicTerms(epochDay));
    return {
      model,
      threshold: rules.mode === 'fordead' ? rules.thresholdAnomaly : anomalyThreshold(columns.sigma[0] as number, epochDay, rules),
    };
  }

  #curve(): PixelExplanation['curve'] {
    const first = this.#steps[0]?.observed.epochDay ?? 0;
    const count = Math.ceil((this.#state.lastDay - first) / curveStepDays) + 1;
    const sign = signOf(this.#state.rules);
    return Array.from({ length: count }, (_, k) => {
      const day = first + k * curveStepDays;
      const { model, threshold } = this.#expected(day);
      return { date: isoDay(day), predicted: model, limit: model + sign * threshold };
    });
  }
}

function trained(before: Standing, after: Standing): boolean {
  return after.stage === stages.training && after.observations > before.observations;
}

function decisionsOf(before: Standing, after: Standing): PixelDecision['what'][] {
  const began = (event: number): boolean => (after.history & ~before.history & event) !== 0;
  const happened: [boolean, PixelDecision['what']][] = [
    [before.stage !== stages.modelled && after.stage === stages.modelled, 'model-made'],
    [before.stage !== stages.excluded && after.stage === stages.excluded, 'not-modelled'],
    [before.stressed === 0 && before.run === 0 && after.run > 0, 'suspected'],
    [before.stressed === 0 && after.stressed === 0 && before.run > 0 && after.run === 0, 'suspicion-dropped'],
    [before.stressed === 0 && after.stressed === 1, 'confirmed'],
    [before.stressed === 1 && after.stressed === 0 && !began(events.mixed), 'returned-to-normal'],
    [before.stressed === 1 && after.stressed === 0 && began(events.mixed), 'mixed-stand'],
    [!before.soilSeen && after.soilSeen, 'bare-ground-seen'],
    [!before.bare && after.bare, 'cleared'],
    [began(events.regrowth), 'regrowth'],
  ];
  return happened.filter(([is]) => is).map(([, what]) => what);
}

function isoDay(epochDay: number): string {
  return new Date(epochDay * 86_400_000).toISOString().slice(0, 10);
}
