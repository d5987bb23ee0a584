import type { LocalText } from '@landsicht/core';
import type { Alert, FollowedEvent } from './api-client.js';
import type { Language } from './language.js';

/** Look of a state: shape and word, never colour alone (design.md). */
export interface StateLook {
  readonly word: string;
  readonly mark: string;
  readonly tone: 'new' | 'rising' | 'falling' | 'ended';
}

const states: Readonly<Record<string, { readonly title: LocalText; readonly mark: string; readonly tone: StateLook['tone'] }>> = {
  new: { title: { de: 'Neu', en: 'New' }, mark: '●', tone: 'new' },
  update: { title: { de: 'Hält an', en: 'Goes on' }, mark: '▲', tone: 'rising' },
  receding: { title: { de: 'Geht zurück', en: 'Recedes' }, mark: '▼', tone: 'falling' },
  'all-clear': { title: { de: 'Entwarnung', en: 'All clear' }, mark: '○', tone: 'ended' },
  merged: { title: { de: 'Ging in anderem auf', en: 'Became one with another' }, mark: '○', tone: 'ended' },
  superseded: { title: { de: 'Wird neu verfolgt', en: 'Followed anew' }, mark: '○', tone: 'ended' },
  clear: { title: { de: 'Beendet', en: 'Ended' }, mark: '○', tone: 'ended' },
  withdrawn: { title: { de: 'Zurückgezogen', en: 'Withdrawn' }, mark: '○', tone: 'ended' },
};

export function stateLook(state: string, language: Language): StateLook {
  const found = states[state];
  return found == null ? { word: state, mark: '●', tone: 'ended' } : { word: found.title[language], mark: found.mark, tone: found.tone };
}

/** How an event stands: its end, where it has one. */
export function eventState({ state, end }: Pick<FollowedEvent, 'state' | 'end'>): string {
  return end ?? state;
}

export function isOver(event: Pick<FollowedEvent, 'state' | 'end'>): boolean {
  return event.end != null || event.state === 'all-clear';
}

/** An alert that ended says why; only an all-clear means that the water is gone. */
export function alertState({ type, clearReason, event }: Pick<Alert, 'type' | 'clearReason' | 'event'>): string {
  return type === 'clear' ? (clearReason ?? 'clear') : event.state;
}

const severities: Readonly<Record<string, LocalText>> = {
  Unknown: { de: 'nicht bekannt', en: 'not known' },
  Minor: { de: 'nur Uferbereich', en: 'riverside only' },
  Moderate: { de: 'Acker, Grünland oder Wald', en: 'farmland or forest' },
  Severe: { de: 'Straßen oder einzelne Gebäude', en: 'roads or single buildings' },
  Extreme: { de: 'Siedlung', en: 'settlement' },
};

const certainties: Readonly<Record<string, LocalText>> = {
  Observed: { de: 'beobachtet', en: 'observed' },
  Likely: { de: 'wahrscheinlich', en: 'likely' },
  Possible: { de: 'möglich', en: 'possible' },
};

export function severityWord(severity: string, language: Language): string {
  return severities[severity]?.[language] ?? severity;
}

export function certaintyWord(certainty: string, language: Language): string {
  return certainties[certainty]?.[language] ?? certainty;
}
