import type { LocalText } from '@landsicht/core';
import { type CropGroup, cropGroups } from '../crops/crop-groups.js';
import type { CauseCode, Marker, ParcelMarkers } from '../markers/marker.js';
import { causeTexts } from './cause-texts.js';
import type { Conclusion, Light } from './conclusion.js';
import {
  declaredProbability,
  evaluate,
  likeliestOther,
  markerTypesOf,
  missingTypesOf,
  ndviSpan,
  type Verdict,
} from './evaluate-expression.js';
import { type EvidenceInput, evidenceOf, type ParcelEvidence } from './evidence.js';
import { dayOf, type Observation, observe, shortcomings } from './observation.js';
import type { AppliesTo, Expression, Needs, ParcelRules, VersionedRule } from './rule.js';
import { fillSentence, type SentenceValues } from './sentence.js';

/** One conclusion for each condition that applies to the parcel and whose window has begun. */
export function concludeParcel({ rules, ...input }: EvidenceInput & { readonly rules: ParcelRules }): Conclusion[] {
  return concludeEvidence(evidenceOf(input), rules);
}

/** The same from what is stored. */
export function concludeEvidence(evidence: ParcelEvidence, { rules }: ParcelRules): Conclusion[] {
  return rules.flatMap((rule) => {
    const conclusion = concludeCondition(evidence, rule);
    return conclusion == null ? [] : [conclusion];
  });
}

/** null where the rule does not apply, is of another year, or its window has not begun. */
export function concludeCondition(evidence: ParcelEvidence, rule: VersionedRule): Conclusion | null {
  const { parcel, year, asOf, crop } = evidence;
  const isOfYear = year >= rule.legalYears.from && (rule.legalYears.to == null || year <= rule.legalYears.to);
  if (!isOfYear || !applies(rule.appliesTo, evidence)) return null;
  const from = dayOf(rule.window.from, year);
  const to = dayOf((crop?.declaredGroup == null ? null : rule.window.toByCropGroup?.[crop.declaredGroup]) ?? rule.window.to, year);
  if (asOf < from) return null;
  const judged = judge(evidence, rule, from, to);
  const values = valuesOf(evidence, judged, { from, to });
  return {
    parcelId: parcel.id,
    condition: rule.id,
    legalYear: year,
    ruleVersion: rule.ruleVersion,
    light: judged.light,
    isFinal: asOf > to || (rule.duty === 'act' && judged.light === 'green') || (rule.duty === 'abstain' && judged.light === 'red'),
    causes: judged.causes,
    reason: reasonOf(rule, judged, values),
    windowStart: from,
    windowEnd: to,
    lastClearDate: judged.seen.lastClearDate,
    hectares: parcel.declaredHa ?? parcel.areaHa,
    values: plainValues(values),
    markers: judged.markers,
    sceneIds: sceneIdsOf(judged.markers, evidence, from, to),
  };
}

interface Judged {
  readonly light: Light;
  readonly causes: readonly CauseCode[];
  readonly markers: readonly Marker[];
  readonly seen: Observation;
  readonly needs: Needs;
  /** Questions of this rule that the season could not answer. */
  readonly unanswered: readonly LocalText[];
}

/** Green only on evidence, red only with all its conditions, yellow with its causes else. */
function judge(evidence: ParcelEvidence, rule: VersionedRule, from: string, to: string): Judged {
  const { parcel, markers, looks, crop, asOf, year } = evidence;
  const facts = {
    markers: markers.markers.filter((marker) => marker.start <= to && marker.end >= from && marker.observedOn <= asOf),
    looks,
    crop,
    from,
    to,
  };
  const seenFor = (needs: Needs) =>
    observe(looks, needs.from == null ? from : dayOf(needs.from, year), needs.to == null ? to : dayOf(needs.to, year), asOf);
  const [seenForGreen, seenForRed] = [seenFor(rule.needs.green), seenFor(rule.needs.red)];
  const [green, red] = [evaluate(rule.green, facts), evaluate(rule.red, facts)];
  const types = new Set([...markerTypesOf(rule.green), ...markerTypesOf(rule.red)]);
  const told = facts.markers.filter(({ type }) => types.has(type));
  const unanswered = (markers.unanswered ?? []).filter(({ type }) => types.has(type)).map(({ reason }) => reason);
  const yellow = (causes: readonly CauseCode[], seen = seenForRed, needs = rule.needs.red): Judged => ({
    light: 'yellow',
    causes: [...new Set(causes)],
    markers: told,
    ...{ seen, needs, unanswered },
  });
  const light = (which: 'green' | 'red', { markers: proof }: Verdict, seen: Observation): Judged => ({
    ...{ light: which, causes: [], markers: proof, seen, needs: rule.needs[which], unanswered },
  });

  const blocking = blockedBy(evidence, rule);
  if (blocking.length > 0) return yellow(blocking);
  if (red.holds && green.holds) return yellow(['WEAK_EVIDENCE']);
  if (red.holds) {
    const causes = [
      ...absenceCauses(rule.red, markers),
      ...shortcomings(rule.needs.red, seenForRed),
      ...(rule.duty !== 'abstain' && asOf <= to ? ['WINDOW_OPEN' as const] : []),
    ];
    return causes.length > 0 ? yellow(causes) : light('red', red, seenForRed);
  }
  if (green.holds) {
    const causes = [
      ...(rule.needsSoundBoundary && parcel.causes.includes('BOUNDARY_CONFLICT') ? ['BOUNDARY_CONFLICT' as const] : []),
      ...absenceCauses(rule.green, markers),
      ...shortcomings(rule.needs.green, seenForGreen),
    ];
    return causes.length > 0 ? yellow(causes, seenForGreen, rule.needs.green) : light('green', green, seenForGreen);
  }
  if (asOf <= to && rule.duty !== 'abstain') return yellow(['WINDOW_OPEN']);
  const isOpen = unanswered.length > 0;
  const few = [...shortcomings(rule.needs.red, seenForRed), ...(isOpen ? ['FEW_OBS' as const] : [])];
  return yellow(few.length > 0 && (isOpen || told.length === 0) ? few : [rule.otherwise]);
}

/** What makes every answer of this rule moot. */
function blockedBy({ parcel, markers, looks, crop }: ParcelEvidence, rule: VersionedRule): CauseCode[] {
  if (parcel.lane === 'none') return parcel.causes.length > 0 ? [...parcel.causes] : ['SMALL'];
  if (looks.length === 0) return ['NO_IMAGERY'];
  if (rule.needsHomogeneous && markers.flags.includes('HETEROGENEOUS')) return ['HETEROGENEOUS'];
  const asksCrop = JSON.stringify([rule.green, rule.red]).includes('"crop":');
  if (asksCrop && crop?.declaredGroup == null) return ['UNKNOWN_CROP'];
  return markers.flags.filter((flag) => flag === 'SHADED_EDGE' || flag === 'TREE_COVERED');
}

/** What is not there proves nothing where the parcel cannot be watched or the question could not be asked. */
function absenceCauses(expression: Expression, { monitorable, flags, unanswered = [] }: ParcelMarkers): CauseCode[] {
  const missing = missingTypesOf(expression);
  if (missing.length === 0) return [];
  if (!monitorable) return flags.length > 0 ? [...flags] : ['FEW_OBS'];
  return unanswered.some(({ type }) => missing.includes(type)) ? ['FEW_OBS'] : [];
}

function applies(to: AppliesTo, { parcel, crop }: ParcelEvidence): boolean {
  if (!to.kinds.includes(parcel.kind)) return false;
  if (hasCode(to.exceptCropCodes, parcel.cropCode)) return false;
  return (
    to.everything === true ||
    hasCode(to.cropCodes, parcel.cropCode) ||
    (crop?.declaredGroup != null && to.cropGroups?.includes(crop.declaredGroup) === true) ||
    shares(to.ecoSchemes, parcel.ecoSchemes) ||
    shares(to.commitments, parcel.commitments)
  );
}

function shares(wanted: readonly string[] | undefined, carried: readonly string[] | undefined): boolean {
  return carried?.some((one) => wanted?.includes(one) === true) === true;
}

/** Spans compare as text: their ends have the same length. */
function hasCode(spans: readonly string[] | undefined, code: string | null): boolean {
  if (code == null || spans == null) return false;
  return spans.some((span) => {
    const [first = '', last = first] = span.split('-');
    return code.length === first.length && code >= first && code <= last;
  });
}

function valuesOf(evidence: ParcelEvidence, { markers, seen, needs }: Judged, { from, to }: { from: string; to: string }): SentenceValues {
  const { parcel, crop, looks, asOf } = evidence;
  const [best] = markers;
  const other = likeliestOther(crop);
  const ndvi = ndviSpan({ looks, from, to });
  const titleOf = (group: string | null | undefined): LocalText | undefined =>
    group == null ? undefined : (cropGroups[group as CropGroup]?.title ?? { de: group, en: group });
  return {
    ...{ windowStart: from, windowEnd: to, asOf, hectares: parcel.declaredHa ?? parcel.areaHa },
    crop: parcel.cropName ?? parcel.cropCode,
    ...{ clearDates: seen.clearDates, maximumGapDays: seen.maximumGapDays, pixels: seen.pixels, lastClearDate: seen.lastClearDate },
    ...{ observedFrom: seen.from, observedTo: seen.to },
    ...{ needClearDates: needs.clearDates, needGapDays: needs.maximumGapDays, needPixels: needs.pixels },
    ...(ndvi == null ? {} : { ndviMin: ndvi.min, ndviMax: ndvi.max, ndviRange: ndvi.max - ndvi.min }),
    ...{ declaredGroup: titleOf(crop?.declaredGroup), declaredProbability: declaredProbability(crop) },
    ...{ otherGroup: titleOf(other?.group), otherProbability: other?.probability },
    markerCount: markers.length,
    ...(best == null
      ? {}
      : {
          ...{
            'marker.start': best.start,
            'marker.end': best.end,
            'marker.observedOn': best.observedOn,
            'marker.confidence': best.confidence,
          },
          ...Object.fromEntries(Object.entries(best.values).map(([name, value]) => [`marker.${name}`, value])),
        }),
  };
}

function reasonOf({ sentences }: VersionedRule, { light, causes, seen, needs, unanswered }: Judged, values: SentenceValues): LocalText {
  if (light !== 'yellow') return fillSentence(sentences[light], values);
  const isShort = shortcomings(needs, seen).includes('FEW_OBS');
  const parts = [
    fillSentence(sentences.yellow, values),
    ...causes.flatMap((cause) => {
      // enough was seen, but not what a question of the rule needs: that question says what
      if (cause === 'FEW_OBS' && !isShort && unanswered.length > 0) return unanswered.map(({ de, en }) => ({ de: `${de}.`, en: `${en}.` }));
      return [fillSentence(causeTexts[cause].sentence, values)];
    }),
  ];
  return { de: parts.map(({ de }) => de).join(' '), en: parts.map(({ en }) => en).join(' ') };
}

/** Texts of groups are left to the sentence: here their English name. */
function plainValues(values: SentenceValues): Conclusion['values'] {
  const plain: Record<string, number | string> = {};
  for (const [name, value] of Object.entries(values)) {
    if (value == null) continue;
    plain[name] = typeof value === 'number' ? Number(value.toFixed(4)) : typeof value === 'string' ? value : value.en;
  }
  return plain;
}

/** Those of its markers; where it rests on what is not there, the looks of the window. */
function sceneIdsOf(markers: readonly Marker[], { looks }: ParcelEvidence, from: string, to: string): string[] {
  const ofMarkers = markers.flatMap(({ sceneIds = [] }) => sceneIds);
  const ids =
    ofMarkers.length > 0 ? ofMarkers : looks.filter(({ clear, date }) => clear && date >= from && date <= to).map(({ sceneId }) => sceneId);
  return [...new Set(ids)].sort();
}

const rank: Readonly<Record<Light, number>> = { green: 0, yellow: 1, red: 2 };

/** A parcel's light is the worst of its conditions; null without any. */
export function worstLight(lights: readonly Light[]): Light | null {
  return lights.reduce<Light | null>((worst, light) => (worst == null || rank[light] > rank[worst] ? light : worst), null);
}
