import { element } from '../element.js';
import { type Language, say } from '../language.js';

export interface DetailFrameProps {
  readonly language: Language;
  /** What assistive technology calls the region. */
  readonly label: string;
  readonly title: string;
  onClose(): void;
}

/** The panel on the right: title, a way to close it, and that a machine decided. */
export function detailFrame({ language, label, title, onClose }: DetailFrameProps, ...content: readonly (Node | null)[]): HTMLElement {
  const closeText = say(language, 'close');
  return element(
    'section',
    { class: 'panel detail', id: 'detail', 'aria-label': label },
    element(
      'header',
      {},
      element('h2', { tabindex: -1 }, title),
      element('button', { type: 'button', class: 'icon', title: closeText, 'aria-label': closeText, onclick: onClose }, '×'),
    ),
    element('p', { class: 'machine' }, say(language, 'machine')),
    ...content,
  );
}

export function factList(facts: readonly (readonly [name: string, value: string])[]): HTMLElement {
  return element('dl', {}, ...facts.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]));
}
