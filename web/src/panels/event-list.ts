import type { FollowedEvent } from '../api-client.js';
import { element } from '../element.js';
import { certaintyWord, eventState, isOver, severityWord } from '../event-words.js';
import { formatDate, formatHa } from '../format.js';
import { formatChangeHa } from '../format-change.js';
import { type Language, say } from '../language.js';
import { stateBadge } from './state-badge.js';

export interface EventListProps {
  readonly language: Language;
  /** Latest look first. */
  readonly events: readonly FollowedEvent[];
  readonly selected: string | null;
  onSelect(id: string): void;
}

/** What is followed from look to look: state, area, change, exposure, certainty. */
export function eventList({ language, events, selected, onSelect }: EventListProps): HTMLElement[] {
  const open = events.filter((event) => !isOver(event)).length;
  return [
    element('h2', {}, say(language, 'events')),
    element('p', { class: 'count' }, say(language, 'eventsCount', { open: String(open), ended: String(events.length - open) })),
    events.length === 0
      ? element('p', { class: 'empty' }, say(language, 'noEvents'))
      : element(
          'ul',
          { class: 'cards', id: 'event-rows' },
          ...events.map((event) => card(event, language, event.eventId === selected, onSelect)),
        ),
  ];
}

function card(event: FollowedEvent, language: Language, isSelected: boolean, onSelect: (id: string) => void): HTMLElement {
  const last = event.history.at(-1);
  const over = isOver(event);
  const ha = formatHa((over ? event.maximumHa : event.areaHa) * 10_000, language);
  return element(
    'li',
    {},
    element(
      'button',
      {
        type: 'button',
        id: `event-${event.eventId}`,
        'aria-current': isSelected ? 'true' : undefined,
        onclick: () => onSelect(event.eventId),
      },
      element(
        'span',
        { class: 'card-head' },
        stateBadge(eventState(event), language),
        element('span', { class: 'number' }, over ? say(language, 'areaUpTo', { ha }) : `${ha} ha`),
      ),
      element(
        'span',
        { class: 'card-line' },
        last == null ? '' : `${formatDate(new Date(last.observedUtc), language)} · ${formatChangeHa(last.changeHa, language)} ha · `,
        `${say(language, 'severity')}: ${severityWord(event.severity, language)} · ${certaintyWord(event.certainty, language)}`,
      ),
    ),
  );
}
