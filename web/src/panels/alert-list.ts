import type { Alert } from '../api-client.js';
import { element } from '../element.js';
import { alertState } from '../event-words.js';
import { formatDate } from '../format.js';
import { type Language, say } from '../language.js';
import { stateBadge } from './state-badge.js';

export interface AlertListProps {
  readonly language: Language;
  /** Latest look first. */
  readonly alerts: readonly Alert[];
  readonly selected: string | null;
  onSelect(id: string): void;
}

/** Those that nobody has acknowledged come first. */
export function alertList({ language, alerts, selected, onSelect }: AlertListProps): HTMLElement[] {
  const waiting = alerts.filter(({ acknowledged }) => !acknowledged);
  const ordered = [...waiting, ...alerts.filter(({ acknowledged }) => acknowledged)];
  return [
    element('h2', {}, say(language, 'alerts')),
    element('p', { class: 'count' }, say(language, 'alertsCount', { n: String(alerts.length), open: String(waiting.length) })),
    element('p', { class: 'machine' }, say(language, 'machine')),
    alerts.length === 0
      ? element('p', { class: 'empty' }, say(language, 'noAlerts'))
      : element(
          'ul',
          { class: 'cards', id: 'alert-rows' },
          ...ordered.map((alert) => card(alert, language, alert.alertId === selected, onSelect)),
        ),
  ];
}

function card(alert: Alert, language: Language, isSelected: boolean, onSelect: (id: string) => void): HTMLElement {
  const { alertId, headline, acknowledged, event } = alert;
  return element(
    'li',
    {},
    element(
      'button',
      { type: 'button', id: `alert-${alertId}`, 'aria-current': isSelected ? 'true' : undefined, onclick: () => onSelect(alertId) },
      element(
        'span',
        { class: 'card-head' },
        stateBadge(alertState(alert), language),
        element('span', { class: 'number' }, formatDate(new Date(event.lastLookUtc), language)),
      ),
      element('span', { class: acknowledged ? 'card-title' : 'card-title unread' }, headline[language]),
      element(
        'span',
        { class: 'card-line' },
        acknowledged ? `✓ ${say(language, 'acknowledged')}` : `! ${say(language, 'notAcknowledged')}`,
      ),
    ),
  );
}
