import { alertLetter } from './alert-letter.js';
import { type Alert, acknowledgeAlert } from './api-client.js';
import { type DeskChoice, type DeskData, openedOf } from './desk-data.js';
import { type DeskModel, sidesOf } from './desk-view.js';
import { lastWetLook, unitOfLook } from './event-looks.js';
import { alertDetail } from './panels/alert-detail.js';
import { detailPanel } from './panels/detail-panel.js';
import { eventDetail } from './panels/event-detail.js';
import { placePanel } from './panels/place-panel.js';
import type { Place, ViewState } from './view-state.js';
import type { VotesView } from './votes-view.js';

export interface DetailHandlers {
  change(part: Partial<ViewState>): void;
  closeLast(): void;
  fit(bboxLonLat: readonly number[]): void;
  zoomToDetection(): void;
  openPlaceOfDetection(): void;
  /** Asks the server again for what there is. */
  reload(): Promise<void>;
}

/** The panel on the right: a place lies over an alert, an event or a detection. */
export function detailOf(
  model: DeskModel,
  choice: DeskChoice,
  votes: VotesView,
  signal: AbortSignal,
  act: DetailHandlers,
): HTMLElement | null {
  const { state, data } = model;
  const { language } = state;
  const opened = openedOf(data, state);
  const now = new Date();
  const onClose = act.closeLast;
  if (state.place != null)
    return placeDetail(model, choice, { place: state.place, hasDetection: opened.detection != null }, votes, signal, act);
  votes.end();
  if (opened.alert != null) {
    const { alert } = opened;
    return alertDetail({
      ...{ language, alert, now, onClose },
      letter: alertLetter(alert, language, location.href),
      onZoom: () => act.fit(alert.bboxLonLat),
      onEvent: (event) => act.change({ list: 'events', alert: null, event }),
      onAcknowledge: (person, note) => acknowledge(alert, { person, note }, act),
    });
  }
  if (opened.event != null) {
    const { event } = opened;
    return eventDetail({
      ...{ language, event, now, onClose, units: data.units, shown: choice.unit.key },
      alerts: data.alerts.filter(({ alertId }) => event.alertIds.includes(alertId)),
      onZoom: () => event.bboxLonLat != null && act.fit(event.bboxLonLat),
      onUnit: (unit) => act.change({ unit }),
      onAlert: (alert) => act.change({ list: 'alerts', alert, event: null }),
    });
  }
  if (opened.detection == null) return null;
  return detailPanel({
    ...{ language, now, onClose, monitor: choice.monitor, unit: choice.unit, detection: opened.detection },
    onZoom: act.zoomToDetection,
    onPlace: act.openPlaceOfDetection,
  });
}

interface OpenPlace {
  readonly place: Place;
  readonly hasDetection: boolean;
}

function placeDetail(
  { state, data }: DeskModel,
  choice: DeskChoice,
  { place, hasDetection }: OpenPlace,
  votes: VotesView,
  signal: AbortSignal,
  act: DetailHandlers,
): HTMLElement {
  return placePanel({
    language: state.language,
    monitor: choice.monitor,
    units: data.units,
    shown: sidesOf(choice, state).map(({ unit }) => unit),
    ...{ place, hasDetection, signal },
    votes: votes.show(choice.unit, place, state),
    onClose: act.closeLast,
    onUnit: (unit) => act.change({ unit }),
  });
}

async function acknowledge(alert: Alert, who: { readonly person: string; readonly note: string }, act: DetailHandlers): Promise<void> {
  await acknowledgeAlert(alert, who);
  await act.reload();
}

/** The acquisition to show with an event or alert: its latest look with water. */
export function unitToShow(data: DeskData, { event, alert }: Pick<ViewState, 'event' | 'alert'>): string | null {
  const found = data.alerts.find(({ alertId }) => alertId === alert)?.event ?? data.events.find(({ eventId }) => eventId === event) ?? null;
  const look = found == null ? null : lastWetLook(found);
  return look == null ? null : (unitOfLook(data.units, look)?.key ?? null);
}
