import type { LocalText } from '@landsicht/core';

export type PhotoCheckId =
  | 'signature'
  | 'record-agreement'
  | 'time-agreement'
  | 'accuracy'
  | 'place'
  | 'window'
  | 'duplicate'
  | 'speed'
  | 'device-integrity'
  | 'editing'
  | 'quality'
  | 'anonymised';

/** What lacks data is never `pass`: it is `warn` and says so. */
export type PhotoCheckResult = 'pass' | 'warn' | 'fail';

export interface PhotoCheck {
  readonly id: PhotoCheckId;
  readonly result: PhotoCheckResult;
  /** The number or word that decided; null where the data are missing. */
  readonly value: number | string | null;
  readonly title: LocalText;
  readonly sentence: LocalText;
}

const titles: Readonly<Record<PhotoCheckId, LocalText>> = {
  signature: { de: 'Signatur und Prüfsumme', en: 'Signature and hash' },
  'record-agreement': { de: 'EXIF gegen App-Datensatz', en: 'EXIF against app record' },
  'time-agreement': { de: 'GPS-, Kamera- und Eingangszeit', en: 'GPS, camera and receipt time' },
  accuracy: { de: 'Genauigkeit der Position', en: 'Accuracy of the position' },
  place: { de: 'Ort und Blickrichtung', en: 'Place and direction' },
  window: { de: 'Zeitfenster und Tageslicht', en: 'Time window and daylight' },
  duplicate: { de: 'Doppelte Fotos', en: 'Duplicate photos' },
  speed: { de: 'Weg seit dem Nachbarfoto', en: 'Way between photos' },
  'device-integrity': { de: 'Vorgetäuschter Ort, Gerätesicherheit', en: 'Mock location, device integrity' },
  editing: { de: 'Spuren einer Bearbeitung', en: 'Traces of editing' },
  quality: { de: 'Schärfe, Licht und Größe', en: 'Sharpness, light and size' },
  anonymised: { de: 'Gesichter und Kennzeichen', en: 'Faces and number plates' },
};

/** A number in the language of the sentence, with so many decimals. */
export type WriteNumber = (value: number, decimals?: number) => string;

/** One sentence per language, each with its own way to write numbers. */
export function bothLanguages(de: (n: WriteNumber) => string, en: (n: WriteNumber) => string): LocalText {
  const writer =
    (language: string): WriteNumber =>
    (value, decimals = 0) =>
      value.toLocaleString(language, { minimumFractionDigits: decimals, maximumFractionDigits: decimals, useGrouping: false });
  return { de: de(writer('de-DE')), en: en(writer('en-GB')) };
}

export function photoCheck(id: PhotoCheckId, result: PhotoCheckResult, value: PhotoCheck['value'], sentence: LocalText): PhotoCheck {
  return { id, result, value, title: titles[id], sentence };
}

/** `warn`, because something it needs is missing. */
export function notAvailable(id: PhotoCheckId, de: string, en: string): PhotoCheck {
  return photoCheck(id, 'warn', null, { de: `Nicht prüfbar: ${de}.`, en: `Not available: ${en}.` });
}

export function worst(results: readonly PhotoCheckResult[]): PhotoCheckResult {
  return results.includes('fail') ? 'fail' : results.includes('warn') ? 'warn' : 'pass';
}
