import { element } from '../element.js';
import { formatDate } from '../format.js';
import { addDays, daysBetween, type KnownDays } from '../known-on.js';
import { type Language, say } from '../language.js';

export interface DayBarProps {
  readonly language: Language;
  readonly days: KnownDays;
  /** ISO 8601; null: all that is known. */
  readonly day: string | null;
  /** While it moves. */
  onPreview(day: string | null): void;
  onDay(day: string | null): void;
}

/** What was known on a day: slider, date, and the days on which something became known. */
export function dayBar({ language, days, day, onPreview, onDay }: DayBarProps): HTMLElement {
  const { first, last, changes } = days;
  const shown = day == null || day > last ? last : day < first ? first : day;
  const text = (iso: string) => formatDate(new Date(iso), language);
  /** The last day is today's state. */
  const chosen = (iso: string) => (iso >= last ? null : iso);
  const slider = element('input', {
    ...{ type: 'range', id: 'known-day', min: 0, max: daysBetween(first, last), step: 1, value: daysBetween(first, shown) },
    'aria-label': say(language, 'knownOn'),
    'aria-valuetext': text(shown),
    oninput: () => {
      const iso = addDays(first, Number(slider.value));
      slider.setAttribute('aria-valuetext', text(iso));
      date.value = iso;
      onPreview(chosen(iso));
    },
    onchange: () => onDay(chosen(addDays(first, Number(slider.value)))),
  });
  const isValid = () => date.value >= first && date.value <= last;
  const commit = () => isValid() && date.value !== shown && onDay(chosen(date.value));
  const date = element('input', {
    ...{ type: 'date', id: 'known-date', min: first, max: last, value: shown },
    'aria-label': say(language, 'knownOn'),
    oninput: () => {
      if (!isValid()) return;
      slider.value = String(daysBetween(first, date.value));
      onPreview(chosen(date.value));
    },
    onblur: commit,
    onkeydown: (event: Event) => (event as KeyboardEvent).key === 'Enter' && commit(),
  });
  const jump = (id: string, mark: string, label: string, target: string | undefined) =>
    element(
      'button',
      {
        ...{ type: 'button', class: 'icon', id, title: label, 'aria-label': label, disabled: target == null },
        onclick: () => target != null && onDay(chosen(target)),
      },
      mark,
    );
  return element(
    'section',
    { class: 'day-bar', 'aria-label': say(language, 'knownOn') },
    element(
      'div',
      { class: 'day-row' },
      element('span', { class: 'name', 'aria-hidden': 'true' }, say(language, 'knownOn')),
      jump(
        'known-before',
        '«',
        say(language, 'knownBefore'),
        changes.findLast((change) => change < shown),
      ),
      slider,
      jump(
        'known-after',
        '»',
        say(language, 'knownAfter'),
        changes.find((change) => change > shown),
      ),
      date,
      element('button', { type: 'button', id: 'known-now', disabled: day == null, onclick: () => onDay(null) }, say(language, 'knownNow')),
    ),
    day == null ? null : element('p', { class: 'muted' }, say(language, 'knownHint', { date: text(last) })),
  );
}
