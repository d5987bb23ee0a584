import { z } from 'zod';

const share = z.number().min(0).max(1);
const positive = z.number().positive();

export const severities = ['Unknown', 'Minor', 'Moderate', 'Severe', 'Extreme'] as const;
/** CAP 1.2 `severity`, mildest first. */
export type Severity = (typeof severities)[number];

/** Any of the named conditions is enough. */
const severityRule = z.strictObject({
  severity: z.enum(severities),
  /** Land-use classes that together have at least `minimumHa` under water. */
  landUse: z.array(z.string()).optional(),
  minimumHa: z.number().min(0).optional(),
  /** At least so many buildings or km of road under water. */
  buildings: positive.optional(),
  roadsKm: positive.optional(),
});
export type SeverityRule = z.infer<typeof severityRule>;

/** First rule that holds wins; flood.md section 6: Minor riverside only, Moderate farm/forest, Severe roads/single buildings, Extreme settlement. */
const severityRules: readonly SeverityRule[] = [
  { severity: 'Extreme', landUse: ['settlement', 'residential', 'industrial', 'commercial', 'building'], minimumHa: 0.1, buildings: 10 },
  { severity: 'Severe', landUse: ['traffic', 'road', 'asphalt'], minimumHa: 0.1, roadsKm: 0.05, buildings: 1 },
  {
    severity: 'Moderate',
    landUse: ['arable', 'grassland', 'forest', 'spruce', 'mixed', 'deciduous', 'garden', 'track'],
    minimumHa: 0.3,
  },
];

export const eventRulesSchema = z.strictObject({
  /** An event is raised at this area (flood.md 3.1: 1 ha for alerts) … */
  raiseHa: positive.default(1),
  /** … and cleared below this one (minimum mapping unit) … */
  clearHa: positive.default(0.3),
  /** … in so many looks in a row that see at least `observedShare` of it. */
  clearLooks: z.int().min(1).default(2),
  observedShare: share.default(0.8),
  /** The same event where more than this share of the smaller extent is common … */
  overlapShare: share.default(0.3),
  /** … and water was last seen there at most so many days ago, counted in whole days. */
  maximumGapDays: positive.default(6),
  /** Tree rows, bridges and road banks cut one sheet of water into pieces: cells this near belong together. */
  groupDistanceM: z.number().min(10).max(5000).default(100),
  /** Receding after a loss of this share, rising again after such a gain; also what makes an update of an alert worth sending. */
  changeShare: share.default(0.2),
  /** Scenes this close in time are frames of one overflight: one look. */
  samePassMinutes: z.number().min(0).default(10),
  /** Percent. Certainty Observed from here, Likely from there (flood.md section 6). */
  observedLikelihood: z.number().min(0).max(100).default(80),
  likelyLikelihood: z.number().min(0).max(100).default(50),
  /** Unit flags that are no advisory condition of flood.md 3.1 (wind, frost, dry soil, incidence, few scenes, fallback); every other flag is. */
  informationalFlags: z.array(z.string()).default([
    'units_linear_detected',
    'units_db_detected',
    'incidence_assumed',
    'no_baseline_detector',
    'terrain_not_used',
    'reference_not_observed', // that water is not counted as flood
  ]),
  /** Urgency Immediate up to this age of the image. */
  immediateHours: positive.default(12),
  severity: z.array(severityRule).default([...severityRules]),
});

/** All thresholds of event tracking; areas in ha. */
export type EventRules = z.infer<typeof eventRulesSchema>;

export const defaultEventRules: EventRules = eventRulesSchema.parse({});
