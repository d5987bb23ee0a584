import type { MonitorView, UnitView } from '../api-client.js';
import { element } from '../element.js';
import { type Language, say } from '../language.js';

export interface LayerPanelProps {
  readonly language: Language;
  readonly monitor: MonitorView;
  readonly unit: UnitView;
  readonly layers: readonly string[];
  onLayers(layers: readonly string[]): void;
}

/** Check boxes for the layers of the acquisition, and the legend made from the monitor's own classes. */
export function layerPanel({ language, monitor, unit, layers, onLayers }: LayerPanelProps): HTMLElement {
  const roomy = matchMedia('(min-width: 700px)').matches;
  const box = (id: string, title: string) =>
    element(
      'label',
      { class: 'check' },
      element('input', {
        type: 'checkbox',
        value: id,
        checked: layers.includes(id),
        onchange: (event: Event) =>
          onLayers((event.target as HTMLInputElement).checked ? [...layers, id] : layers.filter((other) => other !== id)),
      }),
      title,
    );
  return element(
    'section',
    { class: 'panel layers', 'aria-label': say(language, 'layers') },
    element(
      'details',
      { open: roomy },
      element('summary', {}, say(language, 'layers')),
      ...unit.layers.map(({ id, title }) => box(id, title[language])),
      box('outlines', say(language, 'outlines')),
    ),
    element(
      'details',
      { open: roomy },
      element('summary', {}, say(language, 'legend')),
      element(
        'ul',
        { class: 'legend' },
        ...monitor.classes
          .filter(({ color }) => !color.endsWith('00') || color.length !== 9)
          .map((kind) => legendRow(kind.id, kind.color, kind.title[language])),
      ),
    ),
  );
}

function legendRow(id: string, color: string, title: string): HTMLElement {
  const swatch = element('span', { class: id === 'not-observed' ? 'swatch hatch' : 'swatch', 'aria-hidden': true });
  swatch.style.setProperty('--swatch', color);
  return element('li', {}, swatch, title);
}
