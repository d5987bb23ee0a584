import { formatHa } from './format.js';
import type { Language } from './language.js';

/** +1,25, −0,40 or ±0,00: with a true minus sign. */
export function formatChangeHa(changeHa: number, language: Language): string {
  const size = formatHa(Math.abs(changeHa) * 10_000, language);
  return `${changeHa > 0 ? '+' : changeHa < 0 ? '−' : '±'}${size}`;
}
