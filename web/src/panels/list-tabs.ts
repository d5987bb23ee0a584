import { element } from '../element.js';
import { type Language, say } from '../language.js';
import type { ListKind } from '../view-state.js';

export interface ListTabsProps {
  readonly language: Language;
  readonly list: ListKind;
  readonly counts: Readonly<Record<ListKind, number>>;
  /** Alerts that nobody has acknowledged. */
  readonly waiting: number;
  onList(list: ListKind): void;
}

const names = { detections: 'tabDetections', events: 'tabEvents', alerts: 'tabAlerts' } as const;

/** What the list lists. */
export function listTabs({ language, list, counts, waiting, onList }: ListTabsProps): HTMLElement {
  const tab = (kind: ListKind) =>
    element(
      'button',
      { type: 'button', id: `tab-${kind}`, 'aria-pressed': String(kind === list), onclick: () => onList(kind) },
      say(language, names[kind], { n: String(counts[kind]) }),
      kind === 'alerts' && waiting > 0
        ? element(
            'span',
            { class: 'waiting', title: say(language, 'notAcknowledged') },
            String(waiting),
            element('span', { class: 'hidden' }, ` ${say(language, 'notAcknowledged')}`),
          )
        : null,
    );
  return element(
    'div',
    { class: 'tabs', role: 'group', 'aria-label': say(language, 'lists') },
    ...(['detections', 'events', 'alerts'] as const).map(tab),
  );
}
