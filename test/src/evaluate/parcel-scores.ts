import type { ViolationKind } from '@landsicht/data-samples';
import { declaredCropOf, type Light } from '@landsicht/pipeline';
import { truthOfCondition } from './field-truth.js';
import type { JudgedField } from './judge-fields.js';

/** A simulated season against its truth. */
export interface ParcelSeed {
  readonly parcels: number;
  readonly conditions: readonly ConditionScore[];
  readonly planted: readonly PlantedScore[];
  readonly mowing: EventScore;
  readonly crops: CropScore;
}

/** Lights of a condition on parcels that meet it and that do not. */
export interface ConditionScore {
  readonly condition: string;
  readonly met: Readonly<Record<Light, number>>;
  readonly broken: Readonly<Record<Light, number>>;
  /** No right answer: given all the same. */
  readonly unclear: number;
}

export function conditionScores(fields: readonly JudgedField[], year: number): ConditionScore[] {
  const scores = new Map<string, { met: Record<Light, number>; broken: Record<Light, number>; unclear: number }>();
  for (const { truth, conclusions } of fields) {
    for (const { condition, light } of conclusions) {
      const score = scores.get(condition) ?? { met: noLights(), broken: noLights(), unclear: 0 };
      scores.set(condition, score);
      const isMet = truthOfCondition(condition, truth, year);
      if (isMet == null) score.unclear++;
      else score[isMet ? 'met' : 'broken'][light]++;
    }
  }
  return [...scores].sort(([a], [b]) => a.localeCompare(b)).map(([condition, score]) => ({ condition, ...score }));
}

function noLights(): Record<Light, number> {
  return { green: 0, yellow: 0, red: 0 };
}

/** Conditions that each planted violation breaks. */
const concernedConditions: Readonly<Record<ViolationKind, readonly string[]>> = {
  'wrong-crop': ['crop-group', 'permanent-grassland-not-ploughed'],
  unmown: ['minimum-activity-grassland'],
  'part-ploughed': ['permanent-grassland-not-ploughed'],
  'two-crops': ['homogeneity', 'crop-group'],
  building: ['ineligible-land'],
  'over-hedge': ['ineligible-land', 'homogeneity'],
  'fallow-mown': ['fallow-no-use'],
  'catch-crop-missing': ['catch-crop'],
  'soil-not-covered': ['soil-cover'],
};

export interface PlantedScore {
  readonly kind: ViolationKind;
  readonly lights: Readonly<Record<Light, number>>;
}

export interface CropScore {
  readonly judged: number;
  readonly right: number;
}

/** Parcels with a planted violation by the worst light of the conditions that it breaks. */
export function plantedFound(fields: readonly JudgedField[]): PlantedScore[] {
  return (Object.keys(concernedConditions) as ViolationKind[]).map((kind) => {
    const lights = noLights();
    for (const { truth, conclusions } of fields) {
      if (!truth.violations.includes(kind)) continue;
      const concerned = conclusions.filter(({ condition }) => concernedConditions[kind].includes(condition)).map(({ light }) => light);
      lights[concerned.includes('red') ? 'red' : concerned.includes('yellow') ? 'yellow' : 'green']++;
    }
    return { kind, lights };
  });
}

/** Events found, and markers that are right, of meadows whose mowing was judged. */
export interface EventScore {
  readonly events: number;
  readonly markers: number;
  readonly right: number;
}

/** Cuts from 1 April to 5 November; a marker is right where its interval, `toleranceDays` wider on each side, holds a cut that no other marker has. */
export function mowingScore(fields: readonly JudgedField[], year: number, toleranceDays: number): EventScore {
  const score = { events: 0, markers: 0, right: 0 };
  const dayOf = (date: string): number => Date.parse(date) / 86_400_000;
  for (const { truth, evidence } of fields) {
    const { markers } = evidence;
    if (truth.parts[0]?.crop !== 'grass' || truth.declared !== 'grass' || !markers.monitorable) continue;
    const cuts = truth.events.filter(
      ({ type, part, date }) => type === 'mowing' && part === 0 && date >= `${year}-04-01` && date <= `${year}-11-05`,
    );
    const said = markers.markers.filter(({ type }) => type === 'mowing');
    const free = new Set(cuts.map(({ date }) => dayOf(date)));
    score.events += cuts.length;
    score.markers += said.length;
    for (const { start, end } of said) {
      const hit = [...free].find((day) => day >= dayOf(start) - toleranceDays && day <= dayOf(end) + toleranceDays);
      if (hit == null) continue;
      free.delete(hit);
      score.right++;
    }
  }
  return score;
}

/** Parcels whose likeliest group is that of what grows on most of it. */
export function cropScore(fields: readonly JudgedField[]): CropScore {
  const score = { judged: 0, right: 0 };
  for (const { truth, evidence } of fields) {
    const group = declaredCropOf({ cropCode: truth.parts[0]?.nutzcode ?? null, cropName: null })?.group;
    const [likeliest] = Object.entries(evidence.crop?.probabilities ?? {}).sort((a, b) => b[1] - a[1]);
    if (group == null || likeliest == null) continue;
    score.judged++;
    if (likeliest[0] === group) score.right++;
  }
  return score;
}
