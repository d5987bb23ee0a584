import { loadValue, type MonitorView, type PixelValue, type UnitLayerView, type UnitView } from './api-client.js';
import { formatDate, formatNumber, formatPercent } from './format.js';
import { type Language, say } from './language.js';
import type { Place } from './view-state.js';

/** What a layer says of a place, in words. */
export interface PlaceValue {
  readonly text: string;
  readonly observed: boolean;
  /** CSS colour of the class, where there is one. */
  readonly color: string | null;
}

/** The class by which monitors say that nobody could look. */
export const NOT_OBSERVED = 'not-observed';

export function isInside({ bboxLonLat: [west, south, east, north] }: UnitView, [lon, lat]: Place): boolean {
  return lon >= west && lon <= east && lat >= south && lat <= north;
}

/** Never "dry" or "no" where nobody could look: then the reason. */
export function describeValue({ kind, observed, value, class: found, reason }: PixelValue, language: Language): PlaceValue {
  const because = (text: string): PlaceValue => ({
    text: say(language, 'notObservedBecause', { reason: text }),
    observed: false,
    color: null,
  });
  const seen = (text: string, color: string | null = null): PlaceValue => ({ text, observed: true, color });
  if (reason != null) return because(reason.title[language]);
  if (found?.id === NOT_OBSERVED) return { text: say(language, 'notObserved'), observed: false, color: null };
  if (value == null || !observed) return because(say(language, 'noDataHere'));
  switch (kind) {
    case 'classes':
      return found == null ? seen(String(value)) : seen(found.title[language], opaque(found.color));
    case 'reason':
      return seen(say(language, 'observedHere'));
    case 'percent':
      return seen(formatPercent(value / 100, language));
    case 'days':
      return seen(value === 0 ? say(language, 'none') : formatDate(new Date(value * 86_400_000), language));
    case 'count':
      return seen(formatNumber(value, language));
    case 'image':
      return seen(say(language, 'greyValue', { value: formatNumber(value, language) }));
  }
}

/** null for a class that is drawn as nothing. */
function opaque(color: string): string | null {
  return color.length === 9 && color.endsWith('00') ? null : color.slice(0, 7);
}

/** The layer that answers the monitor's question: its first of classes that the acquisition has. */
export function stateLayer(monitor: MonitorView, unit: UnitView): UnitLayerView | undefined {
  const id = monitor.layers.find(({ kind, id }) => kind === 'classes' && unit.layers.some((layer) => layer.id === id))?.id;
  return unit.layers.find((layer) => layer.id === id);
}

const MAX_KEPT = 5_000;
/** Values never change under a key: what was read once is not asked for again. */
const kept = new Map<string, PixelValue>();

/** Reads one layer; a fault is said in its row and stops nothing else. */
export async function readPlace(
  unit: UnitView,
  layer: UnitLayerView,
  place: Place,
  { language, signal }: { readonly language: Language; readonly signal: AbortSignal },
): Promise<PlaceValue> {
  if (!isInside(unit, place)) {
    return { text: say(language, 'notObservedBecause', { reason: say(language, 'outsideScene') }), observed: false, color: null };
  }
  const name = [unit.key, layer.id, ...place].join('|');
  try {
    const value = kept.get(name) ?? (await loadValue(layer, place, signal));
    if (kept.size >= MAX_KEPT) kept.clear();
    kept.set(name, value);
    return describeValue(value, language);
  } catch {
    return { text: say(language, 'valueFailed'), observed: false, color: null };
  }
}
