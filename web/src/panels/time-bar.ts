import type { UnitView } from '../api-client.js';
import { element } from '../element.js';
import { formatAge, formatDate, formatTime } from '../format.js';
import { type Language, say } from '../language.js';

export interface TimeBarProps {
  readonly language: Language;
  /** Oldest first: real acquisitions only. */
  readonly units: readonly UnitView[];
  readonly unit: UnitView;
  readonly now: Date;
  onUnit(key: string): void;
}

/** The acquisitions of the desk as buttons, with ← → and the age of the one that is shown. */
export function timeBar({ language, units, unit, now, onUnit }: TimeBarProps): HTMLElement {
  const at = units.findIndex(({ key }) => key === unit.key);
  const step = (by: number, text: string, label: string) => {
    const target = units[at + by];
    return element(
      'button',
      {
        type: 'button',
        class: 'icon',
        title: label,
        'aria-label': label,
        disabled: target == null,
        onclick: () => target != null && onUnit(target.key),
      },
      text,
    );
  };
  const observed = new Date(unit.observedUtc);
  return element(
    'nav',
    { class: 'time-bar', 'aria-label': say(language, 'acquisition') },
    step(-1, '←', say(language, 'previous')),
    element(
      'ol',
      {},
      ...units.map((other) =>
        element(
          'li',
          {},
          element(
            'button',
            {
              type: 'button',
              'aria-current': other.key === unit.key ? 'true' : undefined,
              title: formatTime(new Date(other.observedUtc), language),
              onclick: () => onUnit(other.key),
            },
            formatDate(new Date(other.observedUtc), language),
          ),
        ),
      ),
    ),
    step(1, '→', say(language, 'next')),
    element(
      'p',
      { class: 'age' },
      `${formatTime(observed, language)} · ${say(language, 'ago', { age: formatAge(observed, now, language) })}`,
    ),
  );
}
