import { element } from '../element.js';

export interface SwipeDivider {
  readonly node: HTMLElement;
  /** Texts change with language and acquisitions; the slider itself stays, so that a drag is not cut off. */
  update(texts: SwipeTexts, split: number): void;
}

export interface SwipeTexts {
  readonly label: string;
  readonly left: string;
  readonly right: string;
  valueText(percent: number): string;
}

/** A line over both maps, moved by a slider: with keys, by tapping, by dragging. `stage` gets `--split`, 0 to 1. */
export function swipeDivider(stage: HTMLElement, onSplit: (percent: number) => void): SwipeDivider {
  let texts: SwipeTexts | null = null;
  const show = (percent: number) => {
    stage.style.setProperty('--split', String(percent / 100));
    slider.setAttribute('aria-valuetext', texts?.valueText(percent) ?? '');
  };
  const slider = element('input', {
    ...{ type: 'range', min: 0, max: 100, step: 1, class: 'swipe', id: 'swipe' },
    oninput: () => show(Number(slider.value)),
    onchange: () => onSplit(Number(slider.value)),
  });
  const [left, right] = [element('span', { class: 'side left' }), element('span', { class: 'side right' })];
  return {
    node: element('div', { class: 'swipe-divider' }, element('div', { class: 'swipe-line', 'aria-hidden': 'true' }, left, right), slider),
    update(next, split) {
      texts = next;
      slider.setAttribute('aria-label', next.label);
      left.textContent = next.left;
      right.textContent = next.right;
      slider.value = String(split);
      show(split);
    },
  };
}
