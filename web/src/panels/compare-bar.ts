import type { UnitView } from '../api-client.js';
import { element } from '../element.js';
import { formatTime } from '../format.js';
import { type Language, say } from '../language.js';

export interface CompareBarProps {
  readonly language: Language;
  /** Oldest first. */
  readonly units: readonly UnitView[];
  readonly left: UnitView;
  readonly right: UnitView;
  onLeft(key: string): void;
  onRight(key: string): void;
  onSwap(): void;
  onEnd(): void;
}

/** The acquisition of each side, any of the list. */
export function compareBar({ language, units, left, right, onLeft, onRight, onSwap, onEnd }: CompareBarProps): HTMLElement {
  const choice = (id: string, title: string, unit: UnitView, other: UnitView, onChoice: (key: string) => void) =>
    element(
      'label',
      {},
      `${title} `,
      element(
        'select',
        { id, onchange: (event: Event) => onChoice((event.target as HTMLSelectElement).value) },
        ...[...units]
          .reverse()
          .map(({ key, observedUtc }) =>
            element(
              'option',
              { value: key, selected: key === unit.key, disabled: key === other.key },
              formatTime(new Date(observedUtc), language),
            ),
          ),
      ),
    );
  const endText = say(language, 'compareEnd');
  const swapText = say(language, 'compareSwap');
  return element(
    'section',
    { class: 'compare-bar', 'aria-label': say(language, 'compare') },
    choice('compare-left', say(language, 'compareLeft'), left, right, onLeft),
    element('button', { type: 'button', class: 'icon', title: swapText, 'aria-label': swapText, onclick: onSwap }, '⇄'),
    choice('compare-right', say(language, 'compareRight'), right, left, onRight),
    element('button', { type: 'button', class: 'end', title: endText, 'aria-label': endText, onclick: onEnd }, say(language, 'end')),
  );
}
