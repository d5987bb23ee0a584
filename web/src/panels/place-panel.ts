import { crsTransform } from '@landsicht/core';
import type { MonitorView, UnitLayerView, UnitView } from '../api-client.js';
import { element } from '../element.js';
import { formatDate, formatLonLat, formatMetres, formatTime } from '../format.js';
import { type Language, say } from '../language.js';
import { type PlaceValue, readPlace, stateLayer } from '../place-values.js';
import type { Place } from '../view-state.js';
import { detailFrame, factList } from './detail-frame.js';

export interface PlacePanelProps {
  readonly language: Language;
  readonly monitor: MonitorView;
  /** All acquisitions of the desk, oldest first. */
  readonly units: readonly UnitView[];
  /** The one shown, or left and right. */
  readonly shown: readonly UnitView[];
  readonly place: Place;
  /** Whether a detection is open beneath. */
  readonly hasDetection: boolean;
  /** Votes behind the place; null where there are none to show. */
  readonly votes: HTMLElement | null;
  /** Ends the reading. */
  readonly signal: AbortSignal;
  onClose(): void;
  onUnit(key: string): void;
}

/** More at once only queue up in the browser. */
const READS_AT_ONCE = 6;
const SAXONY_EPSG = 25833;

/** Every layer's value at a place, and what each acquisition says of it. */
export function placePanel(props: PlacePanelProps): HTMLElement {
  const { language, place, hasDetection, votes, onClose } = props;
  const reads: (() => Promise<void>)[] = [];
  const tables = [
    valueTable(props, reads),
    votes,
    element('h3', { id: 'history-title' }, say(language, 'history')),
    historyTable(props, reads),
  ];
  void inTurn(reads, props.signal);
  return detailFrame(
    { language, label: say(language, 'place'), title: say(language, 'place'), onClose },
    hasDetection ? element('button', { type: 'button', class: 'button', onclick: onClose }, `← ${say(language, 'back')}`) : null,
    factList([
      [say(language, 'coordinates'), formatLonLat(place, language)],
      [say(language, 'utm'), formatMetres(crsTransform(4326, SAXONY_EPSG).forward(...place), language)],
    ]),
    ...tables,
    element('p', { class: 'muted' }, say(language, 'placeHint')),
  );
}

function valueTable(props: PlacePanelProps, reads: (() => Promise<void>)[]): HTMLElement {
  const { language, monitor, shown, place, signal } = props;
  const layers = monitor.layers.filter(({ id }) => shown.some((unit) => unit.layers.some((layer) => layer.id === id)));
  const cell = (unit: UnitView, id: string) => {
    const layer = unit.layers.find((candidate) => candidate.id === id);
    return layer == null ? element('td', {}, '–') : valueCell(unit, layer, { language, place, signal }, reads);
  };
  return element(
    'table',
    { class: 'values', 'aria-label': say(language, 'place') },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        element('th', { scope: 'col' }, say(language, 'layer')),
        ...shown.map((unit) => element('th', { scope: 'col' }, formatDate(new Date(unit.observedUtc), language))),
      ),
    ),
    element(
      'tbody',
      {},
      ...layers.map(({ id, title }) =>
        element('tr', {}, element('th', { scope: 'row' }, title[language]), ...shown.map((unit) => cell(unit, id))),
      ),
    ),
  );
}

/** Newest first. */
function historyTable(props: PlacePanelProps, reads: (() => Promise<void>)[]): HTMLElement {
  const { language, monitor, units, shown, place, signal, onUnit } = props;
  const rows = [...units].reverse().map((unit) => {
    const layer = stateLayer(monitor, unit);
    const observed = new Date(unit.observedUtc);
    const open = element(
      'button',
      {
        type: 'button',
        class: 'link',
        'aria-current': unit.key === shown.at(-1)?.key ? 'true' : undefined,
        title: say(language, 'showAcquisition', { date: formatDate(observed, language) }),
        onclick: () => onUnit(unit.key),
      },
      formatTime(observed, language),
    );
    return element(
      'tr',
      {},
      element('th', { scope: 'row' }, open),
      layer == null ? element('td', {}, '–') : valueCell(unit, layer, { language, place, signal }, reads),
    );
  });
  return element(
    'table',
    { class: 'values', 'aria-labelledby': 'history-title' },
    element(
      'thead',
      {},
      element('tr', {}, element('th', { scope: 'col' }, say(language, 'date')), element('th', { scope: 'col' }, say(language, 'state'))),
    ),
    element('tbody', {}, ...rows),
  );
}

interface Reading {
  readonly language: Language;
  readonly place: Place;
  readonly signal: AbortSignal;
}

/** Empty until its turn to be read. */
function valueCell(unit: UnitView, layer: UnitLayerView, reading: Reading, reads: (() => Promise<void>)[]): HTMLElement {
  const cell = element('td', { 'aria-busy': 'true' }, '…');
  reads.push(async () => {
    const value = await readPlace(unit, layer, reading.place, reading);
    cell.removeAttribute('aria-busy');
    cell.replaceChildren(element('span', { class: 'value' }, mark(value), element('span', {}, value.text)));
  });
  return cell;
}

/** Colour of the class, or the hatch of what was not observed. */
function mark({ observed, color }: PlaceValue): Node {
  if (observed && color == null) return document.createTextNode('');
  const swatch = element('span', { class: observed ? 'swatch' : 'swatch hatch', 'aria-hidden': 'true' });
  if (observed) swatch.style.setProperty('--swatch', color ?? '');
  return swatch;
}

async function inTurn(reads: readonly (() => Promise<void>)[], signal: AbortSignal): Promise<void> {
  const waiting = reads.values();
  const worker = async () => {
    for (const read of waiting) {
      if (signal.aborted) return;
      await read();
    }
  };
  await Promise.all(Array.from({ length: READS_AT_ONCE }, worker));
}
