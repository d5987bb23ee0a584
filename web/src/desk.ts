import { loadMonitors, loadUnits, onNewUnit } from './api-client.js';
import { choiceOf, type DeskChoice, type DeskData, DetectionCache } from './desk-data.js';
import { type DeskActions, listenForKeys } from './desk-keys.js';
import { createPage, type DeskPage } from './desk-page.js';
import { type DeskHandlers, type DeskModel, showCurrent, showPanels, showTimeBar, sidesOf } from './desk-view.js';
import { element } from './element.js';
import { formatDate, formatTime } from './format.js';
import { say } from './language.js';
import { createMap, type MapTexts } from './map/create-map.js';
import type { DeskMap } from './map/desk-map.js';
import { OUTLINES, overlayId, overlaysOf } from './overlays.js';
import { detailPanel } from './panels/detail-panel.js';
import { openKeysDialog } from './panels/keys-dialog.js';
import { placePanel } from './panels/place-panel.js';
import { prefersReducedMotion } from './panels/time-bar.js';
import { createPlayer, type Player } from './player.js';
import { bboxOf, pointInside } from './point-inside.js';
import { shownDetections } from './shown-detections.js';
import { swapContent } from './swap-content.js';
import { Swipe } from './swipe.js';
import { type Place, readViewState, type ViewState, writeViewState } from './view-state.js';

const PLAY_PAUSE_MS = 1_200;
/** Browsers limit how often the address may change. */
const ADDRESS_DELAY_MS = 200;

export async function startDesk(root: HTMLElement): Promise<void> {
  const state = readViewState(location.search);
  applyTheme(state);
  document.documentElement.lang = state.language;
  const page = createPage(root);
  page.slots.list.replaceChildren(element('p', { class: 'empty' }, say(state.language, 'loading')));
  const at = state.at == null ? null : { center: [state.at[0], state.at[1]] as const, zoom: state.at[2], bearing: 0, pitch: 0 };
  let desk: Desk | null = null;
  const map = await createMap(page.map, mapTexts(state, 'mapHelp'), at, {
    picked: (lonLat, id) => desk?.pick(lonLat, id),
    hovered: (id) => desk?.hover(id),
  });
  desk = new Desk(page, map, state);
  await desk.load(state.at != null);
  desk.listen();
  await map.idle();
  document.documentElement.dataset['ready'] = 'true';
}

function mapTexts({ language }: ViewState, label: 'mapHelp' | 'compareMap'): MapTexts {
  return {
    label: say(language, label),
    zoomIn: say(language, 'zoomIn'),
    zoomOut: say(language, 'zoomOut'),
    north: say(language, 'north'),
  };
}

/** Wires panels and maps to one view state. Every change goes through `change`, which mirrors it in the URL. */
class Desk implements DeskHandlers {
  private data: DeskData = { monitors: [], units: [], detections: [], compared: [] };
  private readonly detections = new DetectionCache();
  private readonly swipe: Swipe;
  private readonly player: Player;
  /** Counts loads, so that a late answer does not overwrite a newer one. */
  private loads = 0;
  /** Resolves once the latest change is on the page. */
  private settled: Promise<void> = Promise.resolve();
  private placeReads = new AbortController();
  /** Where the detection was clicked that is open. */
  private picked: { readonly id: string; readonly place: Place } | null = null;
  private readonly page: DeskPage;
  private readonly map: DeskMap;
  private state: ViewState;

  constructor(page: DeskPage, map: DeskMap, state: ViewState) {
    this.page = page;
    this.map = map;
    this.state = state;
    const events = { picked: (lonLat: Place) => this.pick(lonLat, null), hovered: () => undefined };
    this.swipe = new Swipe(page.map, map, events, (split) => this.change({ split }));
    this.player = createPlayer(
      PLAY_PAUSE_MS,
      () => this.playOn(),
      () => this.renderTime(),
    );
  }

  listen(): void {
    const actions: DeskActions = {
      step: (by) => this.step(by),
      play: () => this.togglePlay(),
      swipe: () => this.toggleSwipe(),
      search: () => document.getElementById('search')?.focus(),
      keys: () => this.openKeys(),
      closeLast: () => this.closeLast(),
    };
    listenForKeys(actions);
    let timer: ReturnType<typeof setTimeout>;
    this.map.onMoveEnd(() => {
      clearTimeout(timer);
      timer = setTimeout(() => this.rememberCamera(), ADDRESS_DELAY_MS);
    });
    this.rememberCamera();
    onNewUnit(() => void this.load(true));
    setInterval(() => this.renderTime(), 60_000);
  }

  private rememberCamera(): void {
    const { center, zoom } = this.map.camera();
    this.state = { ...this.state, at: [...center, zoom] };
    this.writeAddress();
  }

  private writeAddress(): void {
    history.replaceState(null, '', writeViewState(this.state));
  }

  private get choice(): DeskChoice | null {
    return choiceOf(this.data, this.state);
  }

  private get model(): DeskModel {
    return { state: this.state, data: this.data, choice: this.choice, playing: this.player.playing };
  }

  change = (part: Partial<ViewState>): void => {
    const before = this.choice;
    const isOtherDesk = part.desk != null && part.desk !== this.state.desk;
    this.state = isOtherDesk ? otherDesk({ ...this.state, ...part }) : this.consistent({ ...this.state, ...part }, before);
    this.writeAddress();
    applyTheme(this.state);
    document.documentElement.lang = this.state.language;
    const after = this.choice;
    if (isOtherDesk) this.settled = this.load(false);
    else if (after?.unit !== before?.unit || after?.compared !== before?.compared) this.settled = this.loadShown();
    else this.render();
    if (part.selected != null) this.showSelected(part.selected);
  };

  /** A detection belongs to its acquisition; the two sides never show the same one. */
  private consistent(next: ViewState, before: DeskChoice | null): ViewState {
    const isOtherUnit = next.unit != null && next.unit !== before?.unit.key;
    const selected = isOtherUnit ? null : next.selected;
    const compare = isOtherUnit && next.compare === next.unit ? (before?.unit.key ?? null) : next.compare;
    return { ...next, selected, compare };
  }

  private showSelected(id: string): void {
    const detection = this.data.detections.find(({ properties }) => properties.id === id);
    if (detection != null) this.map.reveal(bboxOf(detection));
    document.getElementById(`row-${id}`)?.scrollIntoView({ block: 'nearest' });
    document.getElementById('rows')?.focus({ preventScroll: true });
  }

  /** What there is, from the server; `keepView`: the map stays where it is. */
  async load(keepView: boolean): Promise<void> {
    try {
      const monitors = await loadMonitors();
      this.data = { ...this.data, monitors, units: [] };
      const monitor = monitors.find(({ id }) => id === this.state.desk) ?? monitors[0];
      this.data = { ...this.data, units: monitor == null ? [] : await loadUnits(monitor.id) };
    } catch (error) {
      this.report(error);
      return;
    }
    await this.loadShown();
    const { choice } = this;
    if (!keepView && choice != null) this.map.fit(choice.unit.bboxLonLat);
  }

  /** The detections of what the state shows. */
  private async loadShown(): Promise<void> {
    const mine = ++this.loads;
    const { choice } = this;
    const load = (unit: DeskChoice['compared']) => (choice == null || unit == null ? [] : this.detections.load(choice.monitor, unit));
    try {
      const [detections, compared] = await Promise.all([load(choice?.unit ?? null), load(choice?.compared ?? null)]);
      if (mine !== this.loads) return;
      this.data = { ...this.data, detections, compared };
      this.render();
      if (choice != null) this.announce(choice);
    } catch (error) {
      if (mine === this.loads) this.report(error);
    }
  }

  private announce({ unit }: DeskChoice): void {
    const { language } = this.state;
    const time = formatTime(new Date(unit.observedUtc), language);
    this.page.status.textContent = say(language, 'shownStatus', { time, n: String(this.data.detections.length) });
  }

  private render(): void {
    const { choice } = this;
    showPanels(this.page, this.model, this);
    this.map.paintTheme();
    if (choice == null) {
      this.swipe.hide();
      return;
    }
    this.renderDetail(choice);
    this.renderMaps(choice);
    showCurrent(this.page.slots.time);
  }

  private renderTime(): void {
    if (this.choice != null) showTimeBar(this.page.slots.time, this.model, this.choice, this);
  }

  private renderMaps(choice: DeskChoice): void {
    const { state } = this;
    const { order, opacity, language } = state;
    for (const { name, unit, shown } of sidesOf(choice, state)) {
      const found = name === 'right' ? this.data.detections : this.data.compared;
      const detections = shownDetections(found, choice.monitor, state);
      const draw = (map: DeskMap) => {
        map.paintTheme();
        map.showOverlays(overlaysOf(unit, { shown, order, opacity }));
        map.showDetections(detections, choice.monitor.classes, shown.includes(OUTLINES));
        map.showPlace(state.place);
        if (name === 'right') map.mark('selected', state.selected);
      };
      if (name === 'right') draw(this.map);
      else {
        const [left, right] = [unit, choice.unit].map(({ observedUtc }) => formatDate(new Date(observedUtc), language)) as [string, string];
        const valueText = (percent: number) => say(language, 'dividerValue', { percent: String(percent), left, right });
        const texts = { label: say(language, 'divider'), left, right, valueText };
        void this.swipe.show(mapTexts(state, 'compareMap'), texts, state.split).then((twin) => twin != null && draw(twin));
      }
    }
    if (choice.compared == null) this.swipe.hide();
  }

  private renderDetail(choice: DeskChoice): void {
    this.placeReads.abort();
    this.placeReads = new AbortController();
    const panel = this.state.place == null ? this.detectionPanel(choice) : this.valuesPanel(choice, this.state.place);
    swapContent(this.page.slots.detail, ...(panel == null ? [] : [panel]));
    this.map.resize();
    void this.swipe.twin?.then((twin) => twin.resize());
  }

  private valuesPanel(choice: DeskChoice, place: Place): HTMLElement {
    return placePanel({
      language: this.state.language,
      monitor: choice.monitor,
      units: this.data.units,
      shown: sidesOf(choice, this.state).map(({ unit }) => unit),
      place,
      hasDetection: this.openDetection() != null,
      signal: this.placeReads.signal,
      onClose: () => this.closeLast(),
      onUnit: (unit) => this.change({ unit }),
    });
  }

  private detectionPanel({ monitor, unit }: DeskChoice): HTMLElement | null {
    const detection = this.openDetection();
    if (detection == null) return null;
    return detailPanel({
      ...{ language: this.state.language, monitor, unit, detection, now: new Date() },
      onClose: () => this.closeLast(),
      onZoom: () => this.map.fit(bboxOf(detection)),
      onPlace: () => {
        const { picked } = this;
        this.openPlace(picked?.id === detection.properties.id ? picked.place : pointInside(detection));
      },
    });
  }

  private openDetection() {
    return this.data.detections.find(({ properties }) => properties.id === this.state.selected);
  }

  pick(place: Place, detection: string | null): void {
    if (detection == null) {
      this.openPlace(place);
      return;
    }
    this.picked = { id: detection, place };
    this.change({ selected: detection, place: null });
  }

  private openPlace(place: Place): void {
    this.change({ place });
    this.openDetail();
  }

  openDetail = (): void => {
    document.querySelector<HTMLElement>('#detail h2')?.focus();
  };

  /** The place lies over the detection, the detection over the list. */
  private closeLast(): void {
    if (this.state.place != null) {
      this.change({ place: null });
      if (this.openDetection() == null) this.page.map.querySelector('canvas')?.focus();
      else this.openDetail();
    } else if (this.state.selected != null) {
      this.change({ selected: null });
      document.getElementById('rows')?.focus();
    }
  }

  hover = (id: string | null): void => {
    this.map.mark('hovered', id);
    for (const row of document.querySelectorAll('.rows li.hovered')) row.classList.remove('hovered');
    if (id != null) document.getElementById(`row-${id}`)?.classList.add('hovered');
  };

  openKeys = (): void => openKeysDialog(this.state.language);

  previewOpacity = (layer: string, percent: number): void => {
    const { choice } = this;
    if (choice == null) return;
    this.map.setOpacity(overlayId(choice.unit, layer), percent / 100);
    const { compared } = choice;
    if (compared != null) void this.swipe.twin?.then((twin) => twin.setOpacity(overlayId(compared, layer), percent / 100));
  };

  toggleSwipe = (): void => {
    const { choice } = this;
    if (choice == null) return;
    const at = this.data.units.indexOf(choice.unit);
    const other = this.data.units[at - 1] ?? this.data.units[at + 1];
    this.change(choice.compared == null ? { compare: other?.key ?? null } : { compare: null, compareLayers: null });
    const focused = choice.compared == null ? 'swipe' : 'swipe-button';
    void this.settled.then(() => document.getElementById(focused)?.focus());
  };

  private step(by: -1 | 1): void {
    const { choice } = this;
    const target = choice == null ? undefined : this.data.units[this.data.units.indexOf(choice.unit) + by];
    if (target != null) this.change({ unit: target.key });
  }

  togglePlay = (): void => {
    const { choice } = this;
    if (choice == null || this.data.units.length < 2) return;
    if (this.player.playing) {
      this.player.stop();
      return;
    }
    const isLast = this.data.units.at(-1) === choice.unit;
    if (isLast) this.change({ unit: this.data.units[0]?.key ?? null });
    // with reduced motion nothing moves on its own: one step for each press
    if (!prefersReducedMotion()) this.player.start();
    else if (!isLast) this.step(1);
  };

  /** The next acquisition; resolves once it is drawn. */
  private async playOn(): Promise<boolean> {
    const { choice } = this;
    const next = choice == null ? undefined : this.data.units[this.data.units.indexOf(choice.unit) + 1];
    if (next == null) return false;
    this.change({ unit: next.key });
    await this.settled;
    await this.map.idle();
    return next !== this.data.units.at(-1);
  }

  private report(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const text = `${say(this.state.language, 'failed')} ${message}`;
    this.page.slots.list.replaceChildren(element('p', { class: 'notice', role: 'alert' }, text));
  }
}

/** Nothing of the view means anything to another monitor but language, theme and camera. */
function otherDesk(state: ViewState): ViewState {
  const blank = readViewState('');
  const { desk, language, theme, at } = state;
  return { ...blank, desk, language, theme, at };
}

function applyTheme({ theme }: ViewState): void {
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
}
