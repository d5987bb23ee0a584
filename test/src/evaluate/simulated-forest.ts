import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type ForestTruth, type SimulatedForest, simulateForest } from '@landsicht/data-samples';
import { monitorOf, openCogWriter, openRaster } from '@landsicht/pipeline';
import { type ForestCase, matureDays } from './forest-score.js';
import { near, spotSizes } from './forest-spots.js';
import { Reliability } from './reliability.js';
import { runLandsicht } from './run-landsicht.js';
import { sixStateOf, sixStates } from './six-states.js';

/** Probabilities a warning is tried at, %. */
export const warningPercents = [30, 50, 70, 90] as const;

/** One seed: the final map against the truth, and when what was first said. */
export interface ForestSeed {
  readonly forest: ForestCase;
  /** Day each pixel was first confirmed by any run, 0 = never. */
  readonly confirmedOn: Uint16Array;
  /** Day each pixel was first suspected with at least so many percent, or confirmed: by `warningPercents`. */
  readonly warnedOn: readonly Uint16Array[];
  /** Indices into `sixStates`; −1 = not judged. */
  readonly trueState: Int8Array;
  /** −1 = not modelled. */
  readonly saidState: Int8Array;
  /** The probability of suspected pixels, and of all modelled ones, in every run. */
  readonly suspected: Reliability;
  readonly modelled: Reliability;
  readonly acquisitions: number;
  readonly runs: number;
  readonly years: number;
}

/** 20 m in pixels of 10 m. */
const tolerancePx = 2;
/** A felling younger than this cannot have three bare dates yet. */
const cutDays = 45;

/** Simulates a landscape and runs the CLI as a forest office would: again every `everyDays` days of the season where there is a new picture. */
export async function forestSeed(seed: number, dir: string, everyDays: number, settings: readonly string[] = []): Promise<ForestSeed> {
  await rm(dir, { recursive: true, force: true });
  const made = await simulateForest({ dir: join(dir, 'samples'), seed, writeCog: openCogWriter });
  const days = made.acquiredUtc.map((utc) => Math.floor(Date.parse(utc) / 86_400_000));
  const eventsFrom = Math.floor(Date.parse(made.eventsFromUtc) / 86_400_000);
  const cuts = cutDaysOf(days, eventsFrom, everyDays);
  const workspace = join(dir, 'workspace');
  const set = [
    `forestMask=${made.truth.spruce}`,
    `minLastTrainingDate=${isoDay(eventsFrom - 60)}`,
    `maxLastTrainingDate=${isoDay(eventsFrom)}`,
    ...settings,
  ].flatMap((one) => ['--set', one]);
  for (const cut of cuts) {
    await runLandsicht('run', 'bark-beetle', '--catalog', made.catalog, '--to', isoDay(cut), ...set, '--workspace', workspace);
  }
  const layers = join(dir, 'layers');
  await runLandsicht('export', 'bark-beetle', '--format', 'cog', '--out', layers, '--workspace', workspace);
  return scoreRuns(made, { cuts, layers, eventsFrom, acquisitions: days.length });
}

/** Last acquisition of each period of the season (April to November) that has one. */
function cutDaysOf(days: readonly number[], from: number, everyDays: number): number[] {
  const cuts = new Map<number, number>();
  for (const day of days) {
    const month = new Date(day * 86_400_000).getUTCMonth();
    if (day >= from && month >= 3 && month <= 10) cuts.set(Math.floor((day - from) / everyDays), day);
  }
  return [...cuts.values()];
}

interface Runs {
  readonly cuts: readonly number[];
  /** Folder of exported layers. */
  readonly layers: string;
  readonly eventsFrom: number;
  readonly acquisitions: number;
}

async function scoreRuns(made: SimulatedForest, { cuts, layers, eventsFrom, acquisitions }: Runs): Promise<ForestSeed> {
  const truth = await readTruth(made);
  const width = Math.sqrt(truth.onset.length);
  const codes = beetleCodes();
  const confirmedOn = new Uint16Array(truth.onset.length);
  const warnedOn = warningPercents.map(() => new Uint16Array(truth.onset.length));
  const [suspected, modelled] = [new Reliability(), new Reliability()];
  let last: Answers | null = null;
  for (const day of cuts) {
    const answers = await readAnswers(layers, day);
    last = answers;
    for (let at = 0; at < truth.onset.length; at++) {
      const tier = answers.tier[at] as number;
      const percent = answers.confidence[at] as number;
      const isConfirmed = tier === codes.confirmed || tier === codes.cleared;
      if (isConfirmed && confirmedOn[at] === 0) confirmedOn[at] = answers.confirmed[at] || day;
      warningPercents.forEach((least, k) => {
        const warned = warnedOn[k] as Uint16Array;
        if (warned[at] === 0 && (isConfirmed || (tier === codes.suspected && percent >= least))) warned[at] = day;
      });
      const outcome = attackedOn(truth, at, day);
      if (outcome == null || !answers.observations[at] || percent > 100) continue;
      modelled.add(percent, outcome);
      if (tier === codes.suspected) suspected.add(percent, outcome);
    }
  }
  if (last == null) throw new Error(`${made.catalog}: no acquisition after ${made.eventsFromUtc}`);
  const lastDay = cuts.at(-1) as number;
  const { tier, state, observations, first_anomaly: firstAnomaly, confirmed: confirmedDay } = last;
  const confirmed = Uint8Array.from(tier, (code) => (code === codes.confirmed || code === codes.cleared ? 1 : 0));
  const forest: ForestCase = {
    ...truth,
    lastDay: new Uint16Array(truth.onset.length).fill(lastDay),
    spotPx: spotSizes(truth.onset, width),
    nearAttack: near(truth.attacked, width, tolerancePx),
    confirmed,
    nearConfirmed: near(confirmed, width, tolerancePx),
    firstAnomaly,
    confirmedDay,
    observations,
  };
  return {
    forest,
    confirmedOn,
    warnedOn,
    trueState: Int8Array.from(truth.state, (code, at) => (isStateDue(forest, at) && code < sixStates.length ? code : -1)),
    saidState: Int8Array.from(state, (code) => codes.sixState.get(code) ?? -1),
    suspected,
    modelled,
    acquisitions,
    runs: cuts.length,
    years: (lastDay - eventsFrom) / 365.25,
  };
}

/** Whether half of the pixel's trees were attacked by a day; null = partly, or felled. */
function attackedOn({ attacked, onset, cut, spruce }: ForestTruth, at: number, day: number): boolean | null {
  if (!spruce[at] || (cut[at] !== 0 && (cut[at] as number) <= day)) return null;
  if (onset[at] === 0) return attacked[at] === 0 ? false : null;
  return (onset[at] as number) <= day;
}

/** Whether what happened last was long enough ago to show. */
function isStateDue({ onset, cut, attacked, lastDay }: ForestCase, at: number): boolean {
  const since = (day: number): number => (lastDay[at] as number) - day;
  if (cut[at] !== 0) return since(cut[at] as number) >= cutDays;
  return onset[at] !== 0 ? since(onset[at] as number) >= matureDays : attacked[at] === 0;
}

function beetleCodes() {
  const layers = monitorOf('bark-beetle')?.info.layers ?? [];
  const classesOf = (id: string) => layers.find((layer) => layer.id === id)?.classes ?? [];
  const tier = (id: string) => classesOf('tier').find((one) => one.id === id)?.code ?? -1;
  const sixState = new Map<number, number>();
  for (const { id, code } of classesOf('state')) {
    const state = sixStateOf(id);
    if (state != null) sixState.set(code, sixStates.indexOf(state));
  }
  return { suspected: tier('suspected'), confirmed: tier('confirmed'), cleared: tier('cleared'), sixState };
}

const answerLayers = ['state', 'tier', 'first_anomaly', 'confirmed', 'confidence', 'observations'] as const;
type Answers = Readonly<Record<(typeof answerLayers)[number], ArrayLike<number>>>;

/** Layers of the run whose newest picture is of a day; the export names them after it. */
async function readAnswers(dir: string, day: number): Promise<Answers> {
  const scene = `SIM_S2B_T33UVS_${isoDay(day).replace(/-/g, '')}_L2A`;
  const entries = await Promise.all(
    answerLayers.map(async (layer) => [layer, await pixelsOf(join(dir, `${scene}_${layer}.tif`))] as const),
  );
  return Object.fromEntries(entries) as unknown as Answers;
}

async function readTruth({ truth }: SimulatedForest): Promise<ForestTruth> {
  const entries = await Promise.all(Object.entries(truth).map(async ([key, path]) => [key, await pixelsOf(path)] as const));
  return Object.fromEntries(entries) as unknown as ForestTruth;
}

/** First band as stored. */
async function pixelsOf(path: string): Promise<ArrayLike<number>> {
  const file = await openRaster(path);
  try {
    const { data } = await file.read({ bands: [0] });
    return data[0] ?? [];
  } finally {
    await file.close();
  }
}

function isoDay(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}
