import type { BboxLonLat, LocalText } from '@landsicht/core';
import type { AlertType, ClearReason } from './alerts.js';
import type { Severity } from './event-rules.js';
import type { EventSummary } from './event-summary.js';

export interface AlertText {
  readonly headline: LocalText;
  readonly description: LocalText;
}

export interface AlertTextInput {
  readonly type: AlertType;
  readonly clearReason: ClearReason | null;
  readonly areaTitle: string;
  readonly summary: EventSummary;
  readonly bboxLonLat: BboxLonLat;
  readonly expiresUtc: string;
}

/** Alarmstufen belong to the water authority: the text tells what was seen, and that no authority has looked at it. */
export const disclaimer: LocalText = {
  de: 'Automatisch erzeugt, keine amtliche Warnung.',
  en: 'Generated automatically, not an official warning.',
};

const endings: Readonly<Record<ClearReason, LocalText>> = {
  'all-clear': {
    de: 'In zwei aufeinanderfolgenden Überflügen wurde dort keine Überflutung mehr beobachtet.',
    en: 'Two passes in a row saw no more flooding there.',
  },
  merged: {
    de: 'Die Fläche ist mit einer anderen zusammengewachsen und wird unter deren Meldung weitergeführt. Ein Ende der Überflutung wurde nicht beobachtet.',
    en: 'The water has become one with another and goes on under that alert. No end of the flooding was observed.',
  },
  superseded: {
    de: 'Nach längerer Beobachtungslücke wird die Fläche unter einer neuen Meldung weitergeführt. Ein Ende der Überflutung wurde nicht beobachtet.',
    en: 'After a long gap in observation the water goes on under a new alert. No end of the flooding was observed.',
  },
  withdrawn: {
    de: 'Eine neue Auswertung derselben Aufnahmen bestätigt die Meldung nicht; sie wird zurückgezogen.',
    en: 'A new evaluation of the same scenes does not confirm the alert; it is withdrawn.',
  },
};

const severityNames: Readonly<Record<Severity, LocalText>> = {
  Unknown: { de: 'Betroffenheit unbekannt', en: 'exposure unknown' },
  Minor: { de: 'nur Uferbereich', en: 'riverside only' },
  Moderate: { de: 'Acker, Grünland oder Wald', en: 'farmland or forest' },
  Severe: { de: 'Straßen oder einzelne Gebäude', en: 'roads or single buildings' },
  Extreme: { de: 'Siedlung', en: 'settlement' },
};

const ha = (value: number, language: 'de' | 'en') =>
  `${value.toLocaleString(language === 'de' ? 'de-DE' : 'en-GB', { maximumFractionDigits: 1, useGrouping: false })} ha`;
const time = (utc: string) => `${utc.slice(0, 10)} ${utc.slice(11, 16)} UTC`;

export function alertText({ type, clearReason, areaTitle, summary, bboxLonLat, expiresUtc }: AlertTextInput): AlertText {
  const place = placeOf(bboxLonLat);
  const { areaHa, maximumHa, severity, history, state } = summary;
  const last = history.at(-1);
  const unseen = last == null ? 0 : Math.round((1 - last.observedShare) * 100);
  if (type === 'clear') {
    const reason = endings[clearReason ?? 'withdrawn'];
    const rest = clearReason === 'all-clear' && areaHa > 0;
    return {
      headline: { de: `Beendet: ${areaTitle}, ${place.de}`, en: `Ended: ${areaTitle}, ${place.en}` },
      description: {
        de: `${reason.de}${rest ? ` ${ha(areaHa, 'de')} davon waren zuletzt nicht sichtbar.` : ''} ${disclaimer.de}`,
        en: `${reason.en}${rest ? ` ${ha(areaHa, 'en')} of it could not be seen last.` : ''} ${disclaimer.en}`,
      },
    };
  }
  const word = {
    de: state === 'receding' ? 'Überflutung geht zurück' : type === 'new' ? 'Überflutung beobachtet' : 'Überflutung hält an',
    en: state === 'receding' ? 'Flooding recedes' : type === 'new' ? 'Flooding observed' : 'Flooding goes on',
  };
  const text = (language: 'de' | 'en', words: readonly [seen: string, highest: string, hidden: string, until: string]) =>
    `${words[0]} ${time(last?.observedUtc ?? summary.lastLookUtc)}: ${ha(areaHa, language)}, ${words[1]} ${ha(maximumHa, language)} (${severityNames[severity][language]}). ` +
    `${unseen > 0 ? `${unseen} % ${words[2]}. ` : ''}${words[3]} ${time(expiresUtc)}. ${disclaimer[language]}`;
  return {
    headline: {
      de: `${word.de}: ${areaTitle}, ${place.de}, ${ha(areaHa, 'de')}`,
      en: `${word.en}: ${areaTitle}, ${place.en}, ${ha(areaHa, 'en')}`,
    },
    description: {
      de: text('de', ['Satellitenbild', 'höchster Stand', 'der Fläche waren nicht sichtbar', 'Gültig bis']),
      en: text('en', ['Satellite image', 'highest so far', 'of the area could not be seen', 'Valid until']),
    },
  };
}

/** Middle of the water to 0.01° (about 1 km): two alerts of one day must not look like one sent twice. */
function placeOf([west, south, east, north]: BboxLonLat): LocalText {
  const degrees = (value: number, language: 'de' | 'en') =>
    Math.abs(value).toLocaleString(language === 'de' ? 'de-DE' : 'en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  const [lon, lat] = [(west + east) / 2, (south + north) / 2];
  const [ns, ew] = [lat < 0 ? 'S' : 'N', lon < 0 ? 'W' : 'E'];
  return {
    de: `${degrees(lat, 'de')}° ${ns} ${degrees(lon, 'de')}° ${ew === 'E' ? 'O' : ew}`,
    en: `${degrees(lat, 'en')}° ${ns} ${degrees(lon, 'en')}° ${ew}`,
  };
}
