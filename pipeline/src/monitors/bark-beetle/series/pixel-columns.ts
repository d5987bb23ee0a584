/** What is kept of one forest pixel, by column; the second number is how many values. Order and types are the state's format. */
export const keptColumns = {
  /** `stages`. */
  stage: [Uint8Array, 1],
  /** Clear dates used in training and detection. */
  observations: [Uint16Array, 1],
  lastClearDay: [Uint16Array, 1],
  firstSoilDay: [Uint16Array, 1],
  /** a1 b1 b2 b3 b4. */
  coefficients: [Float32Array, 5],
  /** 1 = a confirmed stress stands. */
  stressed: [Uint8Array, 1],
  /** Dates in a row that contradict `stressed`. */
  run: [Uint8Array, 1],
  runStartDay: [Uint16Array, 1],
  firstAnomalyDay: [Uint16Array, 1],
  confirmedDay: [Uint16Array, 1],
  /** Stress periods that have ended. */
  periods: [Uint8Array, 1],
  /** Clear dates of the present stress period, and their sum of differences, weighted by `stressIndexMode`. */
  stressDates: [Uint16Array, 1],
  stressSum: [Float32Array, 1],
} as const;

/** Columns that only `mode=landsicht` has. */
export const landsichtColumns = {
  /** Noise of a new observation in summer. */
  sigma: [Float32Array, 1],
  /** Anomalies of the present stress between May and October. */
  summerAnomalies: [Uint8Array, 1],
  /** Bits of `events`. */
  history: [Uint8Array, 1],
  regrowthRun: [Uint8Array, 1],
  /** Exponentially weighted mean of the standardised differences. */
  evidence: [Float32Array, 1],
  /** Normal haze value (blue − red / 2); during training its sum. */
  haze: [Float32Array, 1],
} as const;

/** Columns of the training time, dropped after it. */
export const trainingColumns = {
  /** Σ w·term·index and Σ w·index². */
  moments: [Float64Array, 5],
  squares: [Float64Array, 1],
} as const;

export const stages = { training: 0, modelled: 1, excluded: 2 } as const;
export const events = { temporaryStress: 1, mixed: 2, regrowth: 4 } as const;

type ColumnTable = Readonly<
  Record<string, readonly [new (length: number) => Uint8Array | Uint16Array | Float32Array | Float64Array, number]>
>;
export type Columns<T extends ColumnTable> = { readonly [K in keyof T]: InstanceType<T[K][0]> };

export type PixelColumns = Columns<typeof keptColumns> & Columns<typeof landsichtColumns>;
export type TrainingColumns = Columns<typeof trainingColumns>;

export function allocateColumns<T extends ColumnTable>(table: T, pixelCount: number): Columns<T> {
  const made = Object.entries(table).map(([name, [Column, values]]) => [name, new Column(pixelCount * values)]);
  return Object.fromEntries(made) as Columns<T>;
}
