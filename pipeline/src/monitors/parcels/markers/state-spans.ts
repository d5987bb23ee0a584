import { longestGapDays, scenesOf } from './clear-series.js';
import { weighed } from './confidence.js';
import type { GroundLook } from './ground-looks.js';
import { groundLimits } from './ground-state.js';
import type { Marker, MarkerType } from './marker.js';
import { round } from './mowing-drop.js';

/** Clear looks further apart than this say nothing about the time between: one state ends, another begins (Sen4CAP L3 bare soil, p_long). */
const maximumGapDays = 60;
/** Doubt of a state seen once; each further look halves it (proposal). */
const singleLookDoubt = 0.4;

/** Runs of neighbouring clear looks that show a state. */
function spansOf(looks: readonly GroundLook[], shows: (look: GroundLook) => boolean): GroundLook[][] {
  const spans: GroundLook[][] = [];
  looks.forEach((look, i) => {
    if (!shows(look)) return;
    const [before, span] = [looks[i - 1], spans.at(-1)];
    const goesOn = before != null && span?.at(-1) === before && look.epochDay - before.epochDay <= maximumGapDays;
    if (goesOn) span?.push(look);
    else spans.push([look]);
  });
  return spans;
}

/** `bare-soil`, `stubble` and `vegetation` of a season: from the first to the last look that shows it. */
export function stateMarkers(looks: readonly GroundLook[]): Marker[] {
  return [
    ...spansOf(looks, ({ state }) => state === 'bare').map((span) => stateMarker('bare-soil', span, soilValues)),
    ...spansOf(looks, ({ state }) => state === 'stubble').map((span) => stateMarker('stubble', span, soilValues)),
    ...spansOf(looks, ({ ndviMedian }) => ndviMedian > groundLimits.plantsNdvi).map((span) => stateMarker('vegetation', span, plantValues)),
  ].sort((a, b) => a.start.localeCompare(b.start));
}

function stateMarker(type: MarkerType, span: readonly GroundLook[], valuesOf: (span: readonly GroundLook[]) => Marker['values']): Marker {
  const [first, last] = [span[0] as GroundLook, span.at(-1) as GroundLook];
  return {
    type,
    start: first.date,
    end: last.date,
    observedOn: first.date,
    confidence: weighed(1 - singleLookDoubt * 0.5 ** (span.length - 1), first.pixels),
    values: { looks: span.length, ...valuesOf(span), longestGapDays: longestGapDays(span, first.epochDay, last.epochDay) },
    ...scenesOf(span),
  };
}

function soilValues(span: readonly GroundLook[]): Marker['values'] {
  const lowest = span.reduce((best, look) => (look.ndviMedian < best.ndviMedian ? look : best));
  return { ndviLowest: round(lowest.ndviMedian, 4), ndtiThen: round(lowest.ndti ?? Number.NaN, 4), lowestOn: lowest.date };
}

/** Crop present: NDVI above .35 (Sen4CAP L4C, M1). */
function plantValues(span: readonly GroundLook[]): Marker['values'] {
  const highest = span.reduce((best, look) => (look.ndviMedian > best.ndviMedian ? look : best));
  return { ndviMaximum: round(highest.ndviMedian, 4), maximumOn: highest.date };
}
