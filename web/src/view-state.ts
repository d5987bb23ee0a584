import type { Language } from './language.js';

/** Everything a copied address must bring back. Mirrored in the URL's query. */
export interface ViewState {
  readonly desk: string;
  readonly unit: string | null;
  readonly selected: string | null;
  readonly classes: readonly string[];
  readonly layers: readonly string[];
  readonly sort: 'area' | 'class';
  readonly language: Language;
  readonly theme: 'light' | 'dark' | 'system';
  /** lon, lat, zoom */
  readonly at: readonly [number, number, number] | null;
}

export function readViewState(search: string): ViewState {
  const query = new URLSearchParams(search);
  const at = (query.get('at') ?? '').split(',').map(Number);
  const theme = query.get('theme');
  return {
    desk: query.get('desk') ?? 'flood',
    unit: query.get('unit'),
    selected: query.get('selected'),
    classes: list(query.get('classes')),
    layers: query.has('layers') ? list(query.get('layers')) : ['image', 'flood', 'outlines'],
    sort: query.get('sort') === 'class' ? 'class' : 'area',
    language: query.get('lang') === 'en' ? 'en' : 'de',
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    at: at.length === 3 && at.every(Number.isFinite) ? [at[0] ?? 0, at[1] ?? 0, at[2] ?? 0] : null,
  };
}

export function writeViewState(state: ViewState): string {
  const query = new URLSearchParams({ desk: state.desk, lang: state.language });
  if (state.unit != null) query.set('unit', state.unit);
  if (state.selected != null) query.set('selected', state.selected);
  if (state.classes.length > 0) query.set('classes', state.classes.join(','));
  query.set('layers', state.layers.join(','));
  if (state.sort !== 'area') query.set('sort', state.sort);
  if (state.theme !== 'system') query.set('theme', state.theme);
  if (state.at != null) query.set('at', state.at.map((v, i) => v.toFixed(i === 2 ? 2 : 5)).join(','));
  return `?${query}`;
}

function list(text: string | null): string[] {
  return (text ?? '').split(',').filter((part) => part !== '');
}
