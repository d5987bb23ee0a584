import type { UnitView } from '../api-client.js';
import { subjectsOf } from '../desk-loader.js';
import { element } from '../element.js';
import { formatAge, formatTime } from '../format.js';
import { type Language, say } from '../language.js';
import { sensorName } from '../sensor-name.js';

/** An older latest acquisition does not show the present state. */
const STALE_AFTER_MS = 3 * 86_400_000;

export function isStale(latest: UnitView, now: Date): boolean {
  return now.getTime() - Date.parse(latest.observedUtc) > STALE_AFTER_MS;
}

/** The latest pass: when, by which satellite, how old. */
export function latestLine(latest: UnitView, language: Language, now: Date): HTMLElement {
  const observed = new Date(latest.observedUtc);
  const sensor = latest.inputs.find(({ itemId }) => subjectsOf(latest).includes(itemId))?.sensor ?? '–';
  const stale = isStale(latest, now);
  return element(
    'p',
    { class: stale ? 'latest-pass stale' : 'latest-pass', title: stale ? say(language, 'stale') : undefined },
    stale ? element('span', { 'aria-hidden': 'true' }, '⚠ ') : null,
    say(language, 'latestPass', {
      time: formatTime(observed, language),
      sensor: sensorName(sensor),
      age: formatAge(observed, now, language),
    }),
    stale ? element('span', { class: 'hidden' }, ` (${say(language, 'stale')})`) : null,
  );
}
