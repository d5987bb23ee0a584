/**
 * What is kept of the forest pixels, a column for each thing. Order and types of the fields are the state's format. A class, so that every
 * state has the same shape and the loops over it stay compiled.
 */
export class PixelColumns {
  /** `stages`. */
  readonly stage: Uint8Array;
  /** Clear dates used in training and detection; 0 before the model is made. */
  readonly observations: Uint16Array;
  readonly lastClearDay: Uint16Array;
  readonly firstSoilDay: Uint16Array;
  /** a1 b1 b2 b3 b4 of each pixel. */
  readonly coefficients: Float32Array;
  /** 1 = a confirmed stress stands. */
  readonly stressed: Uint8Array;
  /** Dates in a row that contradict `stressed`. */
  readonly run: Uint8Array;
  readonly runStartDay: Uint16Array;
  readonly firstAnomalyDay: Uint16Array;
  readonly confirmedDay: Uint16Array;
  /** Stress periods that have ended. */
  readonly periods: Uint8Array;
  /** Clear dates of the present stress period, and their sum of differences, weighted by `stressIndexMode`. */
  readonly stressDates: Uint16Array;
  readonly stressSum: Float32Array;
  /** From here on of `mode=landsicht` only, else empty. Noise of a new observation in summer. */
  readonly sigma: Float32Array;
  readonly lastAnomalyDay: Uint16Array;
  /** Anomalies of the present stress between May and October. */
  readonly summerAnomalies: Uint8Array;
  /** Bits of `events`. */
  readonly history: Uint8Array;
  readonly regrowthRun: Uint8Array;
  /** Odds of "attacked" (`attack-odds.ts`); 0 before detection. */
  readonly odds: Float32Array;
  /** Normal haze value (blue − red / 2); during training its sum. */
  readonly haze: Float32Array;
  /** Normal browning ((red − blue) / NIR) and its noise in summer; during training Σ w·browning and Σ w·browning². */
  readonly browning: Float32Array;
  readonly browningSigma: Float32Array;
  /** Running mean of the browning's difference in standard deviations. */
  readonly discolouration: Float32Array;
  /** Model of `redSwirDistance` of each pixel, a1 b1 b2 b3 b4, and its noise in summer. */
  readonly distanceCoefficients: Float32Array;
  readonly distanceSigma: Float32Array;

  constructor(pixelCount: number, mode: 'fordead' | 'landsicht') {
    const own = mode === 'landsicht' ? pixelCount : 0;
    this.stage = new Uint8Array(pixelCount);
    this.observations = new Uint16Array(pixelCount);
    this.lastClearDay = new Uint16Array(pixelCount);
    this.firstSoilDay = new Uint16Array(pixelCount);
    this.coefficients = new Float32Array(pixelCount * 5);
    this.stressed = new Uint8Array(pixelCount);
    this.run = new Uint8Array(pixelCount);
    this.runStartDay = new Uint16Array(pixelCount);
    this.firstAnomalyDay = new Uint16Array(pixelCount);
    this.confirmedDay = new Uint16Array(pixelCount);
    this.periods = new Uint8Array(pixelCount);
    this.stressDates = new Uint16Array(pixelCount);
    this.stressSum = new Float32Array(pixelCount);
    this.sigma = new Float32Array(own);
    this.lastAnomalyDay = new Uint16Array(own);
    this.summerAnomalies = new Uint8Array(own);
    this.history = new Uint8Array(own);
    this.regrowthRun = new Uint8Array(own);
    this.odds = new Float32Array(own);
    this.haze = new Float32Array(own);
    this.browning = new Float32Array(own);
    this.browningSigma = new Float32Array(own);
    this.discolouration = new Float32Array(own);
    this.distanceCoefficients = new Float32Array(own * 5);
    this.distanceSigma = new Float32Array(own);
  }
}

/** Columns of the training time, dropped after it. */
export class TrainingColumns {
  /** Σ w·term·index, five for each pixel. */
  readonly moments: Float64Array;
  /** From here on of `mode=landsicht` only, else empty. Σ w·index². */
  readonly squares: Float64Array;
  /** The same of `redSwirDistance`. */
  readonly distanceMoments: Float64Array;
  readonly distanceSquares: Float64Array;

  constructor(pixelCount: number, mode: 'fordead' | 'landsicht') {
    this.moments = new Float64Array(pixelCount * 5);
    const own = mode === 'landsicht' ? pixelCount : 0;
    this.squares = new Float64Array(own);
    this.distanceMoments = new Float64Array(own * 5);
    this.distanceSquares = new Float64Array(own);
  }
}

export const stages = { training: 0, modelled: 1, excluded: 2 } as const;
/** `bareSummer`: bare between May and September. `leafless`: bare in winters only, and green in between: broadleaves. */
export const events = { temporaryStress: 1, mixed: 2, regrowth: 4, bareSummer: 8, leafless: 16 } as const;
