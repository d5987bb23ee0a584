import type { LocalText } from '@landsicht/core';
import type { CauseCode } from '../markers/marker.js';

/** Each cause with its title and the sentence it adds to a yellow light; placeholders as in rules. */
export const causeTexts: Readonly<Record<CauseCode, { readonly title: LocalText; readonly sentence: LocalText }>> = {
  SMALL: {
    title: { de: 'Zu klein', en: 'Too small' },
    sentence: {
      de: 'Zu klein für Satelliten: {pixels} innere Pixel, nötig {needPixels}.',
      en: 'Too small for satellites: {pixels} inner pixels, {needPixels} needed.',
    },
  },
  NARROW: {
    title: { de: 'Zu schmal', en: 'Too narrow' },
    sentence: { de: 'Zu schmal für Satelliten: {hectares} ha.', en: 'Too narrow for satellites: {hectares} ha.' },
  },
  SHADED_EDGE: {
    title: { de: 'Waldrandschatten', en: 'Shaded by wood' },
    sentence: { de: 'Mehr als 30 % liegen im Schatten von Wald.', en: 'More than 30 % lies in the shade of wood.' },
  },
  FEW_OBS: {
    title: { de: 'Zu wenige klare Aufnahmen', en: 'Too few clear dates' },
    sentence: {
      de: 'Zu wenig gesehen: {clearDates} klare Aufnahmen vom {observedFrom} bis {observedTo}, längste Lücke {maximumGapDays} Tage[; nötig {needClearDates}][, Lücke höchstens {needGapDays} Tage].',
      en: 'Too little seen: {clearDates} clear dates from {observedFrom} to {observedTo}, longest gap {maximumGapDays} days[; {needClearDates} needed][, gap at most {needGapDays} days].',
    },
  },
  HETEROGENEOUS: {
    title: { de: 'Nicht einheitlich', en: 'Not of one piece' },
    sentence: { de: 'Die Fläche ist nicht einheitlich: Geometrie prüfen.', en: 'The parcel is not of one piece: check its geometry.' },
  },
  TREE_COVERED: {
    title: { de: 'Von Bäumen bedeckt', en: 'Covered by trees' },
    sentence: { de: 'Bäume verdecken die Fläche.', en: 'Trees hide the ground.' },
  },
  BOUNDARY_CONFLICT: {
    title: { de: 'Grenze unklar', en: 'Boundary in doubt' },
    sentence: {
      de: 'Die gemeldete Grenze ist fehlerhaft oder reicht über den Feldblock hinaus: Geometrie prüfen.',
      en: 'The declared boundary is faulty or reaches beyond the reference parcel: check its geometry.',
    },
  },
  NO_IMAGERY: {
    title: { de: 'Keine Aufnahmen', en: 'No imagery' },
    sentence: { de: 'Es liegen keine Aufnahmen vor.', en: 'There is no imagery.' },
  },
  UNKNOWN_CROP: {
    title: { de: 'Kultur nicht zuzuordnen', en: 'Crop of no known group' },
    sentence: {
      de: 'Die gemeldete Nutzung[ ({crop})] gehört zu keiner Gruppe, die Satelliten unterscheiden.',
      en: 'The declared use[ ({crop})] is of no group that satellites tell apart.',
    },
  },
  WINDOW_OPEN: {
    title: { de: 'Frist läuft', en: 'Window still open' },
    sentence: { de: 'Frist bis {windowEnd}, Stand {asOf}.', en: 'Window until {windowEnd}, as of {asOf}.' },
  },
  WEAK_EVIDENCE: {
    title: { de: 'Beleg zu schwach', en: 'Evidence too weak' },
    sentence: { de: 'Weder Grün noch Rot ist belegt.', en: 'Neither green nor red is shown.' },
  },
};
