import { element } from './element.js';
import { createTwin, type MapTexts } from './map/create-map.js';
import type { DeskMap, MapEvents } from './map/desk-map.js';
import { type SwipeDivider, type SwipeTexts, swipeDivider } from './panels/swipe-divider.js';

interface OpenSwipe {
  readonly box: HTMLElement;
  readonly divider: SwipeDivider;
  readonly twin: Promise<DeskMap>;
}

/** The second map over the first, clipped at the divider. There only while it is open: a map holds a GPU context. */
export class Swipe {
  private readonly container: HTMLElement;
  private readonly main: DeskMap;
  private readonly events: MapEvents;
  private readonly onSplit: (percent: number) => void;
  private opened: OpenSwipe | null = null;

  constructor(container: HTMLElement, main: DeskMap, events: MapEvents, onSplit: (percent: number) => void) {
    this.container = container;
    this.main = main;
    this.events = events;
    this.onSplit = onSplit;
  }

  /** The left map; null where it was closed while it loaded. */
  async show(mapTexts: MapTexts, texts: SwipeTexts, split: number): Promise<DeskMap | null> {
    const opened = this.opened ?? this.open(mapTexts);
    this.opened = opened;
    opened.divider.update(texts, split);
    const twin = await opened.twin;
    return this.opened === opened ? twin : null;
  }

  private open(mapTexts: MapTexts): OpenSwipe {
    const box = element('div', { class: 'twin' });
    const divider = swipeDivider(this.container, this.onSplit);
    this.container.append(box, divider.node);
    return { box, divider, twin: createTwin(this.main, box, mapTexts, this.events) };
  }

  /** What the left map is, where it is open. */
  get twin(): Promise<DeskMap> | null {
    return this.opened?.twin ?? null;
  }

  hide(): void {
    const { opened } = this;
    if (opened == null) return;
    this.opened = null;
    opened.box.remove();
    opened.divider.node.remove();
    void opened.twin.then((twin) => twin.remove());
  }
}
