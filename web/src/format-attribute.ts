import type { MonitorView } from './api-client.js';
import { formatDate, formatDegrees, formatNumber } from './format.js';
import { type Language, say } from './language.js';

/** What a monitor says of one detection, in words; – where it says nothing. */
export function formatAttribute(value: unknown, { type, unit, values }: MonitorView['attributes'][number], language: Language): string {
  if (value == null || value === '') return '–';
  const name = values?.[String(value)];
  if (name != null) return name[language];
  // a range such as 0–1 is no unit
  const withUnit = (text: string) => (unit == null || /^\d/.test(unit) ? text : `${text} ${unit}`);
  if (type === 'flag') return say(language, value === true ? 'yes' : 'no');
  if (type === 'date') return formatDate(new Date(`${value}T00:00:00Z`), language);
  if (typeof value !== 'number') return withUnit(String(value));
  return withUnit(unit === '°' ? formatDegrees(value, language) : formatNumber(value, language));
}
