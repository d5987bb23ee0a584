import type { DetectionFeature, MonitorView } from './api-client.js';
import { detectionsOn } from './known-on.js';
import type { Sort, ViewState } from './view-state.js';

export type DetectionChoice = Pick<ViewState, 'classes' | 'search' | 'minHa' | 'sort' | 'known'>;

/** As chosen, else by what the monitor ranks by, else by area. */
export function sortOf({ ranking }: MonitorView, { sort }: Pick<ViewState, 'sort'>): Sort {
  return sort === 'rank' && ranking == null ? 'area' : (sort ?? (ranking == null ? 'area' : 'rank'));
}

/** What a detection is called and coloured by: its class, or its tier where only that is known. */
export function kindOf({ properties }: DetectionFeature, { classes, tiers }: MonitorView) {
  return [...classes, ...(tiers?.steps ?? [])].find(({ id }) => id === properties.class);
}

/** What list and map show of an acquisition's detections, in the list's order. */
export function shownDetections(
  detections: readonly DetectionFeature[],
  monitor: MonitorView,
  choice: DetectionChoice,
): DetectionFeature[] {
  const { classes, search, minHa, known } = choice;
  const wanted = search.trim().toLocaleLowerCase();
  const text = (detection: DetectionFeature) => {
    const { properties } = detection;
    const title = kindOf(detection, monitor)?.title;
    return [properties.id, properties.class, title?.de, title?.en].join('\n').toLocaleLowerCase();
  };
  const shown = detectionsOn(detections, monitor, known).filter(
    (detection) =>
      (classes.length === 0 || classes.includes(detection.properties.class)) &&
      (minHa == null || detection.properties.areaM2 >= minHa * 10_000) &&
      (wanted === '' || text(detection).includes(wanted)),
  );
  const byArea = (a: DetectionFeature, b: DetectionFeature) => b.properties.areaM2 - a.properties.areaM2;
  const rank = ({ properties }: DetectionFeature) => Number(properties[monitor.ranking ?? ''] ?? Number.NEGATIVE_INFINITY);
  const compare = {
    rank: (a: DetectionFeature, b: DetectionFeature) => rank(b) - rank(a) || byArea(a, b),
    class: (a: DetectionFeature, b: DetectionFeature) => a.properties.class.localeCompare(b.properties.class) || byArea(a, b),
    area: byArea,
  };
  return shown.sort(compare[sortOf(monitor, choice)]);
}
