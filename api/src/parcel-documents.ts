import type { LocalText } from '@landsicht/core';
import {
  caseStates,
  causeTexts,
  cropGroups,
  type EvidenceLook,
  type Marker,
  markerTitles,
  type ParcelEvidence,
  reasonCodes,
  stepsFrom,
} from '@landsicht/pipeline';
import type { StoredCase, CaseEntry as StoredEntry, StoredParcel } from '@landsicht/pipeline/store';
import { lookReason } from './look-reason.js';
import type { CaseEntry, ParcelCase, ParcelConclusion, ParcelDocument, ParcelMarkerDocument, ParcelRow } from './parcel-schemas.js';

/** Stored parcels as the API shows them: ids with their titles, nothing computed. */

/** The rules a unit was judged by. */
export type RuleTexts = ReadonlyMap<string, { readonly title: LocalText; readonly legalSource: readonly string[] }>;

type CauseId = keyof typeof causeTexts;

export function causeTitle(id: string): LocalText {
  return Object.hasOwn(causeTexts, id) ? causeTexts[id as CauseId].title : plain(id);
}

export function stateTitle(id: keyof typeof caseStates): LocalText {
  return caseStates[id].title;
}

export function conditionTitle(rules: RuleTexts, id: string): LocalText {
  return rules.get(id)?.title ?? plain(id);
}

const plain = (id: string): LocalText => ({ de: id, en: id });
export const causesOf = (ids: readonly string[]) => ids.map((id) => ({ id, title: causeTitle(id) }));

export function parcelRow({ cases, unitKey: _, asOf: __, ...parcel }: StoredParcel, rules: RuleTexts): ParcelRow {
  return { ...parcel, bboxLonLat: [...parcel.bboxLonLat], conditions: cases.map((one) => conditionLight(one, rules)) };
}

function conditionLight({ conclusion, status, light }: StoredCase, rules: RuleTexts): ParcelRow['conditions'][number] {
  return {
    condition: conclusion.condition,
    title: conditionTitle(rules, conclusion.condition),
    ...{ light, machineLight: conclusion.light, isFinal: conclusion.isFinal, causes: causesOf(conclusion.causes) },
    ...{ windowEnd: conclusion.windowEnd, state: status.state, stateTitle: stateTitle(status.state) },
    awaitsSecond: status.awaitsSecond != null,
  };
}

export function caseDocument({ status, steps }: Pick<StoredCase, 'status' | 'steps'>): ParcelCase {
  return {
    ...{ state: status.state, stateTitle: stateTitle(status.state), light: status.light, steps },
    awaitsSecond: status.awaitsSecond != null,
    allowed: stepsFrom(status, null),
    isHeld: status.inHands,
  };
}

export function conclusionDocument(one: StoredCase, unitKey: string, rules: RuleTexts): ParcelConclusion {
  const { conclusion } = one;
  return {
    ...conditionLight(one, rules),
    ...{ reason: conclusion.reason, windowStart: conclusion.windowStart, lastClearDate: conclusion.lastClearDate },
    ...{ hectares: conclusion.hectares, values: { ...conclusion.values }, markers: conclusion.markers.map(markerDocument) },
    ...{ sceneIds: [...conclusion.sceneIds], ruleVersion: conclusion.ruleVersion, legalYear: conclusion.legalYear, unitKey },
    legalSource: [...(rules.get(conclusion.condition)?.legalSource ?? [])],
    case: caseDocument(one),
  };
}

function markerDocument({ type, sceneIds = [], part, values, ...marker }: Marker): ParcelMarkerDocument {
  return { ...marker, type, title: markerTitles[type].title, values: { ...values }, sceneIds: [...sceneIds], part: part ?? null };
}

/** `chipHref` makes the address of a scene's picture. */
export function parcelDocument(
  stored: StoredParcel,
  {
    evidence,
    geometry,
    rules,
    chipHref,
  }: { evidence: ParcelEvidence; geometry: ParcelDocument['geometry']; rules: RuleTexts; chipHref: (sceneId: string) => string },
): Omit<ParcelDocument, 'links'> {
  const { conditions: _, ...row } = parcelRow(stored, rules);
  const { parcel, markers, crop, looks } = evidence;
  return {
    ...row,
    ...{ geometry, areaHa: parcel.areaHa, declaredHa: parcel.declaredHa, asOf: stored.asOf, unitKey: stored.unitKey },
    ...{ ecoSchemes: [...(parcel.ecoSchemes ?? [])], commitments: [...(parcel.commitments ?? [])] },
    ...{ laneCauses: causesOf(parcel.causes), monitorable: markers.monitorable, flags: causesOf(markers.flags) },
    conclusions: stored.cases.map((one) => conclusionDocument(one, stored.unitKey, rules)),
    markers: markers.markers.map(markerDocument),
    unanswered: (markers.unanswered ?? []).map(({ type, reason }) => ({ type, title: markerTitles[type].title, reason })),
    crop: crop == null ? null : cropDocument(crop),
    chips: looks.filter(({ sensor }) => sensor !== 's1').map((look) => chipDocument(look, chipHref)),
  };
}

function cropDocument({
  declaredGroup,
  probabilities,
  clearDatesAprSep,
}: NonNullable<ParcelEvidence['crop']>): NonNullable<ParcelDocument['crop']> {
  const titleOf = (id: string) => (Object.hasOwn(cropGroups, id) ? cropGroups[id as keyof typeof cropGroups].title : plain(id));
  return {
    declaredGroup: declaredGroup == null ? null : { id: declaredGroup, title: titleOf(declaredGroup) },
    probabilities: Object.entries(probabilities)
      .sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
      .map(([id, probability]) => ({ id, title: titleOf(id), probability })),
    clearDatesAprSep,
  };
}

function chipDocument(look: EvidenceLook, chipHref: (sceneId: string) => string): ParcelDocument['chips'][number] {
  const masked = lookReason(look);
  return { sceneId: look.sceneId, date: look.date, clear: masked == null, masked, href: chipHref(look.sceneId) };
}

export function entryDocument({ number, atUtc, person, step, before, after, seen }: StoredEntry): CaseEntry {
  const reason = 'reasonCode' in step ? step.reasonCode : null;
  return {
    ...{ number, atUtc: atUtc.toISOString(), person, step: step.kind, before, after },
    light: 'light' in step ? step.light : null,
    reasonCode: reason == null ? null : { id: reason, title: reasonCodes[reason].title },
    text: 'text' in step ? step.text : '',
    photoIds: 'photoIds' in step ? [...step.photoIds] : [],
    causes: step.kind === 'machine' ? causesOf(step.causes) : [],
    seen: seen == null ? null : { ...seen, sceneIds: [...seen.sceneIds] },
  };
}
