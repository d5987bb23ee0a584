import { onNews } from './api-client.js';
import { coalesced } from './coalesced.js';
import { choiceOf, type DeskChoice, type DeskData, DetectionCache, noData, openedOf } from './desk-data.js';
import { type DetailHandlers, detailOf, unitToShow } from './desk-detail.js';
import { listenForKeys } from './desk-keys.js';
import { DeskLoader, type Loaded } from './desk-loader.js';
import { DeskMaps, mapTexts } from './desk-maps.js';
import { createPage, type DeskPage } from './desk-page.js';
import { type DeskHandlers, type DeskModel, showCurrent, showList, showPanels, showTimeBar } from './desk-view.js';
import { element } from './element.js';
import { failureText } from './failure-text.js';
import { formatTime } from './format.js';
import { say } from './language.js';
import { createMap } from './map/create-map.js';
import type { DeskMap } from './map/desk-map.js';
import { openKeysDialog } from './panels/keys-dialog.js';
import { prefersReducedMotion } from './panels/time-bar.js';
import { createPlayer, type Player } from './player.js';
import { bboxOf, pointInside } from './point-inside.js';
import { swapContent } from './swap-content.js';
import { applyTheme, changed } from './view-changes.js';
import { type Place, readViewState, type ViewState, writeViewState } from './view-state.js';
import { VotesView } from './votes-view.js';

const PLAY_PAUSE_MS = 1_200;
/** Browsers limit how often the address may change. */
const ADDRESS_DELAY_MS = 200;
/** A run adds many units at once: they are one reload. */
const NEWS_PAUSE_MS = 500;

export async function startDesk(root: HTMLElement): Promise<void> {
  const state = readViewState(location.search);
  applyTheme(state);
  const page = createPage(root);
  page.slots.list.replaceChildren(element('p', { class: 'empty' }, say(state.language, 'loading')));
  const at = state.at == null ? null : { center: [state.at[0], state.at[1]] as const, zoom: state.at[2], bearing: 0, pitch: 0 };
  let desk: Desk | null = null;
  const map = await createMap(page.map, mapTexts(state.language, 'mapHelp'), at, {
    picked: (lonLat, id) => desk?.pick(lonLat, id),
    hovered: (id) => desk?.hover(id),
  });
  desk = new Desk(page, map, state);
  await desk.load(state.at != null);
  desk.listen();
  await map.idle();
  document.documentElement.dataset['ready'] = 'true';
}

/** Wires panels and maps to one view state. Every change goes through `change`, which mirrors it in the URL. */
class Desk implements DeskHandlers, DetailHandlers {
  private data: DeskData = noData;
  /** Read, but not shown yet: its detections are still to come. */
  private coming: Partial<Loaded> = {};
  private readonly loader = new DeskLoader();
  private readonly detections = new DetectionCache();
  private readonly votes = new VotesView();
  private readonly maps: DeskMaps;
  private readonly player: Player;
  /** Counts loads, so that a late answer does not overwrite a newer one. */
  private loads = 0;
  /** Resolves once the latest change is on the page. */
  private settled: Promise<void> = Promise.resolve();
  private placeReads = new AbortController();
  private previewFrame = 0;
  /** Where the detection was clicked that is open. */
  private picked: { readonly id: string; readonly place: Place } | null = null;
  private readonly page: DeskPage;
  private state: ViewState;

  constructor(page: DeskPage, map: DeskMap, state: ViewState) {
    this.page = page;
    this.state = state;
    this.maps = new DeskMaps(
      page.map,
      map,
      (place) => this.pick(place, null),
      (split) => this.change({ split }),
    );
    this.player = createPlayer(
      PLAY_PAUSE_MS,
      () => this.playOn(),
      () => this.renderTime(),
    );
  }

  listen(): void {
    listenForKeys({
      step: (by) => this.step(by),
      play: () => this.togglePlay(),
      swipe: () => this.toggleSwipe(),
      search: () => document.getElementById('search')?.focus(),
      keys: () => this.openKeys(),
      closeLast: () => this.closeLast(),
    });
    let timer: ReturnType<typeof setTimeout>;
    this.maps.main.onMoveEnd(() => {
      clearTimeout(timer);
      timer = setTimeout(() => this.rememberCamera(), ADDRESS_DELAY_MS);
    });
    this.rememberCamera();
    onNews(coalesced(() => this.load(true), NEWS_PAUSE_MS));
    setInterval(() => this.renderTime(), 60_000);
  }

  private rememberCamera(): void {
    const { center, zoom } = this.maps.main.camera();
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
    const unit = part.unit ?? unitToShow(this.data, { event: part.event ?? null, alert: part.alert ?? null });
    this.state = changed(this.state, unit == null ? part : { ...part, unit }, before);
    this.writeAddress();
    applyTheme(this.state);
    const after = this.choice;
    if (isOtherDesk) this.settled = this.load(false);
    else if (after?.unit !== before?.unit || after?.compared !== before?.compared) this.settled = this.loadShown();
    else {
      this.settled = Promise.resolve();
      this.render();
    }
    if (part.selected != null || part.event != null || part.alert != null || part.place != null)
      void this.settled.then(() => this.reveal(part));
  };

  private reveal({ selected, event, alert }: Partial<ViewState>): void {
    this.maps.makeRoom();
    this.maps.revealOpened(this.data, this.state);
    const row = selected != null ? `row-${selected}` : event != null ? `event-${event}` : `alert-${alert}`;
    document.getElementById(row)?.scrollIntoView({ block: 'nearest' });
    if (selected != null) document.getElementById('rows')?.focus({ preventScroll: true });
  }

  revealAgain = (): void => this.maps.revealOpened(this.data, this.state);

  /** What there is, from the server; `keepView`: the map stays where it is. */
  async load(keepView: boolean): Promise<void> {
    try {
      const loaded = await this.loader.load(this.state.desk);
      if (loaded == null) return;
      this.coming = loaded;
    } catch (error) {
      this.report(error);
      return;
    }
    await this.loadShown();
    const { choice } = this;
    if (!keepView && choice != null) this.maps.fit(choice.unit.bboxLonLat);
  }

  reload = (): Promise<void> => this.load(true);

  /** The detections of what the state shows; they and what was loaded before come onto the page together. */
  private async loadShown(): Promise<void> {
    const mine = ++this.loads;
    const next = { ...this.data, ...this.coming };
    const choice = choiceOf(next, this.state);
    const load = (unit: DeskChoice['compared']) => (choice == null || unit == null ? [] : this.detections.load(choice.monitor, unit));
    try {
      const [detections, compared] = await Promise.all([load(choice?.unit ?? null), load(choice?.compared ?? null)]);
      if (mine !== this.loads) return;
      this.data = { ...next, detections, compared };
      this.coming = {};
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
    const { choice, model } = this;
    showPanels(this.page, model, this);
    if (choice != null) {
      this.placeReads.abort();
      this.placeReads = new AbortController();
      const panel = detailOf(model, choice, this.votes, this.placeReads.signal, this);
      swapContent(this.page.slots.detail, ...(panel == null ? [] : [panel]));
      this.maps.resize();
      showCurrent(this.page.slots.time);
    }
    this.maps.draw(choice, this.data, this.state);
  }

  private renderTime(): void {
    if (this.choice != null) showTimeBar(this.page.slots.time, this.model, this.choice, this);
  }

  private get openDetection() {
    return openedOf(this.data, this.state).detection;
  }

  fit = (bboxLonLat: readonly number[]): void => this.maps.fit(bboxLonLat);

  zoomToDetection = (): void => {
    const { openDetection } = this;
    if (openDetection != null) this.fit(bboxOf(openDetection));
  };

  openPlaceOfDetection = (): void => {
    const { openDetection, picked } = this;
    if (openDetection == null) return;
    this.openPlace(picked?.id === openDetection.properties.id ? picked.place : pointInside(openDetection));
  };

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

  /** The place lies over what else is open, that over the list. */
  closeLast = (): void => {
    const { place, alert, event, selected } = this.state;
    if (place != null) {
      this.change({ place: null });
      if (document.getElementById('detail') == null) this.page.map.querySelector('canvas')?.focus();
      else this.openDetail();
    } else if (alert != null || event != null || selected != null) {
      this.change({ alert: null, event: null, selected: null });
      const row = alert != null ? `alert-${alert}` : event != null ? `event-${event}` : 'rows';
      document.getElementById(row)?.focus();
    }
  };

  hover = (id: string | null): void => {
    this.maps.main.mark('hovered', id);
    for (const row of document.querySelectorAll('.rows li.hovered')) row.classList.remove('hovered');
    if (id != null) document.getElementById(`row-${id}`)?.classList.add('hovered');
  };

  openKeys = (): void => openKeysDialog(this.state.language);

  previewOpacity = (layer: string, percent: number): void => {
    if (this.choice != null) this.maps.previewOpacity(this.choice, layer, percent);
  };

  previewKnown = (known: string | null): void => {
    const { choice } = this;
    if (choice == null || known === this.state.known) return;
    this.state = { ...this.state, known };
    cancelAnimationFrame(this.previewFrame);
    this.previewFrame = requestAnimationFrame(() => {
      showList(this.page.slots.list, this.model, choice, this);
      this.maps.draw(choice, this.data, this.state);
    });
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
    await this.maps.main.idle();
    return next !== this.data.units.at(-1);
  }

  private report(error: unknown): void {
    const text = failureText(error, this.state.language);
    this.page.slots.list.replaceChildren(element('p', { class: 'notice', role: 'alert' }, text));
  }
}
