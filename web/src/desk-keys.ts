import { singleKeysAreOn } from './single-keys.js';

export interface DeskActions {
  step(by: -1 | 1): void;
  play(): void;
  swipe(): void;
  search(): void;
  keys(): void;
  closeLast(): void;
}

/** Keys that act wherever the focus is, except in fields and on the map, which have keys of their own. */
export function listenForKeys(act: DeskActions): void {
  addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target instanceof HTMLElement ? event.target : document.body;
    if (target.closest('dialog') != null) return;
    if (event.key === 'Escape') return act.closeLast();
    if (target.closest('input:not([type=checkbox]), select, textarea') != null) return;
    if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      if (target.closest('.map') == null) act.step(event.key === 'ArrowLeft' ? -1 : 1);
      return;
    }
    if (!singleKeysAreOn()) return;
    const single: Readonly<Record<string, () => void>> = {
      '/': act.search,
      '?': act.keys,
      p: act.play,
      s: act.swipe,
    };
    const action = single[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (action == null) return;
    event.preventDefault();
    action();
  });
}
