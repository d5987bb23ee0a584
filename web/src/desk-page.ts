import { element } from './element.js';

/** The fixed parts of the page; panels are swapped in and out of the slots. */
export interface DeskPage {
  readonly stage: HTMLElement;
  readonly map: HTMLElement;
  /** Names whom to credit for what is shown, as text. */
  readonly credits: HTMLElement;
  /** Read out by assistive technology when it changes. */
  readonly status: HTMLElement;
  readonly slots: Readonly<Record<'head' | 'list' | 'layers' | 'swipe' | 'compare' | 'known' | 'time' | 'detail', HTMLElement>>;
}

export function createPage(root: HTMLElement): DeskPage {
  const slot = () => element('div', { class: 'slot' });
  const slots = { head: slot(), list: slot(), layers: slot(), swipe: slot(), compare: slot(), known: slot(), time: slot(), detail: slot() };
  const map = element('div', { class: 'map', id: 'map' });
  const credits = element('p', { class: 'credits' });
  const status = element('p', { class: 'hidden', role: 'status' });
  const view = element('div', { class: 'view' }, map, slots.swipe, slots.layers, credits);
  const stage = element('main', { class: 'stage' }, view, slots.compare, slots.known, slots.time, status);
  root.replaceChildren(slots.head, slots.list, stage, slots.detail);
  return { stage, map, credits, status, slots };
}
