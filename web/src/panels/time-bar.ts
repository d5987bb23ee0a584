import type { UnitView } from '../api-client.js';
import { element } from '../element.js';
import { formatAge, formatDate, formatTime } from '../format.js';
import { type Language, say } from '../language.js';
import { isStale } from './latest-line.js';

export interface TimeBarProps {
  readonly language: Language;
  /** Oldest first: real acquisitions only. */
  readonly units: readonly UnitView[];
  readonly unit: UnitView;
  readonly now: Date;
  readonly playing: boolean;
  onUnit(key: string): void;
  onPlay(): void;
}

export function prefersReducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** The acquisitions of the desk as buttons, with ← → ▷, and how old the latest is. */
export function timeBar({ language, units, unit, now, playing, onUnit, onPlay }: TimeBarProps): HTMLElement {
  const at = units.findIndex(({ key }) => key === unit.key);
  const icon = (text: string, label: string, disabled: boolean, onclick: () => void) =>
    element('button', { type: 'button', class: 'icon', title: label, 'aria-label': label, disabled, onclick }, text);
  const step = (by: number, text: string, label: string) => {
    const target = units[at + by];
    return icon(text, label, target == null, () => target != null && onUnit(target.key));
  };
  const playText = say(language, playing ? 'pause' : prefersReducedMotion() ? 'playStep' : 'play');
  return element(
    'nav',
    { class: 'time-bar', 'aria-label': say(language, 'acquisition') },
    step(-1, '←', say(language, 'previous')),
    icon(playing ? '❚❚' : '▷', playText, units.length < 2, onPlay),
    step(1, '→', say(language, 'next')),
    element(
      'ol',
      { id: 'acquisitions', tabindex: -1 },
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
    ages(language, units, unit, now),
  );
}

function ages(language: Language, units: readonly UnitView[], unit: UnitView, now: Date): HTMLElement {
  const observed = new Date(unit.observedUtc);
  const latestUnit = units.at(-1) ?? unit;
  const latest = new Date(latestUnit.observedUtc);
  const stale = isStale(latestUnit, now);
  return element(
    'div',
    { class: 'ages' },
    element(
      'p',
      { class: stale ? 'age stale' : 'age' },
      stale ? element('span', { 'aria-hidden': 'true' }, '⚠ ') : null,
      say(language, 'latest', { age: formatAge(latest, now, language) }),
      stale ? element('span', { class: 'hidden' }, ` (${say(language, 'stale')})`) : null,
    ),
    element(
      'p',
      { class: 'age-shown' },
      say(language, 'shownNow', { time: formatTime(observed, language), age: formatAge(observed, now, language) }),
    ),
  );
}
