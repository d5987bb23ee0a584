import { element } from '../element.js';
import { stateLook } from '../event-words.js';
import type { Language } from '../language.js';

export function stateBadge(state: string, language: Language): HTMLElement {
  const { word, mark, tone } = stateLook(state, language);
  return element('span', { class: `state ${tone}` }, element('span', { class: 'mark', 'aria-hidden': 'true' }, mark), word);
}
