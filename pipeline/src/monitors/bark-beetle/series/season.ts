import type { SeriesRules } from './series-rules.js';

/** Month 1–12 of a day since 1970-01-01 UTC. */
export function monthOf(epochDay: number): number {
  return new Date(epochDay * 86_400_000).getUTCMonth() + 1;
}

/** November to April: low sun, snow and bare deciduous neighbours make the index twice as noisy (forest.md 9). */
export function isWinter(epochDay: number): boolean {
  const month = monthOf(epochDay);
  return month < 5 || month > 10;
}

/** April to September: bark beetles fly and attack (forest.md 9, event timing; PHENIPS: above 16.5 °C). */
export function isFlightTime(epochDay: number): boolean {
  const month = monthOf(epochDay);
  return month >= 4 && month <= 9;
}

/** Winter dates say less about the normal year. */
export function trainingWeight(epochDay: number, rules: SeriesRules): number {
  return rules.mode === 'landsicht' && isWinter(epochDay) ? 1 / rules.winterNoise ** 2 : 1;
}
