import type { Language } from './language.js';

export const listKinds = ['detections', 'events', 'alerts'] as const;
export type ListKind = (typeof listKinds)[number];

export const sorts = ['rank', 'area', 'class'] as const;
export type Sort = (typeof sorts)[number];

export type Place = readonly [lon: number, lat: number];

/** Everything a copied address must bring back. Mirrored in the URL's query. */
export interface ViewState {
  readonly desk: string;
  readonly unit: string | null;
  readonly selected: string | null;
  /** What the list lists. */
  readonly list: ListKind;
  /** Id of the open event or alert. */
  readonly event: string | null;
  readonly alert: string | null;
  readonly classes: readonly string[];
  /** Filters the list and the map by id or class. */
  readonly search: string;
  readonly minHa: number | null;
  /** null: those the desk shows by default. */
  readonly layers: readonly string[] | null;
  /** Layer ids, topmost first; layers not named follow in the order of their kinds. */
  readonly order: readonly string[];
  /** Layer id → percent, where it is not the default. */
  readonly opacity: Readonly<Record<string, number>>;
  /** Key of the acquisition on the left of the swipe; null: no swipe. */
  readonly compare: string | null;
  /** Layers on the left; null: the same as on the right. */
  readonly compareLayers: readonly string[] | null;
  /** Where the divider stands: percent of the map's width. */
  readonly split: number;
  /** Whose values are read. */
  readonly place: Place | null;
  /** null: what the monitor ranks by, else area. */
  readonly sort: Sort | null;
  /** Day (ISO 8601) whose knowledge is shown; null: the latest. */
  readonly known: string | null;
  readonly language: Language;
  readonly theme: 'light' | 'dark' | 'system';
  /** lon, lat, zoom */
  readonly at: readonly [number, number, number] | null;
}

export function readViewState(search: string): ViewState {
  const query = new URLSearchParams(search);
  const at = numbers(query.get('at'), 3);
  const place = numbers(query.get('place'), 2);
  const theme = query.get('theme');
  return {
    desk: query.get('desk') ?? 'flood',
    unit: query.get('unit'),
    selected: query.get('selected'),
    list: listKinds.find((kind) => kind === query.get('list')) ?? 'detections',
    event: query.get('event'),
    alert: query.get('alert'),
    classes: list(query.get('classes')),
    search: query.get('search') ?? '',
    minHa: inRange(query.get('minHa'), 0, 1e9),
    layers: query.has('layers') ? list(query.get('layers')) : null,
    order: list(query.get('order')),
    opacity: readOpacity(query.get('opacity')),
    compare: query.get('compare'),
    compareLayers: query.has('compareLayers') ? list(query.get('compareLayers')) : null,
    split: inRange(query.get('split'), 0, 100) ?? 50,
    place: place == null || !isOnEarth(place) ? null : [place[0] ?? 0, place[1] ?? 0],
    sort: sorts.find((sort) => sort === query.get('sort')) ?? null,
    known: isDay(query.get('known')) ? query.get('known') : null,
    language: query.get('lang') === 'en' ? 'en' : 'de',
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    at: at == null || !isOnEarth(at) ? null : [at[0] ?? 0, at[1] ?? 0, at[2] ?? 0],
  };
}

export function writeViewState(state: ViewState): string {
  const query = new URLSearchParams({ desk: state.desk, lang: state.language });
  const set = (name: string, value: string | number | null) => value != null && value !== '' && query.set(name, String(value));
  set('unit', state.unit);
  set('selected', state.selected);
  if (state.list !== 'detections') query.set('list', state.list);
  set('event', state.event);
  set('alert', state.alert);
  set('classes', state.classes.join(','));
  set('search', state.search);
  set('minHa', state.minHa);
  if (state.layers != null) query.set('layers', state.layers.join(','));
  set('order', state.order.join(','));
  set(
    'opacity',
    Object.entries(state.opacity)
      .map((pair) => pair.join(':'))
      .join(','),
  );
  set('compare', state.compare);
  if (state.compareLayers != null) query.set('compareLayers', state.compareLayers.join(','));
  if (state.compare != null) query.set('split', String(state.split));
  set('place', state.place?.map((v) => v.toFixed(6)).join(',') ?? null);
  set('sort', state.sort);
  set('known', state.known);
  if (state.theme !== 'system') query.set('theme', state.theme);
  set('at', state.at?.map((v, i) => v.toFixed(i === 2 ? 2 : 5)).join(',') ?? null);
  return `?${query}`;
}

function isDay(text: string | null): boolean {
  return text != null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

function list(text: string | null): string[] {
  return (text ?? '').split(',').filter((part) => part !== '');
}

function numbers(text: string | null, length: number): number[] | null {
  const values = (text ?? '').split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  return values.length === length && values.every(Number.isFinite) ? values : null;
}

function isOnEarth([lon = Number.NaN, lat = Number.NaN]: readonly number[]): boolean {
  return Math.abs(lon) <= 180 && Math.abs(lat) <= 90;
}

function inRange(text: string | null, least: number, greatest: number): number | null {
  const [value] = numbers(text, 1) ?? [];
  return value == null || value < least || value > greatest ? null : value;
}

function readOpacity(text: string | null): Record<string, number> {
  const pairs = list(text).map((pair) => pair.split(':'));
  const entries = pairs.flatMap(([id, percent]): [string, number][] => {
    const value = inRange(percent ?? '', 0, 100);
    return id == null || id === '' || value == null ? [] : [[id, value]];
  });
  return Object.fromEntries(entries);
}
