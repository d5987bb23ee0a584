import { type Letter, mailtoUrl } from '../alert-letter.js';
import type { Alert } from '../api-client.js';
import { element } from '../element.js';
import { alertState, stateLook } from '../event-words.js';
import { formatTime } from '../format.js';
import { type Language, say } from '../language.js';
import { saveText } from '../save-text.js';
import { acknowledgeForm } from './acknowledge-form.js';
import { detailFrame, factList } from './detail-frame.js';
import { eventFacts } from './event-detail.js';
import { stateBadge } from './state-badge.js';

export interface AlertDetailProps {
  readonly language: Language;
  readonly alert: Alert;
  readonly letter: Letter;
  readonly now: Date;
  onClose(): void;
  onZoom(): void;
  onEvent(id: string): void;
  onAcknowledge(person: string, note: string): Promise<void>;
}

/** What the alert says, who has seen it, and ways to pass it on. */
export function alertDetail(props: AlertDetailProps): HTMLElement {
  const { language, alert, now, onClose, onZoom, onEvent, onAcknowledge } = props;
  const { headline, description, area, event, version, expiresUtc } = alert;
  const facts: [string, string][] = [
    [say(language, 'areaOfInterest'), area.title],
    ...eventFacts(event, language, now),
    [say(language, 'validUntil'), formatTime(new Date(expiresUtc), language)],
  ];
  return detailFrame(
    { language, label: say(language, 'alert'), title: headline[language], onClose },
    element('p', {}, stateBadge(alertState(alert), language)),
    element('p', {}, description[language]),
    factList(facts),
    element(
      'div',
      { class: 'actions' },
      element('button', { type: 'button', onclick: onZoom }, say(language, 'zoomTo')),
      element('button', { type: 'button', onclick: () => onEvent(event.eventId) }, say(language, 'openEvent')),
    ),
    element('h3', {}, say(language, 'acknowledgements')),
    acknowledgementList(alert, language),
    acknowledgeForm({ language, alertId: alert.alertId, version, onAcknowledge }),
    element('h3', {}, say(language, 'forward')),
    forwardActions(props),
    versionList(alert, language),
  );
}

function acknowledgementList({ acknowledgements, acknowledged }: Alert, language: Language): HTMLElement {
  return element(
    'ul',
    { class: 'entries', id: 'acknowledgements' },
    acknowledged ? null : element('li', { class: 'unread' }, `! ${say(language, 'notAcknowledged')}`),
    ...acknowledgements.map(({ person, note, version, acknowledgedUtc }) =>
      element(
        'li',
        {},
        `✓ ${say(language, 'acknowledgedBy', { person, time: formatTime(new Date(acknowledgedUtc), language), version: String(version) })}`,
        note === '' ? null : element('span', { class: 'scenes' }, note),
      ),
    ),
  );
}

function forwardActions({ language, alert, letter }: AlertDetailProps): HTMLElement {
  const said = element('span', { class: 'muted', role: 'status' });
  const copy = async () => {
    await navigator.clipboard.writeText(letter.text);
    said.textContent = say(language, 'copied');
  };
  return element(
    'div',
    { class: 'actions' },
    element('button', { type: 'button', id: 'copy-alert', onclick: () => void copy() }, say(language, 'copyText')),
    element('a', { class: 'button', id: 'mail-alert', href: mailtoUrl(letter) }, say(language, 'mail')),
    element(
      'button',
      {
        type: 'button',
        id: 'save-alert',
        onclick: () => saveText(`${alert.alertId}-v${alert.version}.txt`, 'text/plain;charset=utf-8', letter.text),
      },
      say(language, 'saveText'),
    ),
    said,
  );
}

/** Newest first. */
function versionList({ versions }: Alert, language: Language): HTMLElement {
  const rows = [...versions]
    .reverse()
    .map(({ version, type, headline, observedUtc }) =>
      element(
        'li',
        {},
        [
          say(language, 'alertVersion', { version: String(version) }),
          stateLook(type, language).word,
          formatTime(new Date(observedUtc), language),
        ].join(' · '),
        element('span', { class: 'scenes' }, headline[language]),
      ),
    );
  return element(
    'details',
    { id: 'alert-versions' },
    element('summary', {}, say(language, 'alertVersions')),
    element('ul', { class: 'entries' }, ...rows),
  );
}
