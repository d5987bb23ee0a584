import { readFile, rm } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import type { StacItem } from '@landsicht/core';
import { type ForestTruth, type SimulatedForest, simulateForest } from '@landsicht/data-samples';
import { createAssetAccess, type FollowedDate, followBeetleSeries, monitorOf, openCogWriter, openRaster } from '@landsicht/pipeline';
import { type ForestCase, matureDays } from './forest-score.js';
import { earliestNear, near, spotSizes } from './forest-spots.js';
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
  /** The probability of suspected pixels, and of all modelled ones, at every picture. */
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

/**
 * Simulates a landscape and follows its series as an office does that runs the monitor on every new picture: what it says, it knows that day.
 * One pass with the steps of a run; `isChecked`: the CLI must say the same of the last picture.
 */
export async function forestSeed(
  seed: number,
  dir: string,
  { isChecked = false, settings = {} }: ForestSeedOptions = {},
): Promise<ForestSeed> {
  await rm(dir, { recursive: true, force: true });
  const made = await simulateForest({ dir: join(dir, 'samples'), seed, writeCog: openCogWriter });
  const eventsFrom = Math.floor(Date.parse(made.eventsFromUtc) / 86_400_000);
  const parameters = {
    forestMask: made.truth.spruce,
    minLastTrainingDate: isoDay(eventsFrom - 60),
    maxLastTrainingDate: isoDay(eventsFrom),
    ...settings,
  };
  const truth = await readTruth(made);
  const said = new SaidSoFar(truth, eventsFrom);
  const items = await Promise.all(made.acquiredUtc.map((utc) => itemOf(made.catalog, utc)));
  await followBeetleSeries(items, parameters, {
    signal: new AbortController().signal,
    access: createAssetAccess({}),
    onDate: (date) => said.add(date),
  });
  if (isChecked) await assertSameAsCli(made, parameters, { dir, said });
  return said.score(items.length);
}

export interface ForestSeedOptions {
  readonly isChecked?: boolean;
  /** Parameters of the monitor. */
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
}

async function itemOf(catalog: string, utc: string): Promise<StacItem> {
  const id = sceneOf(Math.floor(Date.parse(utc) / 86_400_000));
  const path = join(dirname(catalog), 'sentinel-2', id, `${id}.json`);
  const item = JSON.parse(await readFile(path, 'utf8')) as StacItem;
  for (const asset of Object.values(item.assets)) (asset as { href: string }).href = resolve(dirname(path), asset.href);
  return item;
}

function sceneOf(day: number): string {
  return `SIM_S2B_T33UVS_${isoDay(day).replace(/-/g, '')}_L2A`;
}

/** What was said when, against the truth. */
class SaidSoFar {
  readonly #truth: ForestTruth;
  readonly #eventsFrom: number;
  readonly #codes = beetleCodes();
  readonly #confirmedOn: Uint16Array;
  readonly #warnedOn: readonly Uint16Array[];
  readonly #suspected = new Reliability();
  readonly #modelled = new Reliability();
  #runs = 0;
  #lastDay = 0;
  #last: Answers | null = null;

  constructor(truth: ForestTruth, eventsFrom: number) {
    this.#truth = truth;
    this.#eventsFrom = eventsFrom;
    this.#confirmedOn = new Uint16Array(truth.onset.length);
    this.#warnedOn = warningPercents.map(() => new Uint16Array(truth.onset.length));
  }

  /** Of the last picture. */
  get last(): Answers | null {
    return this.#last;
  }

  add({ epochDay: day, at, answers }: FollowedDate): void {
    if (day < this.#eventsFrom) return;
    const truth = this.#truth;
    const codes = this.#codes;
    const said = answers();
    this.#runs++;
    this.#lastDay = day;
    at.forEach((o, i) => {
      const tier = said.tier[i] as number;
      const percent = said.confidencePercent[i] as number;
      const isConfirmed = tier === codes.confirmed || tier === codes.cleared;
      if (isConfirmed && this.#confirmedOn[o] === 0) this.#confirmedOn[o] = day;
      warningPercents.forEach((least, k) => {
        const warned = this.#warnedOn[k] as Uint16Array;
        if (warned[o] === 0 && (isConfirmed || (tier === codes.suspected && percent >= least))) warned[o] = day;
      });
      const outcome = attackedOn(truth, o, day);
      if (outcome == null || said.observations[i] === 0 || percent > 100) return;
      this.#modelled.add(percent, outcome);
      if (tier === codes.suspected) this.#suspected.add(percent, outcome);
    });
    this.#last = laidOut(said, at, truth.onset.length);
  }

  score(acquisitions: number): ForestSeed {
    const truth = this.#truth;
    const codes = this.#codes;
    const count = truth.onset.length;
    const width = Math.sqrt(count);
    if (this.#last == null) throw new Error('no acquisition after the first event');
    const { tier, state, observations, first_anomaly: firstAnomaly, confirmed: confirmedDay } = this.#last;
    const confirmed = Uint8Array.from(tier, (code) => (code === codes.confirmed || code === codes.cleared ? 1 : 0));
    const forest: ForestCase = {
      ...truth,
      lastDay: new Uint16Array(count).fill(this.#lastDay),
      spotPx: spotSizes(truth.onset, width),
      nearAttack: near(truth.attacked, width, tolerancePx),
      nearOnset: earliestNear(truth.onset, width, tolerancePx),
      confirmed,
      nearConfirmed: near(confirmed, width, tolerancePx),
      firstAnomaly,
      confirmedDay,
      observations,
    };
    return {
      forest,
      confirmedOn: this.#confirmedOn,
      warnedOn: this.#warnedOn,
      trueState: Int8Array.from(truth.state, (code, at) => (isStateDue(forest, at) && code < sixStates.length ? code : -1)),
      saidState: Int8Array.from(state, (code) => codes.sixState.get(code) ?? -1),
      suspected: this.#suspected,
      modelled: this.#modelled,
      acquisitions,
      runs: this.#runs,
      years: (this.#lastDay - this.#eventsFrom) / 365.25,
    };
  }
}

const answerLayers = {
  state: 'state',
  tier: 'tier',
  first_anomaly: 'firstAnomalyDay',
  confirmed: 'confirmedDay',
  confidence: 'confidencePercent',
  observations: 'observations',
} as const;
type Answers = Readonly<Record<keyof typeof answerLayers, ArrayLike<number>>>;

/** Per pixel of the landscape, as the layers hold it; outside the forest not modelled. */
function laidOut(said: ReturnType<FollowedDate['answers']>, at: Int32Array, count: number): Answers {
  const outside: Partial<Record<keyof Answers, number>> = { state: 255, tier: 255, confidence: 255 };
  const entries = Object.entries(answerLayers).map(([layer, key]) => {
    const values = new Uint16Array(count).fill(outside[layer as keyof Answers] ?? 0);
    at.forEach((o, i) => {
      values[o] = said[key][i] as number;
    });
    return [layer, values] as const;
  });
  return Object.fromEntries(entries) as unknown as Answers;
}

async function assertSameAsCli(
  made: SimulatedForest,
  parameters: Readonly<Record<string, string | number | boolean>>,
  { dir, said }: { readonly dir: string; readonly said: SaidSoFar },
): Promise<void> {
  const workspace = join(dir, 'workspace');
  const set = Object.entries(parameters).flatMap(([id, value]) => ['--set', `${id}=${value}`]);
  await runLandsicht('run', 'bark-beetle', '--catalog', made.catalog, ...set, '--workspace', workspace);
  const layers = join(dir, 'layers');
  await runLandsicht('export', 'bark-beetle', '--format', 'cog', '--out', layers, '--workspace', workspace);
  const scene = sceneOf(Math.floor(Date.parse(made.acquiredUtc.at(-1) as string) / 86_400_000));
  for (const layer of Object.keys(answerLayers) as (keyof Answers)[]) {
    const written = await pixelsOf(join(layers, `${scene}_${layer}.tif`));
    const different = Array.from(written).filter((value, at) => value !== said.last?.[layer][at]).length;
    if (different > 0) throw new Error(`${layer}: the CLI says something else of ${different} pixels than was followed`);
  }
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
