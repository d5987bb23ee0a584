import type { DetectionFeature, MonitorView } from '../api-client.js';
import { detectionsCsv } from '../csv.js';
import { element } from '../element.js';
import { formatAge, formatArea, formatDate, formatHa } from '../format.js';
import { formatAttribute } from '../format-attribute.js';
import { tierOn } from '../known-on.js';
import { type Language, say } from '../language.js';
import { saveText } from '../save-text.js';
import { type DetectionChoice, kindOf, sortOf } from '../shown-detections.js';
import { sorts } from '../view-state.js';

export interface DetectionListProps {
  readonly language: Language;
  readonly monitor: MonitorView;
  /** In the order of the list. */
  readonly detections: readonly DetectionFeature[];
  /** Before the filter. */
  readonly total: number;
  readonly choice: DetectionChoice;
  readonly selected: string | null;
  readonly exportUrl: string;
  /** Of the acquisition: ages are counted to it. */
  readonly observedUtc: string;
  onSelect(id: string): void;
  /** Enter: to the details of what is selected. */
  onOpen(): void;
  onHover(id: string | null): void;
  onChoice(part: Partial<DetectionChoice>): void;
}

/** Count, filter, sort, export and one row per detection. Rows off screen are not laid out (content-visibility). */
export function detectionList(props: DetectionListProps): (HTMLElement | null)[] {
  const { language, detections, total, selected, choice, onChoice } = props;
  const ha = formatHa(
    detections.reduce((sum, { properties }) => sum + properties.areaM2, 0),
    language,
  );
  const isSelectedShown = detections.some(({ properties }) => properties.id === selected);
  const rows = element(
    'ul',
    {
      ...{ class: 'rows', id: 'rows', role: 'listbox', tabindex: 0, 'aria-label': say(language, 'detections') },
      'aria-activedescendant': isSelectedShown ? `row-${selected}` : undefined,
    },
    ...detections.map((d) => row(d, props)),
  );
  rows.addEventListener('keydown', (event) => moveByKey(event, props));
  const clear = () => onChoice({ search: '', minHa: null, classes: [] });
  const isFiltered = choice.search !== '' || choice.minHa != null || choice.classes.length > 0;
  return [
    element('h2', {}, say(language, 'detections')),
    element('p', { class: 'count' }, say(language, 'count', { n: String(detections.length), ha })),
    filterRow(props),
    chips(props),
    tools(props),
    detections.length > 0 ? rows : null,
    detections.length === 0 && total === 0 ? element('p', { class: 'empty' }, say(language, 'noDetections')) : null,
    detections.length === 0 && total > 0 ? element('p', { class: 'empty' }, noneText(props, isFiltered)) : null,
    detections.length === 0 && total > 0 && isFiltered
      ? element('button', { type: 'button', onclick: clear }, say(language, 'clearFilter'))
      : null,
  ];
}

function noneText({ language, total, choice: { known } }: DetectionListProps, isFiltered: boolean): string {
  return known == null || isFiltered
    ? say(language, 'noneMatch', { n: String(total) })
    : say(language, 'nothingKnown', { date: formatDate(new Date(known), language) });
}

function filterRow({ language, choice, onChoice }: DetectionListProps): HTMLElement {
  const textOf = (event: Event) => (event.target as HTMLInputElement).value;
  return element(
    'div',
    { class: 'filter' },
    element('input', {
      ...{ type: 'search', id: 'search', value: choice.search, placeholder: say(language, 'search'), autocomplete: 'off' },
      'aria-label': `${say(language, 'searchTitle')}: ${say(language, 'search')}`,
      title: say(language, 'searchTitle'),
      oninput: (event: Event) => {
        if (!(event as InputEvent).isComposing) onChoice({ search: textOf(event) });
      },
      oncompositionend: (event: Event) => onChoice({ search: textOf(event) }),
    }),
    element(
      'label',
      { title: say(language, 'minHaTitle') },
      `${say(language, 'minHa')} `,
      element('input', {
        ...{ type: 'number', id: 'min-ha', min: 0, step: 'any', value: choice.minHa ?? undefined },
        onchange: (event: Event) => {
          const { valueAsNumber } = event.target as HTMLInputElement;
          onChoice({ minHa: valueAsNumber > 0 ? valueAsNumber : null });
        },
      }),
    ),
  );
}

function chips({ language, monitor, choice: { classes }, onChoice }: DetectionListProps): HTMLElement {
  const chip = (id: string | null, title: string, pressed: boolean) =>
    element(
      'button',
      {
        ...{ type: 'button', class: 'chip', 'aria-pressed': String(pressed) },
        onclick: () => onChoice({ classes: id == null ? [] : toggle(classes, id) }),
      },
      title,
    );
  return element(
    'div',
    { class: 'chips', role: 'group', 'aria-label': say(language, 'classFilter') },
    chip(null, say(language, 'all'), classes.length === 0),
    ...monitor.classes.filter(({ detect }) => detect).map(({ id, title }) => chip(id, title[language], classes.includes(id))),
  );
}

function toggle(list: readonly string[], id: string): string[] {
  return list.includes(id) ? list.filter((other) => other !== id) : [...list, id];
}

const sortTexts = { rank: 'byRank', area: 'byArea', class: 'byClass' } as const;

function tools({ language, monitor, detections, choice, exportUrl, onChoice }: DetectionListProps): HTMLElement {
  const sorted = sortOf(monitor, choice);
  const name = choice.known == null ? monitor.id : `${monitor.id}-${choice.known}`;
  const [geoJson, csv] = [say(language, 'exportGeoJson'), say(language, 'exportCsv')];
  return element(
    'div',
    { class: 'tools' },
    element(
      'label',
      {},
      element('span', { class: 'hidden' }, say(language, 'sortBy')),
      element(
        'select',
        {
          id: 'sort',
          title: say(language, 'sortBy'),
          onchange: (event: Event) => onChoice({ sort: sorts.find((id) => id === (event.target as HTMLSelectElement).value) ?? null }),
        },
        ...sorts
          .filter((id) => id !== 'rank' || monitor.ranking != null)
          .map((id) => element('option', { value: id, selected: id === sorted }, say(language, sortTexts[id]))),
      ),
    ),
    element('span', { class: 'grow' }),
    element('a', { href: exportUrl, download: `${monitor.id}.geojson`, class: 'button', title: geoJson, 'aria-label': geoJson }, 'GeoJSON'),
    element(
      'button',
      {
        type: 'button',
        title: csv,
        'aria-label': csv,
        onclick: () => saveText(`${name}.csv`, 'text/csv;charset=utf-8;header=present', detectionsCsv(detections, monitor.attributes)),
      },
      'CSV',
    ),
  );
}

function row(detection: DetectionFeature, props: DetectionListProps): HTMLElement {
  const { language, monitor, selected, onSelect, onHover } = props;
  const { properties } = detection;
  const kind = kindOf(detection, monitor);
  const tier = monitor.tiers == null ? null : tierOn(detection, monitor.tiers, null);
  const told = toldInRow(detection, props);
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
    element('span', { class: `swatch ${tier?.outline ?? ''}`.trim(), 'aria-hidden': 'true' }),
    element(
      'span',
      { class: 'grow' },
      kind?.title[language] ?? properties.class,
      told === '' ? null : element('span', { class: 'told' }, told),
    ),
    element('span', { class: 'number' }, formatArea(properties.areaM2, language)),
  );
  node.style.setProperty('--swatch', kind?.color.slice(0, 7) ?? '#0b6e6e');
  return node;
}

/** What the monitor says most about it, dates as age; numbers are today's and say nothing of an earlier day. */
function toldInRow({ properties }: DetectionFeature, { language, monitor, choice: { known }, observedUtc }: DetectionListProps): string {
  const at = known ?? observedUtc.slice(0, 10);
  const parts = monitor.listed.map((id) => {
    const attribute = monitor.attributes.find((candidate) => candidate.id === id);
    const value = properties[id];
    if (attribute == null || value == null || value === '') return null;
    const text = formatAttribute(value, attribute, language);
    if (attribute.values != null) return text;
    if (attribute.type === 'number' && known != null) return null;
    const title = attribute.title[language];
    if (attribute.type !== 'date') return `${title} ${text}`;
    return String(value) > at
      ? null
      : `${title} ${say(language, 'ago', { age: value === at ? '0 d' : formatAge(new Date(String(value)), new Date(at), language) })}`;
  });
  return parts.filter((part) => part != null).join(' · ');
}

function moveByKey(event: KeyboardEvent, { detections, selected, onSelect, onOpen }: DetectionListProps): void {
  const at = detections.findIndex(({ properties }) => properties.id === selected);
  if (event.key === 'Enter' && at >= 0) {
    event.preventDefault();
    onOpen();
    return;
  }
  const last = detections.length - 1;
  const targets: Readonly<Record<string, number>> = {
    ArrowDown: Math.min(last, at + 1),
    ArrowUp: Math.max(0, at - 1),
    Home: 0,
    End: last,
    Enter: 0,
  };
  const target = targets[event.key];
  const next = target == null ? undefined : detections[target];
  if (next == null) return;
  event.preventDefault();
  onSelect(next.properties.id);
}
