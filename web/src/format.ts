import type { Language } from './language.js';

const locale = { de: 'de-DE', en: 'en-GB' } as const;

/** Hectares with two decimals: 1.234,56 or 1,234.56. */
export function formatHa(areaM2: number, language: Language): string {
  return (areaM2 / 10_000).toLocaleString(locale[language], { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

/** Whole square metres below a hundredth of a hectare, where two decimals of hectares would say 0.00: 12 m², else 1.23 ha. */
export function formatArea(areaM2: number, language: Language): string {
  return areaM2 < 100 ? `${Math.round(areaM2).toLocaleString(locale[language])} m²` : `${formatHa(areaM2, language)} ha`;
}

export function formatPercent(share: number, language: Language): string {
  return `${(share * 100).toLocaleString(locale[language], { maximumFractionDigits: 0 })} %`;
}

/** 23.11.2026 or 23 Nov 2026. */
export function formatDate(date: Date, language: Language): string {
  const style =
    language === 'de'
      ? ({ day: '2-digit', month: '2-digit', year: 'numeric' } as const)
      : ({ day: 'numeric', month: 'short', year: 'numeric' } as const);
  return date.toLocaleDateString(locale[language], { ...style, timeZone: 'UTC' });
}

/** Date and time with zone. */
export function formatTime(date: Date, language: Language): string {
  const time = date.toLocaleTimeString(locale[language], { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' });
  return `${formatDate(date, language)} ${time} UTC`;
}

/** The largest whole unit: minutes, hours, days, months or years. */
export function formatAge(from: Date, to: Date, language: Language): string {
  const minutes = Math.max(0, Math.round((to.getTime() - from.getTime()) / 60_000));
  const steps: readonly [number, string, string][] = [
    [525_960, 'J.', 'y'],
    [43_830, 'Mon.', 'mo'],
    [1440, 'd', 'd'],
    [60, 'h', 'h'],
    [1, 'min', 'min'],
  ];
  for (const [size, de, en] of steps) {
    if (minutes >= size) return `${Math.floor(minutes / size)} ${language === 'de' ? de : en}`;
  }
  return '0 min';
}

/** 13,75012° O, 51,05000° N: five decimals, about a metre. */
export function formatLonLat([lon, lat]: readonly [number, number], language: Language): string {
  const degrees = (value: number) => formatDegrees(Math.abs(value), language);
  const east = language === 'de' ? 'O' : 'E';
  return `${degrees(lon)}° ${lon < 0 ? 'W' : east}, ${degrees(lat)}° ${lat < 0 ? 'S' : 'N'}`;
}

/** 13,75012: about a metre. */
export function formatDegrees(value: number, language: Language): string {
  return value.toLocaleString(locale[language], { minimumFractionDigits: 5, maximumFractionDigits: 5 });
}

/** Whole metres: 412.345 E, 5.656.789 N. */
export function formatMetres([east, north]: readonly [number, number], language: Language): string {
  const metres = (value: number) => Math.round(value).toLocaleString(locale[language]);
  return `${metres(east)} E, ${metres(north)} N`;
}

export function formatNumber(value: number, language: Language): string {
  return value.toLocaleString(locale[language], { maximumFractionDigits: 2 });
}
