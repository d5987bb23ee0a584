import type { MonitorView, UnitView } from '../api-client.js';
import { element } from '../element.js';
import { say } from '../language.js';
import type { ViewState } from '../view-state.js';
import { latestLine } from './latest-line.js';

export interface HeadBarProps {
  readonly state: ViewState;
  readonly monitors: readonly MonitorView[];
  readonly simulated: boolean;
  /** Of the desk; null while there are no results. */
  readonly latest: UnitView | null;
  readonly now: Date;
  change(part: Partial<ViewState>): void;
  onKeys(): void;
}

/** Name, one button per desk the lake has results for, language and theme. */
export function headBar({ state, monitors, simulated, latest, now, change, onKeys }: HeadBarProps): HTMLElement {
  const { language } = state;
  const dark = document.documentElement.dataset['theme'] === 'dark';
  return element(
    'header',
    { class: 'head' },
    element('h1', {}, 'Landsicht'),
    element(
      'nav',
      { 'aria-label': say(language, 'desks') },
      ...monitors.map(({ id, title }) =>
        element(
          'button',
          { type: 'button', 'aria-current': id === state.desk ? 'true' : undefined, onclick: () => change({ desk: id }) },
          title[language],
        ),
      ),
    ),
    element('span', { class: 'grow' }),
    latest == null ? null : latestLine(latest, language, now),
    simulated ? element('span', { class: 'badge' }, say(language, 'simulated')) : null,
    element(
      'button',
      { type: 'button', class: 'icon', title: say(language, 'keysOpen'), 'aria-label': say(language, 'keysOpen'), onclick: onKeys },
      '?',
    ),
    element(
      'button',
      { type: 'button', onclick: () => change({ language: language === 'de' ? 'en' : 'de' }), lang: language === 'de' ? 'en' : 'de' },
      element('span', { class: 'long' }, language === 'de' ? 'English' : 'Deutsch'),
      element('span', { class: 'short', 'aria-hidden': 'true' }, language === 'de' ? 'EN' : 'DE'),
    ),
    element(
      'button',
      {
        type: 'button',
        class: 'icon',
        title: say(language, 'theme'),
        'aria-label': say(language, 'theme'),
        onclick: () => change({ theme: dark ? 'light' : 'dark' }),
      },
      dark ? '☀' : '☾',
    ),
  );
}
