import type { LocalText } from '@landsicht/core';
import type { Light } from '../conditions/conclusion.js';
import type { CauseCode } from '../markers/marker.js';

/** Where a parcel × condition × legal year stands (parcels.md 8). */
export const caseStates = {
  OPEN: { title: { de: 'Offen', en: 'Open' } },
  AUTO_GREEN: { title: { de: 'Automatisch bestätigt', en: 'Confirmed by the machine' } },
  YELLOW: { title: { de: 'Ungeklärt', en: 'Not conclusive' } },
  RED_PROPOSED: { title: { de: 'Abweichung vorgeschlagen', en: 'Deviation proposed' } },
  NOTIFIED: { title: { de: 'Betrieb benachrichtigt', en: 'Farmer notified' } },
  FARMER_CORRECTED: { title: { de: 'Antrag geändert', en: 'Corrected by the farmer' } },
  PHOTO_REQUESTED: { title: { de: 'Foto angefordert', en: 'Photo requested' } },
  PHOTO_OK: { title: { de: 'Foto angenommen', en: 'Photo accepted' } },
  PHOTO_REJECTED: { title: { de: 'Foto abgelehnt', en: 'Photo rejected' } },
  EXPERT_JUDGED: { title: { de: 'Beurteilt', en: 'Judged' } },
  FIELD_VISIT: { title: { de: 'Vor Ort geprüft', en: 'Visited' } },
  CLOSED: { title: { de: 'Abgeschlossen', en: 'Closed' } },
} as const satisfies Record<string, { title: LocalText }>;

export type CaseState = keyof typeof caseStates;

/** Why somebody decides as they do; the text beside it says the rest. */
export const reasonCodes = {
  EVIDENCE: { title: { de: 'Satellitenbild belegt es', en: 'Shown by satellite' } },
  FINER_IMAGE: { title: { de: 'Luftbild oder feineres Bild belegt es', en: 'Shown by an orthophoto or finer imagery' } },
  PHOTO: { title: { de: 'Geotag-Foto belegt es', en: 'Shown by a geotagged photo' } },
  CORRECTION: { title: { de: 'Antrag wurde geändert', en: 'The claim was corrected' } },
  VISIT: { title: { de: 'Vor-Ort-Prüfung', en: 'On-the-spot visit' } },
  FALSE_ALARM: { title: { de: 'Fehlmeldung der Automatik', en: 'The machine was wrong' } },
  GEOMETRY: { title: { de: 'Geometrie stimmt nicht', en: 'The geometry is wrong' } },
  EXEMPTION: { title: { de: 'Ausnahme oder Härtefall', en: 'Exemption or hardship' } },
  OTHER: { title: { de: 'Anderer Grund', en: 'Other reason' } },
} as const satisfies Record<string, { title: LocalText }>;

export type ReasonCode = keyof typeof reasonCodes;

/** What the machine concluded; the only step it takes. */
export interface MachineStep {
  readonly kind: 'machine';
  readonly light: Light;
  readonly isFinal: boolean;
  readonly causes: readonly CauseCode[];
}

/** What a person does. */
export type PersonStep =
  | { readonly kind: 'notify'; readonly text: string }
  | { readonly kind: 'farmer-corrected'; readonly text: string }
  | { readonly kind: 'request-photo'; readonly text: string }
  | { readonly kind: 'accept-photo'; readonly photoIds: readonly string[]; readonly text: string }
  | { readonly kind: 'reject-photo'; readonly photoIds: readonly string[]; readonly text: string }
  | { readonly kind: 'judge'; readonly light: 'green' | 'red'; readonly reasonCode: ReasonCode; readonly text: string }
  | { readonly kind: 'countersign'; readonly text: string }
  | { readonly kind: 'field-visit'; readonly light: Light; readonly text: string }
  | { readonly kind: 'reopen'; readonly text: string }
  | { readonly kind: 'close'; readonly text: string }
  | { readonly kind: 'note'; readonly text: string };

export type CaseStep = MachineStep | PersonStep;
export type StepKind = CaseStep['kind'];

/** Where a case stands; folded from its steps. */
export interface CaseStatus {
  readonly state: CaseState;
  /** As decided last, by machine or people; null before anything. */
  readonly light: Light | null;
  /** Of the machine's last conclusion. */
  readonly isFinal: boolean;
  /** A person has taken it up: the machine leaves it alone from then on. */
  readonly inHands: boolean;
  /** Who decided red, until a second person has signed. */
  readonly awaitsSecond: string | null;
}

export const newCase: CaseStatus = { state: 'OPEN', light: null, isFinal: false, inHands: false, awaitsSecond: null };
