import { LandsichtError, type MonitorParameter, type ParameterValues } from '@landsicht/core';
import { type IndexId, vegetationIndices } from './vegetation-index.js';

export type SeriesMode = 'fordead' | 'landsicht';
export type StressIndexMode = 'mean' | 'weighted_mean';

const fordead = 'FORDEAD 1.11.4 (Dutrieux et al., INRAE)';
const wallonia = 'Gilles et al. 2024, doi 10.1007/s10661-024-12372-0 (Wallonia)';
const lorraine = 'measured: Lorraine 2016–2018, pure conifer';
const own = 'Landsicht: tuned on simulated series at an equal rate of false alarms';

/** Every parameter of the series kernel. `mode=fordead` reads those of FORDEAD only. */
export const seriesParameters = {
  mode: {
    default: 'landsicht',
    unit: 'name',
    title: { de: 'Regeln: landsicht oder fordead', en: 'Rules: landsicht or fordead' },
    source: 'fordead = exactly the published rules; landsicht adds noise by date, shrinkage and states',
  },
  index: {
    default: 'crswir',
    unit: 'name',
    title: { de: 'Vegetationsindex', en: 'Vegetation index' },
    source: `${fordead}: CRSWIR rises when needles lose water`,
  },
  soilDetection: {
    default: true,
    unit: '',
    title: { de: 'Kahlen Boden erkennen', en: 'Detect bare soil' },
    source: fordead,
  },
  soilMinSwir16: {
    default: 1250,
    unit: 'reflectance × 10 000',
    title: { de: 'Kahler Boden: SWIR1 über', en: 'Bare soil: SWIR1 above' },
    source: fordead,
  },
  soilMaxBlue: {
    default: 600,
    unit: 'reflectance × 10 000',
    title: { de: 'Kahler Boden: Blau unter', en: 'Bare soil: blue below' },
    source: fordead,
  },
  soilMinGreenRed: {
    default: 800,
    unit: 'reflectance × 10 000',
    title: { de: 'Kahler Boden: Grün + Rot über', en: 'Bare soil: green + red above' },
    source: fordead,
  },
  soilDates: {
    default: 3,
    minimum: 1,
    maximum: 15,
    unit: 'dates',
    title: { de: 'Kahler Boden nach aufeinanderfolgenden Terminen', en: 'Bare soil after successive dates' },
    source: `${fordead}; ${wallonia}`,
  },
  cloudBlue: {
    default: 700,
    unit: 'reflectance × 10 000',
    title: { de: 'Wolke: Blau über', en: 'Cloud: blue above' },
    source: fordead,
  },
  cloudGreenShare: {
    default: 0.15,
    unit: 'ratio',
    title: { de: 'Wolke: Anteil des Grüns an Grün + Rot + NIR über', en: 'Cloud: green in green + red + NIR above' },
    source: fordead,
  },
  cloudGreenBlue: {
    default: 400,
    unit: 'reflectance × 10 000',
    title: { de: '… und Blau über', en: '… and blue above' },
    source: fordead,
  },
  cloudDilation: {
    default: 3,
    minimum: 0,
    maximum: 20,
    unit: 'px',
    title: { de: 'Wolkenrand', en: 'Cloud margin' },
    source: `${fordead}: 3 iterations of the 4-neighbour cross`,
  },
  formulaMaxBlue: {
    default: 700,
    unit: 'reflectance × 10 000',
    title: { de: 'Ohne Bodenerkennung: maskiert ab Blau', en: 'Without soil detection: masked from blue' },
    source: `${fordead}: formula_mask B2 >= 700`,
  },
  minLastTrainingDate: {
    default: '2018-01-01',
    unit: 'date',
    title: { de: 'Lernzeit reicht mindestens bis', en: 'Training lasts at least until' },
    source: `${fordead}: min_last_date_training`,
  },
  maxLastTrainingDate: {
    default: '2018-06-01',
    unit: 'date',
    title: { de: 'Lernzeit reicht höchstens bis', en: 'Training lasts at most until' },
    source: `${fordead}: max_last_date_training`,
  },
  minTrainingDates: {
    default: 10,
    minimum: 5,
    maximum: 200,
    unit: 'dates',
    title: { de: 'Klare Termine zum Lernen, mindestens', en: 'Clear training dates, at least' },
    source: `${fordead}: nb_min_date`,
  },
  correctIndex: {
    default: false,
    unit: 'flag',
    title: {
      de: 'fordead: Index um den Median des Waldes berichtigen',
      en: "fordead: correct the index by the forest's median",
    },
    source: `${fordead}: correct_vi, off by default; the forest given must be mostly healthy`,
  },
  thresholdAnomaly: {
    default: 0.16,
    unit: 'index',
    title: { de: 'fordead: Anomalie ab Abweichung', en: 'fordead: anomaly above a difference of' },
    source: `${fordead}: threshold_anomaly`,
  },
  successiveAnomalies: {
    default: 3,
    minimum: 1,
    maximum: 15,
    unit: 'dates',
    title: { de: 'Bestätigt nach aufeinanderfolgenden Anomalien', en: 'Confirmed after successive anomalies' },
    source: fordead,
  },
  anomalyEvidence: {
    default: 0.9,
    unit: 'ln',
    title: {
      de: 'landsicht: Anomalie auch ab Evidenz aller Zeichen',
      en: 'landsicht: anomaly also above an evidence of all signs',
    },
    source: 'Landsicht: log likelihood ratio of CRSWIR, red-SWIR distance (NDRS) and browning; simulated seeds 101–105',
  },
  earlyOdds: {
    default: 4,
    minimum: 0,
    unit: 'odds',
    title: {
      de: 'landsicht: einen Termin früher bestätigt ab Chance',
      en: 'landsicht: confirmed one date earlier above odds of',
    },
    source: 'Landsicht: two dates in a row that make "attacked" four times as likely as not; simulated seeds 101–105',
  },
  suspectPercent: {
    default: 10,
    minimum: 0,
    maximum: 100,
    unit: '%',
    title: {
      de: 'landsicht: Verdacht ab Wahrscheinlichkeit',
      en: 'landsicht: suspected from a probability of',
    },
    source: 'Landsicht: below it nineteen of twenty suspicions are noise',
  },
  confirmPercent: {
    default: 80,
    minimum: 0,
    maximum: 100,
    unit: '%',
    title: {
      de: 'landsicht: bestätigt nur ab Wahrscheinlichkeit',
      en: 'landsicht: confirmed only from a probability of',
    },
    source:
      'Landsicht: commission below 5 % within 20 m at an omission below 10 % by the pixel; below it drought, felling or thinning explains the stress; simulated seeds 101–110',
  },
  maxStressPeriods: {
    default: 5,
    minimum: 1,
    maximum: 200,
    unit: 'periods',
    title: { de: 'fordead: höchstens Stressperioden', en: 'fordead: stress periods at most' },
    source: `${fordead}: max_nb_stress_periods`,
  },
  stressIndexMode: {
    default: 'weighted_mean',
    unit: 'name',
    title: { de: 'Stressindex: weighted_mean oder mean', en: 'Stress index: weighted_mean or mean' },
    source: `${fordead}: process_tile.py`,
  },
  mediumStress: {
    default: 0.2,
    unit: 'index',
    title: { de: 'Mittlere Anomalie ab Stressindex', en: 'Medium anomaly from stress index' },
    source: `${fordead}: process_tile.py, conf_threshold_list`,
  },
  strongStress: {
    default: 0.265,
    unit: 'index',
    title: { de: 'Starke Anomalie ab Stressindex', en: 'Strong anomaly from stress index' },
    source: `${fordead}: process_tile.py, conf_threshold_list`,
  },
  minThreshold: {
    default: 0.1,
    unit: 'index',
    title: { de: 'landsicht: Anomalie frühestens ab Abweichung', en: 'landsicht: no anomaly below a difference of' },
    source: own,
  },
  sigmaFactor: {
    default: 3.2,
    unit: 'σ',
    title: { de: 'landsicht: Anomalie ab Vielfachem der Streuung', en: 'landsicht: anomaly above this multiple of the noise' },
    source: own,
  },
  winterNoise: {
    default: 2,
    minimum: 1,
    maximum: 5,
    unit: 'ratio',
    title: { de: 'Streuung November–April zu Mai–Oktober', en: 'Noise in November–April over May–October' },
    source: lorraine,
  },
  priorSigma: {
    default: 0.05,
    minimum: 0.005,
    maximum: 0.5,
    unit: 'index',
    title: { de: 'Streuung eines Waldpixels im Sommer, vorab', en: 'Noise of a forest pixel in summer, prior' },
    source: `${lorraine}: per-pixel training residual sd 0.058 over all dates`,
  },
  pooledModel: {
    default: '0.736 0.096 -0.128 -0.021 -0.062',
    unit: 'index',
    title: { de: 'Mittleres Waldmodell: a1 b1 b2 b3 b4', en: 'Pooled forest model: a1 b1 b2 b3 b4' },
    source: lorraine,
  },
  levelSpread: {
    default: 0.1,
    minimum: 0.001,
    maximum: 10,
    unit: 'index',
    title: { de: 'Streuung des Niveaus zwischen Pixeln', en: 'Spread of the level among pixels' },
    source: lorraine,
  },
  harmonicSpread: {
    default: 0.04,
    minimum: 0.001,
    maximum: 10,
    unit: 'index',
    title: { de: 'Streuung der Jahreskurve zwischen Pixeln', en: 'Spread of the yearly curve among pixels' },
    source: lorraine,
  },
  minTrainingDays: {
    default: 548,
    unit: 'd',
    title: { de: 'landsicht: Lernzeit mindestens', en: 'landsicht: training lasts at least' },
    source: 'Landsicht: one and a half years, so that each season is in it',
  },
  returnDates: {
    default: 4,
    minimum: 1,
    maximum: 50,
    unit: 'dates',
    title: { de: 'Erholt nach gesunden Terminen', en: 'Recovered after healthy dates' },
    source: `${wallonia}: more than 3`,
  },
  returnDays: {
    default: 30,
    unit: 'd',
    title: { de: 'Erholt nach mehr als', en: 'Recovered after more than' },
    source: wallonia,
  },
  maxTemporaryDays: {
    default: 90,
    unit: 'd',
    title: { de: 'Vorübergehender Stress dauert höchstens', en: 'Temporary stress lasts at most' },
    source: wallonia,
  },
  cutSpanDays: {
    default: 40,
    unit: 'd',
    title: { de: 'Geräumt auch nach 2 Bodenterminen im Abstand von', en: 'Cut also after 2 soil dates apart by' },
    source: wallonia,
  },
  regrowthNdvi: {
    default: 0.6,
    minimum: 0,
    maximum: 1,
    unit: 'NDVI',
    title: { de: 'Jungwuchs auf geräumter Fläche ab', en: 'Regrowth on cut ground from' },
    source: 'measured: felled conifer stands in Lorraine, grass and bramble from May on',
  },
} as const satisfies Readonly<Record<string, MonitorParameter>>;

type Parameters = typeof seriesParameters;
type Widened<T> = T extends number ? number : T extends boolean ? boolean : string;
type Special = 'mode' | 'index' | 'stressIndexMode' | 'pooledModel' | 'minLastTrainingDate' | 'maxLastTrainingDate';

/** The parameters, parsed. Reflectances × 10 000, index differences unscaled. */
export type SeriesRules = { readonly [K in Exclude<keyof Parameters, Special>]: Widened<Parameters[K]['default']> } & {
  readonly mode: SeriesMode;
  readonly index: IndexId;
  readonly stressIndexMode: StressIndexMode;
  /** a1 b1 b2 b3 b4 of `harmonicTerms`. */
  readonly pooledModel: readonly number[];
  /** Days since 1970-01-01. */
  readonly minLastTrainingDay: number;
  readonly maxLastTrainingDay: number;
};

/** Checks and parses the values of `seriesParameters`; a value left out has its default. */
export function seriesRulesOf(given: ParameterValues): SeriesRules {
  const values: Record<string, number | string | boolean> = {};
  for (const [id, parameter] of Object.entries(seriesParameters)) values[id] = checked(id, parameter, given[id] ?? parameter.default);
  const { minLastTrainingDate, maxLastTrainingDate, pooledModel, ...rest } = values;
  const pooled = String(pooledModel)
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  if (pooled.length !== 5 || !pooled.every(Number.isFinite)) throw refused('pooledModel', 'five numbers: a1 b1 b2 b3 b4', pooledModel);
  return {
    ...(rest as unknown as SeriesRules),
    mode: oneOf('mode', ['fordead', 'landsicht'], rest['mode']),
    index: oneOf('index', Object.keys(vegetationIndices) as IndexId[], rest['index']),
    stressIndexMode: oneOf('stressIndexMode', ['mean', 'weighted_mean'], rest['stressIndexMode']),
    pooledModel: pooled,
    minLastTrainingDay: dayOf('minLastTrainingDate', minLastTrainingDate),
    maxLastTrainingDay: dayOf('maxLastTrainingDate', maxLastTrainingDate),
  };
}

export const landsichtRules: SeriesRules = seriesRulesOf({});
export const fordeadRules: SeriesRules = seriesRulesOf({ mode: 'fordead' });

function checked(id: string, parameter: MonitorParameter, value: number | string | boolean): number | string | boolean {
  const { minimum = -Infinity, maximum = Infinity } = parameter;
  if (typeof value !== typeof parameter.default) throw refused(id, `a ${typeof parameter.default}`, value);
  if (typeof value === 'number' && !(value >= minimum && value <= maximum)) throw refused(id, `${minimum} to ${maximum}`, value);
  return value;
}

function oneOf<T extends string>(id: string, names: readonly T[], value: unknown): T {
  const found = names.find((name) => name === value);
  if (found == null) throw refused(id, names.join(', '), value);
  return found;
}

function dayOf(id: string, value: unknown): number {
  const day = /^\d{4}-\d\d-\d\d$/.test(String(value)) ? Date.parse(`${value}T00:00:00Z`) / 86_400_000 : Number.NaN;
  if (!Number.isInteger(day)) throw refused(id, 'a date like 2018-01-01', value);
  return day;
}

function refused(id: string, expected: string, got: unknown): LandsichtError {
  return new LandsichtError('bad-argument', `bark-beetle parameter "${id}": expected ${expected}, got ${String(got)}`);
}
