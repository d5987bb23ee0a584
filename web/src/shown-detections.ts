import type { DetectionFeature, MonitorView } from './api-client.js';
import type { ViewState } from './view-state.js';

export type DetectionChoice = Pick<ViewState, 'classes' | 'search' | 'minHa' | 'sort'>;

/** What list and map show of an acquisition's detections, in the list's order. */
export function shownDetections(
  detections: readonly DetectionFeature[],
  monitor: MonitorView,
  { classes, search, minHa, sort }: DetectionChoice,
): DetectionFeature[] {
  const wanted = search.trim().toLocaleLowerCase();
  const text = ({ properties }: DetectionFeature) => {
    const title = monitor.classes.find(({ id }) => id === properties.class)?.title;
    return [properties.id, properties.class, title?.de, title?.en].join('\n').toLocaleLowerCase();
  };
  const shown = detections.filter(
    (detection) =>
      (classes.length === 0 || classes.includes(detection.properties.class)) &&
      (minHa == null || detection.properties.areaM2 >= minHa * 10_000) &&
      (wanted === '' || text(detection).includes(wanted)),
  );
  const byArea = (a: DetectionFeature, b: DetectionFeature) => b.properties.areaM2 - a.properties.areaM2;
  return shown.sort((a, b) => (sort === 'class' ? a.properties.class.localeCompare(b.properties.class) : 0) || byArea(a, b));
}
