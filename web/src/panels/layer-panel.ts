import type { UnitLayerView, UnitView } from '../api-client.js';
import { element } from '../element.js';
import { type Language, say } from '../language.js';
import { layersInOrder, moved, OUTLINES, opacityPercent } from '../overlays.js';

/** One side of the swipe, or the whole map. */
export interface LayerSide {
  readonly name: 'left' | 'right';
  readonly unit: UnitView;
  readonly shown: readonly string[];
}

export interface LayerPanelProps {
  readonly language: Language;
  /** One, or left and right. */
  readonly sides: readonly LayerSide[];
  readonly order: readonly string[];
  readonly opacity: Readonly<Record<string, number>>;
  onShown(side: LayerSide['name'], layers: readonly string[]): void;
  onOrder(order: readonly string[]): void;
  /** While the slider moves. */
  onOpacityPreview(layer: string, percent: number): void;
  onOpacity(layer: string, percent: number): void;
}

/** What is drawn on each side, from top to bottom; opacity and order of what is drawn. */
export function layerPanel(props: LayerPanelProps): HTMLElement {
  const { language, sides, order } = props;
  const all = [...new Map(sides.flatMap(({ unit }) => unit.layers.map((layer) => [layer.id, layer] as const))).values()];
  const layers = layersInOrder(all, order);
  const ids = layers.map(({ id }) => id);
  const isShown = (id: string) => sides.some(({ shown }) => shown.includes(id));
  return element(
    'details',
    { id: 'layers', open: matchMedia('(min-width: 1100px)').matches },
    element('summary', {}, say(language, 'layers')),
    sides.length === 1 ? null : sidesHead(language),
    element(
      'ul',
      { class: 'layer-list' },
      element('li', {}, element('div', { class: 'layer-row' }, boxes(OUTLINES, say(language, 'outlines'), props))),
      ...layers.map((layer) =>
        element(
          'li',
          {},
          element(
            'div',
            { class: 'layer-row' },
            boxes(layer.id, layer.title[language], props),
            isShown(layer.id) ? mover(layer, ids, -1, props) : null,
            isShown(layer.id) ? mover(layer, ids, 1, props) : null,
          ),
          isShown(layer.id) ? slider(layer, props) : null,
        ),
      ),
    ),
  );
}

function sidesHead(language: Language): HTMLElement {
  return element(
    'div',
    { class: 'sides', 'aria-hidden': 'true' },
    element('span', {}, say(language, 'left')),
    element('span', {}, say(language, 'right')),
  );
}

/** A check box per side; with two sides each is named for its side. */
function boxes(id: string, title: string, { language, sides, onShown }: LayerPanelProps): HTMLElement {
  const box = ({ name, unit, shown }: LayerSide) =>
    element('input', {
      type: 'checkbox',
      id: `show-${name}-${id}`,
      'aria-label': sides.length === 1 ? undefined : say(language, 'layerOnSide', { layer: title, side: say(language, name) }),
      checked: shown.includes(id),
      disabled: id !== OUTLINES && !unit.layers.some((layer) => layer.id === id),
      onchange: (event: Event) =>
        onShown(name, (event.target as HTMLInputElement).checked ? [...shown, id] : shown.filter((other) => other !== id)),
    });
  if (sides.length > 1) return element('span', { class: 'check' }, ...sides.map(box), element('span', { class: 'name' }, title));
  return element('label', { class: 'check' }, ...sides.map(box), element('span', { class: 'name' }, title));
}

function mover(layer: UnitLayerView, ids: readonly string[], by: -1 | 1, { language, onOrder }: LayerPanelProps): HTMLElement {
  const label = say(language, by < 0 ? 'layerUp' : 'layerDown', { layer: layer.title[language] });
  return element(
    'button',
    {
      type: 'button',
      id: `move-${by}-${layer.id}`,
      class: 'small',
      title: label,
      'aria-label': label,
      disabled: ids.indexOf(layer.id) + by < 0 || ids.indexOf(layer.id) + by >= ids.length,
      onclick: () => onOrder(moved(ids, layer.id, by)),
    },
    by < 0 ? '↑' : '↓',
  );
}

function slider(layer: UnitLayerView, { language, opacity, onOpacity, onOpacityPreview }: LayerPanelProps): HTMLElement {
  const percent = opacityPercent(layer, opacity);
  const shown = element('output', { class: 'number', 'aria-hidden': 'true' }, `${percent} %`);
  const percentOf = (event: Event) => Number((event.target as HTMLInputElement).value);
  return element(
    'div',
    { class: 'opacity' },
    element('input', {
      ...{ type: 'range', min: 0, max: 100, step: 5, value: percent, id: `opacity-${layer.id}` },
      'aria-label': say(language, 'opacityOf', { layer: layer.title[language] }),
      'aria-valuetext': `${percent} %`,
      oninput: (event: Event) => {
        shown.textContent = `${percentOf(event)} %`;
        onOpacityPreview(layer.id, percentOf(event));
      },
      onchange: (event: Event) => onOpacity(layer.id, percentOf(event)),
    }),
    shown,
  );
}
