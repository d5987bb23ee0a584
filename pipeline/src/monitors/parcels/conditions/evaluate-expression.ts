import { epochDayOf } from '../markers/clear-series.js';
import type { Marker } from '../markers/marker.js';
import type { EvidenceCrop, EvidenceLook } from './evidence.js';
import { clearLooks } from './observation.js';
import type { CropTest, Expression, MarkerTest, NdviTest, ValueTest } from './rule.js';

/** What an expression is held against. */
export interface Facts {
  /** Those whose interval touches the window. */
  readonly markers: readonly Marker[];
  readonly looks: readonly EvidenceLook[];
  readonly crop: EvidenceCrop | null;
  readonly from: string;
  readonly to: string;
}

export interface Verdict {
  readonly holds: boolean;
  /** Markers that make it hold, surest first. */
  readonly markers: readonly Marker[];
}

/** Days after a drop in which later looks must stay low. */
const lowLookDays = 30;

export function evaluate(expression: Expression, facts: Facts): Verdict {
  if ('all' in expression) {
    const parts = expression.all.map((part) => evaluate(part, facts));
    return verdict(
      parts.every(({ holds }) => holds),
      parts,
    );
  }
  if ('any' in expression) {
    const parts = expression.any.map((part) => evaluate(part, facts)).filter(({ holds }) => holds);
    return verdict(parts.length > 0, parts);
  }
  if ('not' in expression) return { holds: !evaluate(expression.not, facts).holds, markers: [] };
  if ('marker' in expression) return markersHold(expression, facts);
  if ('crop' in expression) return { holds: cropHolds(expression, facts.crop), markers: [] };
  return { holds: ndviHolds(expression, facts), markers: [] };
}

function verdict(holds: boolean, parts: readonly Verdict[]): Verdict {
  const markers = holds ? [...new Set(parts.flatMap((part) => part.markers))].sort((a, b) => b.confidence - a.confidence) : [];
  return { holds, markers };
}

/** Every marker type an expression asks for. */
export function markerTypesOf(expression: Expression): MarkerTest['marker'] {
  if ('all' in expression) return expression.all.flatMap(markerTypesOf);
  if ('any' in expression) return expression.any.flatMap(markerTypesOf);
  if ('not' in expression) return markerTypesOf(expression.not);
  return 'marker' in expression ? expression.marker : [];
}

/** Types whose absence an expression takes as proof. */
export function missingTypesOf(expression: Expression, isNegated = false): MarkerTest['marker'] {
  if ('all' in expression) return expression.all.flatMap((part) => missingTypesOf(part, isNegated));
  if ('any' in expression) return expression.any.flatMap((part) => missingTypesOf(part, isNegated));
  if ('not' in expression) return missingTypesOf(expression.not, !isNegated);
  return 'marker' in expression && isNegated ? expression.marker : [];
}

function markersHold(test: MarkerTest, facts: Facts): Verdict {
  const found = facts.markers
    .filter(
      (marker) =>
        test.marker.includes(marker.type) &&
        marker.confidence >= (test.confidence ?? 0) &&
        (test.within !== true || (marker.start >= facts.from && marker.end <= facts.to)) &&
        Object.entries(test.values ?? {}).every(([name, limits]) => valueHolds(limits, marker.values[name])) &&
        (test.lowLooksAfter == null || lowLooksAfter(marker, facts.looks) >= test.lowLooksAfter),
    )
    .sort((a, b) => b.confidence - a.confidence || a.observedOn.localeCompare(b.observedOn));
  const count = found.reduce((sum, { values }) => sum + (typeof values['looks'] === 'number' ? values['looks'] : 1), 0);
  return { holds: count >= test.count, markers: count >= test.count ? found : [] };
}

function valueHolds({ atLeast, atMost, oneOf }: ValueTest, value: number | string | undefined): boolean {
  if (value == null) return false;
  if (oneOf != null && !oneOf.includes(value)) return false;
  if (atLeast == null && atMost == null) return true;
  return typeof value === 'number' && value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Number.POSITIVE_INFINITY);
}

function lowLooksAfter({ observedOn, values }: Marker, looks: readonly EvidenceLook[]): number {
  const [before, after] = [values['ndviBefore'], values['ndviAfter']];
  if (typeof before !== 'number' || typeof after !== 'number') return 0;
  const last = new Date((epochDayOf(observedOn) + lowLookDays) * 86_400_000).toISOString().slice(0, 10);
  return clearLooks(looks, observedOn, last).filter(
    ({ date, values: { NDVI } }) => date > observedOn && NDVI != null && NDVI < (before + after) / 2,
  ).length;
}

/** Without a group, or without probabilities, nothing holds. */
function cropHolds({ crop: which, atLeast, below }: CropTest, crop: EvidenceCrop | null): boolean {
  const probability = which === 'declared' ? declaredProbability(crop) : (likeliestOther(crop)?.probability ?? null);
  return probability != null && probability >= (atLeast ?? 0) && (below == null || probability < below);
}

export function declaredProbability(crop: EvidenceCrop | null): number | null {
  return crop?.declaredGroup == null ? null : (crop.probabilities[crop.declaredGroup] ?? null);
}

export function likeliestOther(crop: EvidenceCrop | null): { group: string; probability: number } | null {
  if (crop?.declaredGroup == null) return null;
  const [other] = Object.entries(crop.probabilities)
    .filter(([group]) => group !== crop.declaredGroup)
    .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]));
  return other == null ? null : { group: other[0], probability: other[1] };
}

function ndviHolds({ ndvi, atLeast, atMost }: NdviTest, facts: Facts): boolean {
  const span = ndviSpan(facts);
  if (span == null) return false;
  const value = ndvi === 'range' ? span.max - span.min : span[ndvi];
  return value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Number.POSITIVE_INFINITY);
}

export function ndviSpan({ looks, from, to }: Pick<Facts, 'looks' | 'from' | 'to'>): { min: number; max: number } | null {
  const values = clearLooks(looks, from, to).flatMap(({ values: { NDVI } }) => (NDVI == null ? [] : [NDVI]));
  return values.length === 0 ? null : { min: Math.min(...values), max: Math.max(...values) };
}
