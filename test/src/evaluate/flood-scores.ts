/** Codes of the layer `flood` and, by kind, reasons that explain why ground was not observed (`maskReasons`). */
const floodCode = 1;
const waterCode = 3;
const referenceCode = 2;
const notObserved = 255;

export interface SceneLayers {
  /** Layers of the result. */
  readonly flood: ArrayLike<number>;
  readonly likelihood: ArrayLike<number>;
  readonly exclusion: ArrayLike<number>;
  /** Truth: 1 flood; kinds of look-alikes, 0 none. */
  readonly truth: ArrayLike<number>;
  readonly kind: ArrayLike<number>;
  /** Truth of single places: by reason code, 1 where that reason is true whatever the kind. */
  readonly trueThere?: ReadonlyMap<number, ArrayLike<number>>;
}

/** Per look-alike kind: pixels, and of these what the result says. */
export interface KindCounts {
  pixels: number;
  dry: number;
  /** Usual water. */
  reference: number;
  excludedRightly: number;
  excludedOtherwise: number;
  flood: number;
}

export interface SceneScores {
  truePositive: number;
  falsePositive: number;
  falseNegative: number;
  /** Flooded pixels that the result calls not observed, by reason code; and all pixels so. */
  readonly excludedFlood: number[];
  readonly excluded: number[];
  pixels: number;
  readonly kinds: KindCounts[];
  /** By tenth of likelihood: pixels, sum of likelihood (0…1), and how many are flood. */
  readonly bins: { count: number; sum: number; floods: number }[];
}

export function emptyScores(kinds: number): SceneScores {
  return {
    truePositive: 0,
    falsePositive: 0,
    falseNegative: 0,
    excludedFlood: new Array<number>(256).fill(0),
    excluded: new Array<number>(256).fill(0),
    pixels: 0,
    kinds: Array.from({ length: kinds }, () => ({
      pixels: 0,
      dry: 0,
      reference: 0,
      excludedRightly: 0,
      excludedOtherwise: 0,
      flood: 0,
    })),
    bins: Array.from({ length: 10 }, () => ({ count: 0, sum: 0, floods: 0 })),
  };
}

/** Counts one scene into `scores`. `rightReasons[kind]`: reason codes that are true of that kind. */
export function addScene(scores: SceneScores, layers: SceneLayers, rightReasons: readonly ReadonlySet<number>[]): SceneScores {
  for (let i = 0; i < layers.flood.length; i++) {
    const state = layers.flood[i] as number;
    const isFlood = layers.truth[i] === 1;
    scores.pixels++;
    const kind = scores.kinds[layers.kind[i] as number];
    if (kind != null && (layers.kind[i] as number) > 0) addKind(kind, layers, i, rightReasons[layers.kind[i] as number]);
    if (state === notObserved) {
      const reason = layers.exclusion[i] as number;
      scores.excluded[reason] = (scores.excluded[reason] ?? 0) + 1;
      if (isFlood) scores.excludedFlood[reason] = (scores.excludedFlood[reason] ?? 0) + 1;
      continue;
    }
    const saysFlood = state === floodCode || state === waterCode;
    if (saysFlood && isFlood) scores.truePositive++;
    else if (saysFlood) scores.falsePositive++;
    else if (isFlood) scores.falseNegative++;
    const percent = layers.likelihood[i] as number;
    const bin = percent > 100 ? null : scores.bins[Math.min(9, Math.floor(percent / 10))];
    if (bin == null) continue;
    bin.count++;
    bin.sum += percent / 100;
    if (isFlood) bin.floods++;
  }
  return scores;
}

function addKind(kind: KindCounts, { flood, exclusion, trueThere }: SceneLayers, i: number, right: ReadonlySet<number> | undefined): void {
  const state = flood[i];
  const reason = exclusion[i] as number;
  kind.pixels++;
  if (state === 0) kind.dry++;
  else if (state === referenceCode) kind.reference++;
  else if (state !== notObserved) kind.flood++;
  else if (right?.has(reason) === true || trueThere?.get(reason)?.[i] === 1) kind.excludedRightly++;
  else kind.excludedOtherwise++;
}

/** Critical success index, TP / (TP + FP + FN): the IoU of flood over what was observed. */
export function csiOf({ truePositive, falsePositive, falseNegative }: SceneScores): number {
  return truePositive / (truePositive + falsePositive + falseNegative);
}

/** Mean distance of the stated likelihood from the observed frequency, weighted by pixels (Naeini et al. 2015). */
export function expectedCalibrationError({ bins }: SceneScores): number {
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  return bins.reduce((sum, { count, sum: stated, floods }) => sum + (count === 0 ? 0 : Math.abs(floods - stated)), 0) / total;
}

/** Pools `from` into `into`. */
export function poolScores(into: SceneScores, from: SceneScores): SceneScores {
  into.truePositive += from.truePositive;
  into.falsePositive += from.falsePositive;
  into.falseNegative += from.falseNegative;
  into.pixels += from.pixels;
  from.excluded.forEach((count, code) => {
    into.excluded[code] = (into.excluded[code] ?? 0) + count;
    into.excludedFlood[code] = (into.excludedFlood[code] ?? 0) + (from.excludedFlood[code] ?? 0);
  });
  from.kinds.forEach((kind, k) => {
    const target = into.kinds[k] as KindCounts;
    for (const key of Object.keys(kind) as (keyof KindCounts)[]) target[key] += kind[key];
  });
  from.bins.forEach((bin, b) => {
    const target = into.bins[b] as (typeof into.bins)[number];
    target.count += bin.count;
    target.sum += bin.sum;
    target.floods += bin.floods;
  });
  return into;
}
