import { scenesOf } from './clear-series.js';
import { weighed } from './confidence.js';
import type { GroundLook } from './ground-looks.js';
import type { Marker } from './marker.js';
import { round } from './mowing-drop.js';

const ploughingRules = {
  /** Days between the look before and the first bare one: longer, and it is not known what happened (Sen4CAP L3 bare soil, p_long). */
  maximumGapDays: 60,
  /** Longer counts less (parcels.md 11: an interval of more than 25 days counts half in scores). */
  sureGapDays: 25,
  longGapShare: 0.8,
  /** Fall of NDVI, or of NDTI from straw to soil, that is more than noise (σ .032 per look, parcels.md 3.3). */
  minimumNdviFall: 0.15,
  minimumNdtiFall: 0.05,
  /** Another bare look within these days (parcels.md 4.2). */
  againDays: 30,
  onceConfidence: 0.6,
  againConfidence: 0.8,
} as const;

/** Soil laid bare: plants, grass or stubble at one clear look and bare soil at the next (parcels.md 4.2). */
export function ploughingMarkers(looks: readonly GroundLook[]): Marker[] {
  const rules = ploughingRules;
  return looks.flatMap((look, i): Marker[] => {
    const before = looks[i - 1];
    if (look.state !== 'bare' || before == null || before.state == null || before.state === 'bare') return [];
    const gapDays = look.epochDay - before.epochDay;
    const ndviFall = before.ndviMedian - look.ndviMedian;
    const ndtiFall = (before.ndti ?? Number.NaN) - (look.ndti ?? Number.NaN);
    const isFall = ndviFall >= rules.minimumNdviFall || (before.state === 'stubble' && ndtiFall >= rules.minimumNdtiFall);
    if (gapDays > rules.maximumGapDays || !isFall) return [];
    const again = looks.find(
      ({ epochDay, state }) => epochDay > look.epochDay && epochDay <= look.epochDay + rules.againDays && state === 'bare',
    );
    const confidence = again == null ? rules.onceConfidence : rules.againConfidence;
    return [
      {
        type: 'ploughing',
        start: before.date,
        end: look.date,
        observedOn: look.date,
        confidence: weighed(confidence * (gapDays > rules.sureGapDays ? rules.longGapShare : 1), look.pixels),
        values: {
          rule: 'bare',
          before: before.state,
          ndviBefore: round(before.ndviMedian, 4),
          ndviAfter: round(look.ndviMedian, 4),
          ...(before.ndti == null ? {} : { ndtiBefore: round(before.ndti, 4) }),
          ndtiAfter: round(look.ndti ?? Number.NaN, 4),
          gapDays,
          looks: again == null ? 1 : 2,
        },
        ...scenesOf([before, look, ...(again == null ? [] : [again])]),
      },
    ];
  });
}
