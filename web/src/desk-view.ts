import { isSimulated, itemsUrl } from './api-client.js';
import type { DeskChoice, DeskData } from './desk-data.js';
import type { DeskPage } from './desk-page.js';
import { element } from './element.js';
import { knownDaysOf } from './known-on.js';
import { say } from './language.js';
import { defaultLayers, layersInOrder, OUTLINES } from './overlays.js';
import { alertList } from './panels/alert-list.js';
import { compareBar } from './panels/compare-bar.js';
import { dayBar } from './panels/day-bar.js';
import { detectionList } from './panels/detection-list.js';
import { eventList } from './panels/event-list.js';
import { headBar } from './panels/head-bar.js';
import { type LayerSide, layerPanel } from './panels/layer-panel.js';
import { legendPanel } from './panels/legend-panel.js';
import { listTabs } from './panels/list-tabs.js';
import { timeBar } from './panels/time-bar.js';
import { shownDetections } from './shown-detections.js';
import { swapContent } from './swap-content.js';
import type { ListKind, ViewState } from './view-state.js';

/** What the panels can do. */
export interface DeskHandlers {
  change(part: Partial<ViewState>): void;
  hover(id: string | null): void;
  openDetail(): void;
  openKeys(): void;
  toggleSwipe(): void;
  togglePlay(): void;
  previewOpacity(layer: string, percent: number): void;
  /** While the day moves whose knowledge is shown. */
  previewKnown(known: string | null): void;
  /** The layer panel was opened: what is selected must stay visible. */
  revealAgain(): void;
}

export interface DeskModel {
  readonly state: ViewState;
  readonly data: DeskData;
  readonly choice: DeskChoice | null;
  readonly playing: boolean;
}

/** What is drawn, from left to right: the whole map, or the two sides of the swipe. */
export function sidesOf({ unit, compared }: DeskChoice, { layers, compareLayers }: ViewState): readonly LayerSide[] {
  const right: LayerSide = { name: 'right', unit, shown: layers ?? defaultLayers(unit) };
  return compared == null ? [right] : [{ name: 'left', unit: compared, shown: compareLayers ?? right.shown }, right];
}

/** Every panel but the detail, from the state. */
export function showPanels({ slots, credits }: DeskPage, model: DeskModel, act: DeskHandlers): void {
  const { state, data, choice } = model;
  const { language } = state;
  swapContent(
    slots.head,
    headBar({
      state,
      monitors: data.monitors,
      simulated: choice != null && isSimulated(choice.unit),
      latest: data.units.at(-1) ?? null,
      now: new Date(),
      change: act.change,
      onKeys: act.openKeys,
    }),
  );
  if (choice == null) {
    swapContent(slots.list, element('p', { class: 'notice' }, say(language, 'empty', { monitor: state.desk })));
    for (const slot of [slots.layers, slots.compare, slots.swipe, slots.known, slots.time, slots.detail]) slot.replaceChildren();
    return;
  }
  showList(slots.list, model, choice, act);
  showLayers(slots.layers, model, choice, act);
  swapContent(slots.swipe, swipeButton(model, choice, act));
  showCompareBar(slots.compare, model, choice, act);
  showDayBar(slots.known, model, choice, act);
  showTimeBar(slots.time, model, choice, act);
  const names = new Set(sidesOf(choice, state).map((side) => side.unit.attribution));
  credits.textContent = say(language, 'attribution', { names: [...names].filter((name) => name !== '').join(' · ') });
}

export function showList(slot: HTMLElement, model: DeskModel, choice: DeskChoice, act: DeskHandlers): void {
  swapContent(slot, listPanel(model, choice, act));
}

/** Detections, events or alerts. */
function listPanel({ state, data }: DeskModel, { monitor, unit }: DeskChoice, act: DeskHandlers): HTMLElement {
  const { language, list } = state;
  const counts = { detections: data.detections.length, events: data.events.length, alerts: data.alerts.length };
  const waiting = data.alerts.filter(({ acknowledged }) => !acknowledged).length;
  const onList = (next: ListKind) => act.change({ list: next });
  const hasTabs = list !== 'detections' || counts.events + counts.alerts > 0;
  const lists = {
    events: () =>
      eventList({ language, events: data.events, selected: state.event, onSelect: (event) => act.change({ event, place: null }) }),
    alerts: () =>
      alertList({ language, alerts: data.alerts, selected: state.alert, onSelect: (alert) => act.change({ alert, place: null }) }),
    detections: () =>
      detectionList({
        ...{
          language,
          monitor,
          choice: state,
          total: counts.detections,
          exportUrl: itemsUrl(monitor.id, unit),
          observedUtc: unit.observedUtc,
        },
        detections: shownDetections(data.detections, monitor, state),
        selected: state.selected,
        onSelect: (selected) => act.change({ selected, place: null }),
        onOpen: act.openDetail,
        onHover: act.hover,
        onChoice: act.change,
      }),
  };
  return element(
    'section',
    { class: 'panel list', id: 'list', 'aria-label': say(language, list) },
    hasTabs ? listTabs({ language, list, counts, waiting, onList }) : null,
    ...lists[list](),
  );
}

function showLayers(slot: HTMLElement, { state }: DeskModel, choice: DeskChoice, act: DeskHandlers): void {
  const { language, order, opacity } = state;
  const sides = sidesOf(choice, state);
  const drawn = sides.flatMap(({ unit, shown }) => unit.layers.filter(({ id }) => shown.includes(id)));
  const layers = layersInOrder([...new Map(drawn.map((layer) => [layer.id, layer])).values()], order);
  const panel = layerPanel({
    ...{ language, sides, order, opacity },
    onShown: (side, shown) => act.change(side === 'left' ? { compareLayers: shown } : rightLayers(state, choice, shown)),
    onOrder: (next) => act.change({ order: next }),
    onOpacityPreview: act.previewOpacity,
    onOpacity: (layer, percent) => act.change({ opacity: { ...opacity, [layer]: percent } }),
  });
  const legend = legendPanel({
    language,
    monitor: choice.monitor,
    units: sides.map(({ unit }) => unit),
    layers,
    outlines: sides.some(({ shown }) => shown.includes(OUTLINES)),
  });
  // once the panel is open; a `toggle` event would also come with every redraw
  for (const details of [panel, legend])
    details.querySelector('summary')?.addEventListener('click', () => requestAnimationFrame(() => act.revealAgain()));
  swapContent(slot, element('section', { class: 'panel layers', id: 'layer-panel', 'aria-label': say(language, 'layers') }, panel, legend));
}

/** The left side keeps what it shows when the right side changes. */
function rightLayers(state: ViewState, choice: DeskChoice, layers: readonly string[]): Partial<ViewState> {
  const left = sidesOf(choice, state).find(({ name }) => name === 'left');
  return left == null ? { layers } : { layers, compareLayers: left.shown };
}

function swipeButton({ state, data }: DeskModel, { compared }: DeskChoice, act: DeskHandlers): HTMLElement {
  const { language } = state;
  const alone = data.units.length < 2;
  return element(
    'button',
    {
      ...{ type: 'button', class: 'swipe-button', id: 'swipe-button', disabled: alone, 'aria-pressed': String(compared != null) },
      title: say(language, alone ? 'compareNone' : 'compareTitle'),
      onclick: act.toggleSwipe,
    },
    `⇔ ${say(language, 'compare')}`,
  );
}

function showCompareBar(slot: HTMLElement, { state, data }: DeskModel, { unit, compared }: DeskChoice, act: DeskHandlers): void {
  if (compared == null) {
    slot.replaceChildren();
    return;
  }
  const bar = compareBar({
    language: state.language,
    units: data.units,
    left: compared,
    right: unit,
    onLeft: (compare) => act.change({ compare }),
    onRight: (key) => act.change({ unit: key }),
    onSwap: () => act.change({ unit: compared.key, compare: unit.key }),
    onEnd: act.toggleSwipe,
  });
  swapContent(slot, bar);
}

/** For monitors whose detections last. */
function showDayBar(slot: HTMLElement, { state, data }: DeskModel, { monitor, unit }: DeskChoice, act: DeskHandlers): void {
  const days = knownDaysOf(data.detections, monitor, unit.observedUtc);
  if (days == null) {
    slot.replaceChildren();
    return;
  }
  const { language, known } = state;
  const onDay = (day: string | null) => act.change({ known: day });
  swapContent(slot, dayBar({ language, days, day: known, onPreview: act.previewKnown, onDay }));
}

export function showTimeBar(slot: HTMLElement, { state, data, playing }: DeskModel, { unit }: DeskChoice, act: DeskHandlers): void {
  const bar = timeBar({
    ...{ language: state.language, units: data.units, unit, playing, now: new Date() },
    onUnit: (key) => act.change({ unit: key }),
    onPlay: act.togglePlay,
  });
  swapContent(slot, bar);
}

/** Scrolls to the acquisition shown; once the panels have their final widths. */
export function showCurrent(slot: HTMLElement): void {
  slot.querySelector('ol [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
}
