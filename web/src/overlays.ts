import type { UnitLayerView, UnitView } from './api-client.js';
import type { RasterOverlay } from './map/layers.js';

/** Topmost first: what is known above what was seen. */
const kindOrder: readonly UnitLayerView['kind'][] = ['classes', 'reason', 'percent', 'days', 'count', 'image'];

/** The pseudo layer of the detections' outlines. */
export const OUTLINES = 'outlines';

/** Topmost first: as the reader ordered them, the others by kind and by the monitor's own order. */
export function layersInOrder(layers: readonly UnitLayerView[], order: readonly string[]): UnitLayerView[] {
  const rank = ({ id }: UnitLayerView) => (order.includes(id) ? order.indexOf(id) : order.length);
  return [...layers].sort((a, b) => rank(a) - rank(b) || kindOrder.indexOf(a.kind) - kindOrder.indexOf(b.kind));
}

/** The ids with one moved up (-1) or down (+1). */
export function moved(ids: readonly string[], id: string, by: -1 | 1): string[] {
  const from = ids.indexOf(id);
  const to = from + by;
  if (from < 0 || to < 0 || to >= ids.length) return [...ids];
  const others = ids.filter((other) => other !== id);
  return [...others.slice(0, to), id, ...others.slice(to)];
}

/** The image, the monitor's first class layer and the outlines. */
export function defaultLayers({ layers }: UnitView): string[] {
  const state = layers.find(({ kind }) => kind === 'classes');
  return [...layers.filter((layer) => layer.kind === 'image' || layer === state).map(({ id }) => id), OUTLINES];
}

/** Percent. Imagery is opaque; results let it shine through. */
export function opacityPercent({ id, kind }: UnitLayerView, opacity: Readonly<Record<string, number>>): number {
  return opacity[id] ?? (kind === 'image' ? 100 : 75);
}

export function overlayId(unit: UnitView, layer: string): string {
  return `layer-${unit.key}-${layer}`;
}

export interface OverlayChoice {
  readonly shown: readonly string[];
  readonly order: readonly string[];
  readonly opacity: Readonly<Record<string, number>>;
}

/** What the map draws of an acquisition, bottom first. */
export function overlaysOf(unit: UnitView, { shown, order, opacity }: OverlayChoice): RasterOverlay[] {
  return layersInOrder(unit.layers, order)
    .filter(({ id }) => shown.includes(id))
    .reverse()
    .map((layer) => ({
      id: overlayId(unit, layer.id),
      kind: layer.kind,
      tiles: layer.tiles,
      minzoom: layer.minzoom,
      maxzoom: layer.maxzoom,
      opacity: opacityPercent(layer, opacity) / 100,
      bboxLonLat: unit.bboxLonLat,
    }));
}
