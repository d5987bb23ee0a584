import { type DeskChoice, type DeskData, openedOf } from './desk-data.js';
import { sidesOf } from './desk-view.js';
import { formatDate } from './format.js';
import { type Language, say } from './language.js';
import type { MapTexts } from './map/create-map.js';
import type { DeskMap, Insets } from './map/desk-map.js';
import { OUTLINES, overlayId, overlaysOf } from './overlays.js';
import { bboxOf } from './point-inside.js';
import { shownDetections } from './shown-detections.js';
import { Swipe } from './swipe.js';
import type { Place, ViewState } from './view-state.js';

export function mapTexts(language: Language, label: 'mapHelp' | 'compareMap'): MapTexts {
  return {
    label: say(language, label),
    zoomIn: say(language, 'zoomIn'),
    zoomOut: say(language, 'zoomOut'),
    north: say(language, 'north'),
  };
}

/** The map, and the second one while comparing: drawn from the state, and moved so that nothing covers what is looked at. */
export class DeskMaps {
  private readonly container: HTMLElement;
  private readonly swipe: Swipe;
  readonly main: DeskMap;

  constructor(container: HTMLElement, main: DeskMap, onPlace: (place: Place) => void, onSplit: (split: number) => void) {
    this.container = container;
    this.main = main;
    const events = { picked: (lonLat: Place) => onPlace(lonLat), hovered: () => undefined };
    this.swipe = new Swipe(container, main, events, onSplit);
  }

  draw(choice: DeskChoice | null, data: DeskData, state: ViewState): void {
    this.main.paintTheme();
    if (choice == null) {
      this.swipe.hide();
      return;
    }
    for (const side of sidesOf(choice, state)) {
      if (side.name === 'right') this.drawSide(this.main, side, choice, data, state);
      else {
        const { unit } = side;
        const texts = this.swipeTexts(choice, unit.observedUtc, state.language);
        void this.swipe
          .show(mapTexts(state.language, 'compareMap'), texts, state.split)
          .then((twin) => twin != null && this.drawSide(twin, side, choice, data, state));
      }
    }
    if (choice.compared == null) this.swipe.hide();
  }

  private drawSide(
    map: DeskMap,
    { name, unit, shown }: ReturnType<typeof sidesOf>[number],
    { monitor }: DeskChoice,
    data: DeskData,
    state: ViewState,
  ): void {
    const { order, opacity } = state;
    const found = name === 'right' ? data.detections : data.compared;
    map.paintTheme();
    map.showOverlays(overlaysOf(unit, { shown, order, opacity }));
    map.showDetections(shownDetections(found, monitor, state), monitor, shown.includes(OUTLINES));
    map.showPlace(state.place);
    if (name === 'right') map.mark('selected', openedOf(data, state).detection?.properties.id ?? null);
  }

  private swipeTexts({ unit }: DeskChoice, leftUtc: string, language: Language) {
    const [left, right] = [leftUtc, unit.observedUtc].map((utc) => formatDate(new Date(utc), language)) as [string, string];
    const valueText = (percent: number) => say(language, 'dividerValue', { percent: String(percent), left, right });
    return { label: say(language, 'divider'), left, right, valueText };
  }

  /** The page changed the room that the maps have. */
  resize(): void {
    this.main.resize();
    void this.swipe.twin?.then((twin) => twin.resize());
  }

  previewOpacity({ unit, compared }: DeskChoice, layer: string, percent: number): void {
    this.main.setOpacity(overlayId(unit, layer), percent / 100);
    if (compared != null) void this.swipe.twin?.then((twin) => twin.setOpacity(overlayId(compared, layer), percent / 100));
  }

  fit(bboxLonLat: readonly number[]): void {
    this.makeRoom();
    this.main.fit(bboxLonLat, this.insets());
  }

  /** Shows what is open where no panel lies over it; moves only when it has to. */
  revealOpened(data: DeskData, state: ViewState): void {
    const { detection, event, alert } = openedOf(data, state);
    const [lon, lat] = state.place ?? [];
    const box =
      lon != null && lat != null
        ? [lon, lat, lon, lat]
        : detection != null
          ? bboxOf(detection)
          : (alert?.bboxLonLat ?? event?.bboxLonLat ?? null);
    if (box != null) this.main.reveal(box, this.insets());
  }

  /** On a narrow map the open layer panel leaves no room: it closes. */
  makeRoom(): void {
    const panel = this.panel();
    if (panel == null || panel.width < this.container.clientWidth / 2) return;
    for (const details of document.querySelectorAll<HTMLDetailsElement>('#layer-panel details[open]')) details.open = false;
  }

  private panel(): DOMRect | null {
    return document.querySelector('#layer-panel:has(details[open])')?.getBoundingClientRect() ?? null;
  }

  /** Pixels of the map at its left that the open layer panel covers. */
  private insets(): Insets {
    const map = this.container.getBoundingClientRect();
    const panel = this.panel();
    const covered = panel == null ? 0 : Math.max(0, panel.right - map.left);
    return { left: covered < map.width / 2 ? covered : 0 };
  }
}
