import type { LocalText } from '@landsicht/core';

export type SentenceValue = number | string | LocalText | null | undefined;
export type SentenceValues = Readonly<Record<string, SentenceValue>>;

type Language = keyof LocalText;

const placeholder = /\{([A-Za-z][\w.]*)(%)?\}/g;

/** Names in braces, of a template. */
export function placeholdersOf(template: string): string[] {
  return [...template.matchAll(placeholder)].map(([, name = '']) => name);
}

/**
 * Fills `{name}`: numbers with at most two decimals, days as people write them, `{name%}` as percent. A part in [brackets] is left out where a
 * placeholder in it has no value; outside of brackets it shows as "–".
 */
export function fillSentence(template: LocalText, values: SentenceValues): LocalText {
  return { de: fill(template.de, values, 'de'), en: fill(template.en, values, 'en') };
}

function fill(template: string, values: SentenceValues, language: Language): string {
  const whole = template.replace(/\[([^[\]]*)\]/g, (_, part: string) =>
    placeholdersOf(part).every((name) => values[name] != null) ? part : '',
  );
  return whole.replace(placeholder, (_, name: string, percent: string | undefined) => told(values[name], percent != null, language));
}

function told(value: SentenceValue, isPercent: boolean, language: Language): string {
  if (value == null) return '–';
  if (typeof value === 'object') return value[language];
  if (typeof value === 'number') {
    const number = isPercent ? Math.round(value * 1000) / 10 : Math.round(value * 100) / 100;
    const text = String(number);
    return `${language === 'de' ? text.replace('.', ',') : text}${isPercent ? ' %' : ''}`;
  }
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? dayText(value, language) : value;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function dayText(isoDay: string, language: Language): string {
  const [year = '', month = '', day = ''] = isoDay.split('-');
  return language === 'de' ? `${day}.${month}.${year}` : `${Number(day)} ${months[Number(month) - 1]} ${year}`;
}
