import type { DetectionFeature, MonitorView } from '../api-client.js';
import { element } from '../element.js';
import { formatHa } from '../format.js';
import { type Language, say } from '../language.js';

export interface ListPanelProps {
  readonly language: Language;
  readonly monitor: MonitorView;
  readonly detections: readonly DetectionFeature[];
  readonly total: number;
  readonly classes: readonly string[];
  readonly sort: 'area' | 'class';
  readonly selected: string | null;
  readonly exportUrl: string;
  onSelect(id: string): void;
  onHover(id: string | null): void;
  onClasses(classes: readonly string[]): void;
  onSort(sort: 'area' | 'class'): void;
}

/** Count, class chips, sort, export and one row per detection. Rows off screen are not laid out (content-visibility). */
export function listPanel(props: ListPanelProps): HTMLElement {
  const { language, monitor, detections } = props;
  const ha = formatHa(
    detections.reduce((sum, { properties }) => sum + properties.areaM2, 0),
    language,
  );
  const rows = element(
    'ul',
    { class: 'rows', role: 'listbox', 'aria-label': say(language, 'detections'), tabindex: 0 },
    ...detections.map((d) => row(d, props)),
  );
  rows.addEventListener('keydown', (event) => moveByKey(event, props));
  return element(
    'section',
    { class: 'panel list', 'aria-label': say(language, 'detections') },
    element('h2', {}, say(language, 'detections')),
    element('p', { class: 'count', 'aria-live': 'polite' }, say(language, 'count', { n: String(detections.length), ha })),
    chips(props),
    element(
      'div',
      { class: 'tools' },
      element(
        'label',
        {},
        `${say(language, 'sortBy')} `,
        element(
          'select',
          { onchange: (event: Event) => props.onSort((event.target as HTMLSelectElement).value === 'class' ? 'class' : 'area') },
          element('option', { value: 'area', selected: props.sort === 'area' }, say(language, 'byArea')),
          element('option', { value: 'class', selected: props.sort === 'class' }, say(language, 'byClass')),
        ),
      ),
      element('a', { href: props.exportUrl, download: `${monitor.id}.geojson`, class: 'button' }, say(language, 'export')),
    ),
    detections.length === 0 ? element('p', { class: 'empty' }, say(language, 'noDetections')) : rows,
  );
}

function chips({ language, monitor, classes, onClasses }: ListPanelProps): HTMLElement {
  const chip = (id: string | null, title: string, pressed: boolean) =>
    element(
      'button',
      { type: 'button', class: 'chip', 'aria-pressed': String(pressed), onclick: () => onClasses(id == null ? [] : toggle(classes, id)) },
      title,
    );
  return element(
    'div',
    { class: 'chips', role: 'group' },
    chip(null, say(language, 'all'), classes.length === 0),
    ...monitor.classes.filter(({ detect }) => detect).map(({ id, title }) => chip(id, title[language], classes.includes(id))),
  );
}

function toggle(list: readonly string[], id: string): string[] {
  return list.includes(id) ? list.filter((other) => other !== id) : [...list, id];
}

function row({ properties }: DetectionFeature, { language, monitor, selected, onSelect, onHover }: ListPanelProps): HTMLElement {
  const kind = monitor.classes.find(({ id }) => id === properties.class);
  const node = element(
    'li',
    {
      role: 'option',
      id: `row-${properties.id}`,
      'data-id': properties.id,
      'aria-selected': String(properties.id === selected),
      onclick: () => onSelect(properties.id),
      onmouseenter: () => onHover(properties.id),
      onmouseleave: () => onHover(null),
    },
    element('span', { class: 'swatch', 'aria-hidden': true }),
    element('span', { class: 'grow' }, kind?.title[language] ?? properties.class),
    element('span', { class: 'number' }, `${formatHa(properties.areaM2, language)} ha`),
  );
  node.style.setProperty('--swatch', kind?.color.slice(0, 7) ?? '#0b6e6e');
  return node;
}

function moveByKey(event: KeyboardEvent, { detections, selected, onSelect }: ListPanelProps): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0 || detections.length === 0) return;
  event.preventDefault();
  const at = detections.findIndex(({ properties }) => properties.id === selected);
  const next = detections[Math.min(detections.length - 1, Math.max(0, at + step))];
  if (next != null) onSelect(next.properties.id);
}
