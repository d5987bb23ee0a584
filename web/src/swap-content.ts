const focusable = 'a[href], button, input, select, summary, [tabindex]';

/** Replaces what a slot shows. Focus, caret, scroll positions and opened details stay where they were. */
export function swapContent(slot: HTMLElement, ...nodes: readonly Node[]): void {
  const active = document.activeElement;
  const focused = active instanceof HTMLElement && slot.contains(active) ? placeOf(slot, active) : null;
  const scrolled = [...slot.querySelectorAll<HTMLElement>('[id]')]
    .filter(({ scrollTop, scrollLeft }) => scrollTop > 0 || scrollLeft > 0)
    .map(({ id, scrollTop, scrollLeft }) => ({ id, scrollTop, scrollLeft }));
  const details = [...slot.querySelectorAll<HTMLDetailsElement>('details[id]')].map(({ id, open }) => ({ id, open }));
  slot.replaceChildren(...nodes);
  const within = (id: string) => slot.querySelector<HTMLElement>(`#${CSS.escape(id)}`);
  for (const { id, open } of details) within(id)?.toggleAttribute('open', open);
  for (const { id, scrollTop, scrollLeft } of scrolled) within(id)?.scrollTo(scrollLeft, scrollTop);
  if (focused != null) restoreFocus(slot, focused);
}

interface FocusPlace {
  readonly id: string;
  /** Among the focusable elements of the slot. */
  readonly index: number;
  readonly caret: readonly [number, number] | null;
}

function placeOf(slot: HTMLElement, active: HTMLElement): FocusPlace {
  const isText = active instanceof HTMLInputElement && active.selectionStart != null;
  const caret = isText ? ([active.selectionStart ?? 0, active.selectionEnd ?? 0] as const) : null;
  return { id: active.id, index: [...slot.querySelectorAll(focusable)].indexOf(active), caret };
}

function restoreFocus(slot: HTMLElement, { id, index, caret }: FocusPlace): void {
  const all = [...slot.querySelectorAll<HTMLElement>(focusable)];
  const same = id === '' ? all[index] : all.find((node) => node.id === id);
  const enabled = (node: HTMLElement | undefined) => node != null && !node.matches(':disabled');
  const target = enabled(same) ? same : all.slice(0, index).reverse().find(enabled);
  target?.focus({ preventScroll: true });
  if (caret != null && target instanceof HTMLInputElement) target.setSelectionRange(...caret);
}
