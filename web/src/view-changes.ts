import type { DeskChoice } from './desk-data.js';
import { readViewState, type ViewState } from './view-state.js';

/** The state after a change; what no longer fits together goes. `before`: what was shown. */
export function changed(state: ViewState, part: Partial<ViewState>, before: DeskChoice | null): ViewState {
  const next = { ...state, ...part };
  return part.desk != null && part.desk !== state.desk ? otherDesk(next) : consistent(next, part, before);
}

/** One thing is open at a time; a detection belongs to its acquisition; the two sides never show the same one. */
function consistent(next: ViewState, part: Partial<ViewState>, before: DeskChoice | null): ViewState {
  const isOtherUnit = next.unit != null && next.unit !== before?.unit.key;
  const opens = (['selected', 'event', 'alert'] as const).find((name) => part[name] != null);
  const kept = (name: 'selected' | 'event' | 'alert') => (opens == null || opens === name ? next[name] : null);
  return {
    ...next,
    selected: isOtherUnit ? null : kept('selected'),
    event: kept('event'),
    alert: kept('alert'),
    place: opens == null || part.place != null ? next.place : null,
    compare: isOtherUnit && next.compare === next.unit ? (before?.unit.key ?? null) : next.compare,
  };
}

/** Nothing of the view means anything to another monitor but language, theme and camera. */
function otherDesk({ desk, language, theme, at }: ViewState): ViewState {
  return { ...readViewState(''), desk, language, theme, at };
}

export function applyTheme({ theme, language }: ViewState): void {
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
  document.documentElement.lang = language;
}
