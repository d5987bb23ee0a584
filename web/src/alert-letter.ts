import type { Alert } from './api-client.js';
import { certaintyWord, severityWord } from './event-words.js';
import { formatDate, formatHa, formatTime } from './format.js';
import { type Language, say } from './language.js';

export interface Letter {
  readonly subject: string;
  readonly text: string;
}

/** An alert as text to pass on. The first and the last line say that no authority has looked at it. */
export function alertLetter(
  { headline, event, expiresUtc, area, disclaimer, alertId, version, sceneIds }: Alert,
  language: Language,
  viewUrl: string,
): Letter {
  const last = event.history.at(-1);
  const ha = (value: number) => `${formatHa(value * 10_000, language)} ha`;
  const unseen = last == null ? 0 : Math.round((1 - last.observedShare) * 100);
  const lines: readonly [string, string][] = [
    [say(language, 'areaOfInterest'), area.title],
    [say(language, 'areaNow'), ha(event.areaHa)],
    [
      say(language, 'areaMaximum'),
      say(language, 'areaOn', { ha: formatHa(event.maximumHa * 10_000, language), date: formatDate(new Date(event.maximumUtc), language) }),
    ],
    [say(language, 'severity'), severityWord(event.severity, language)],
    [say(language, 'certainty'), certaintyWord(event.certainty, language)],
    [say(language, 'lastLook'), formatTime(new Date(event.lastLookUtc), language)],
    [say(language, 'notObservedShare'), `${unseen} %`],
    [say(language, 'validUntil'), formatTime(new Date(expiresUtc), language)],
    [say(language, 'scene'), sceneIds.join(', ')],
    [say(language, 'alert'), `${alertId}, ${say(language, 'alertVersion', { version: String(version) })}`],
    [say(language, 'link'), viewUrl],
  ];
  const mark = disclaimer[language];
  return {
    subject: `${headline[language]} (${mark.replace(/\.$/, '')})`,
    text: [mark, '', headline[language], '', ...lines.map(([name, value]) => `${name}: ${value}`), '', mark, ''].join('\n'),
  };
}

export function mailtoUrl({ subject, text }: Letter): string {
  return `mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text.replaceAll('\n', '\r\n'))}`;
}
