import type { LocalText } from '@landsicht/core';

/** What is wrong with a parcel or row of an import. Nothing is left out without one. */
export const findingKinds = {
  'no-geometry': { title: { de: 'Keine Geometrie', en: 'No geometry' } },
  'not-polygon': { title: { de: 'Keine Fläche', en: 'Not a polygon' } },
  'zero-area': { title: { de: 'Fläche null', en: 'Zero area' } },
  'invalid-ring': { title: { de: 'Ring ungültig (zu wenige Punkte, nicht endlich)', en: 'Invalid ring (too few points, not finite)' } },
  'self-intersection': { title: { de: 'Ring schneidet oder berührt sich', en: 'Ring crosses or touches itself' } },
  'duplicate-id': { title: { de: 'Kennung doppelt', en: 'Duplicate identifier' } },
  'duplicate-geometry': { title: { de: 'Geometrie doppelt', en: 'Duplicate geometry' } },
  overlap: { title: { de: 'Überlappung', en: 'Overlap' } },
  'area-mismatch': { title: { de: 'Fläche weicht um mehr als 2 % ab', en: 'Area differs by more than 2 %' } },
  'too-small': { title: { de: 'Zu klein für Satelliten', en: 'Too small for satellites' } },
  'too-narrow': { title: { de: 'Zu schmal für Satelliten', en: 'Too narrow for satellites' } },
  'no-id': { title: { de: 'Keine Kennung', en: 'No identifier' } },
  'no-crop': { title: { de: 'Kein Nutzungscode', en: 'No crop code' } },
  'bad-flik': { title: { de: 'FLIK nicht nach dem Muster', en: 'FLIK not of the pattern' } },
  'landscape-element': {
    title: {
      de: 'Landschaftselement oder nicht beihilfefähiger Teil: nicht beobachtet',
      en: 'Landscape element or non-eligible part: not watched',
    },
  },
} as const satisfies Record<string, { title: LocalText }>;

export type FindingKind = keyof typeof findingKinds;

export interface ParcelFinding {
  readonly kind: FindingKind;
  /** Parcel id, or "row N". */
  readonly parcel: string;
  /** Rows of the file, from 1. */
  readonly rows: readonly number[];
  /** In numbers, e.g. { declaredHa, areaHa }. */
  readonly values: Readonly<Record<string, number | string>>;
}
