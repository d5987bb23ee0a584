import type { Alert, EventLook, FollowedEvent, UnitView } from '../api-client.js';
import { element } from '../element.js';
import { unitOfLook } from '../event-looks.js';
import { certaintyWord, eventState, severityWord } from '../event-words.js';
import { formatAge, formatDate, formatHa, formatPercent, formatTime } from '../format.js';
import { formatChangeHa } from '../format-change.js';
import { type Language, say } from '../language.js';
import { detailFrame, factList } from './detail-frame.js';
import { stateBadge } from './state-badge.js';

export interface EventDetailProps {
  readonly language: Language;
  readonly event: FollowedEvent;
  readonly alerts: readonly Alert[];
  /** Of the desk. */
  readonly units: readonly UnitView[];
  /** Key of the acquisition on the map. */
  readonly shown: string;
  readonly now: Date;
  onClose(): void;
  onZoom(): void;
  onUnit(key: string): void;
  onAlert(id: string): void;
}

/** An event as it stands, and every look it rests on: what was seen, and what could not be. */
export function eventDetail(props: EventDetailProps): HTMLElement {
  const { language, event, alerts, onClose, onZoom, onAlert } = props;
  return detailFrame(
    { language, label: say(language, 'event'), title: say(language, 'event'), onClose },
    element('p', {}, stateBadge(eventState(event), language)),
    factList(eventFacts(event, language, props.now)),
    element(
      'div',
      { class: 'actions' },
      element('button', { type: 'button', onclick: onZoom }, say(language, 'zoomTo')),
      ...alerts.map(({ alertId, area }) =>
        element('button', { type: 'button', onclick: () => onAlert(alertId) }, `${say(language, 'openAlert')}: ${area.title}`),
      ),
    ),
    element('h3', { id: 'event-history-title' }, say(language, 'eventHistory')),
    historyTable(props),
  );
}

export function eventFacts(event: Alert['event'], language: Language, now: Date): [string, string][] {
  const word = certaintyWord(event.certainty, language);
  const { likelihood } = event;
  const last = new Date(event.lastLookUtc);
  return [
    [say(language, 'areaNow'), `${formatHa(event.areaHa * 10_000, language)} ha`],
    [
      say(language, 'areaMaximum'),
      say(language, 'areaOn', { ha: formatHa(event.maximumHa * 10_000, language), date: formatDate(new Date(event.maximumUtc), language) }),
    ],
    [say(language, 'severity'), event.severity === 'Unknown' ? say(language, 'exposureUnknown') : severityWord(event.severity, language)],
    [
      say(language, 'certainty'),
      likelihood == null ? word : say(language, 'certaintyWith', { word, mean: String(likelihood.mean), p10: String(likelihood.p10) }),
    ],
    [say(language, 'firstSeen'), formatTime(new Date(event.firstSeenUtc), language)],
    [say(language, 'lastLook'), `${formatTime(last, language)} · ${say(language, 'ago', { age: formatAge(last, now, language) })}`],
  ];
}

const head = ['look', 'state', 'areaHa', 'changeHa', 'seen'] as const;

/** Newest first; each date opens the acquisition it rests on. */
function historyTable(props: EventDetailProps): HTMLElement {
  const { language, event } = props;
  return element(
    'table',
    { class: 'values looks', id: 'event-history', 'aria-labelledby': 'event-history-title' },
    element('thead', {}, element('tr', {}, ...head.map((name) => element('th', { scope: 'col' }, say(language, name))))),
    element('tbody', {}, ...[...event.history].reverse().flatMap((look) => lookRows(look, props))),
  );
}

function lookRows(look: EventLook, { language, units, shown, onUnit }: EventDetailProps): HTMLElement[] {
  const unit = unitOfLook(units, look);
  const time = formatTime(new Date(look.observedUtc), language).replace(' UTC', '');
  const opener =
    unit == null
      ? element('span', { title: say(language, 'noResultNow') }, time)
      : element(
          'button',
          {
            type: 'button',
            class: 'link',
            id: `look-${unit.key}`,
            'aria-current': unit.key === shown ? 'true' : undefined,
            title: say(language, 'showAcquisition', { date: formatDate(new Date(look.observedUtc), language) }),
            onclick: () => onUnit(unit.key),
          },
          time,
        );
  const seen = look.sight === 'none' ? say(language, 'sightNone') : formatPercent(look.observedShare, language);
  const unseen = look.unseenHa > 0 ? say(language, 'unseenHa', { ha: formatHa(look.unseenHa * 10_000, language) }) : null;
  const hatch = look.observedShare < 1 ? element('span', { class: 'swatch hatch', 'aria-hidden': 'true' }) : null;
  return [
    element(
      'tr',
      { class: 'look' },
      element('th', { scope: 'row' }, opener),
      element('td', {}, look.state == null ? '–' : stateBadge(look.state, language)),
      element('td', { class: 'numbers' }, formatHa(look.areaHa * 10_000, language)),
      element('td', { class: 'numbers' }, formatChangeHa(look.changeHa, language)),
      element('td', {}, element('span', { class: 'value' }, hatch, seen)),
    ),
    element(
      'tr',
      {},
      element(
        'td',
        { colspan: head.length, class: 'scenes' },
        unseen == null ? null : `${unseen} · `,
        say(language, 'restsOn', { scenes: look.sceneIds.join(', ') }),
      ),
    ),
  ];
}
