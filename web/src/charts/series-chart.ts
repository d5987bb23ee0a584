import type { PlaceExplanation } from '../api-client.js';
import { element } from '../element.js';
import { formatDate, formatNumber } from '../format.js';
import { type Language, say } from '../language.js';
import { dayOf, dayScale, linearScale, type Scale } from './chart-scale.js';

type PlaceSeries = NonNullable<PlaceExplanation['series']>;

const width = 380;
const height = 220;
const margin = { left: 40, right: 8, top: 26, bottom: 22 } as const;
/** Height at which masked dates stand: they have no value. */
const maskedY = height - margin.bottom - 4;

/**
 * Every date of a place: observed ones filled (anomalies in the colour of alarm), masked ones hollow at the foot with their reason, the normal year
 * as line with its band, decisions as dashed rules,
 * the chosen day (`known`) as a solid one. A table with the same numbers lies beneath.
 */
export function seriesChart(series: PlaceSeries, language: Language, known: string | null): HTMLElement {
  return element(
    'section',
    { class: 'series-chart' },
    element('h4', {}, series.title[language]),
    drawing(series, language, known),
    element('p', { class: 'muted' }, say(language, 'seriesLegend')),
    known == null ? null : element('p', { class: 'muted' }, say(language, 'knownRule', { date: formatDate(new Date(known), language) })),
    element('details', {}, element('summary', {}, say(language, 'seriesTable')), table(series, language)),
  );
}

function drawing({ dates, curve, events, title }: PlaceSeries, language: Language, known: string | null): SVGElement {
  const x = dayScale(
    [...dates, ...curve].map(({ date }) => dayOf(date)),
    [margin.left, width - margin.right],
  );
  const values = dates.flatMap(({ value }) => (value == null ? [] : [value]));
  const y = linearScale(
    [...values, ...curve.flatMap(({ expected, limit }) => [expected, limit])],
    [height - margin.bottom - 12, margin.top],
    5,
  );
  const px = (date: string) => x.toPx(dayOf(date)).toFixed(1);
  const eventX = apart(
    events.map(({ date }) => x.toPx(dayOf(date))),
    LABEL_PX,
  );
  const observed = dates.filter(({ value }) => value != null).length;
  const line = (key: 'expected' | 'limit') => curve.map((point) => `${px(point.date)},${y.toPx(point[key]).toFixed(1)}`);
  return svg(
    'svg',
    {
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-label': say(language, 'seriesLabel', { title: title[language], observed: String(observed), all: String(dates.length) }),
    },
    ...y.ticks.map((tick) =>
      svg('line', { class: 'chart-grid', x1: margin.left, x2: width - margin.right, y1: y.toPx(tick), y2: y.toPx(tick) }),
    ),
    ...y.ticks.map((tick) => label(formatNumber(tick, language), { x: margin.left - 4, y: y.toPx(tick) + 4, 'text-anchor': 'end' })),
    ...x.ticks.map((tick) =>
      svg('line', { class: 'chart-grid', x1: x.toPx(tick), x2: x.toPx(tick), y1: margin.top, y2: height - margin.bottom }),
    ),
    ...x.ticks.map((tick) => label(tickText(tick, language), { x: x.toPx(tick), y: height - 6, 'text-anchor': 'middle' })),
    curve.length === 0
      ? null
      : svg('polygon', { class: 'chart-band', points: [...line('expected'), ...line('limit').reverse()].join(' ') }),
    curve.length === 0 ? null : svg('polyline', { class: 'chart-model', points: line('expected').join(' ') }),
    ...events.map(({ date, title: text }, i) =>
      svg(
        'g',
        { class: 'chart-event' },
        svg('line', { x1: px(date), x2: px(date), y1: margin.top - 4, y2: height - margin.bottom }),
        label(`${i + 1}`, { x: eventX[i] ?? 0, y: margin.top - 8, 'text-anchor': 'middle' }),
        svg('title', {}, `${text[language]}: ${formatDate(new Date(date), language)}`),
      ),
    ),
    known == null ? null : knownRule(known, x, language),
    ...dates.map(({ date, value, masked, isAnomaly }) =>
      svg(
        'circle',
        {
          class: value == null ? 'chart-masked' : isAnomaly ? 'chart-anomaly' : 'chart-clear',
          cx: px(date),
          cy: value == null ? maskedY : y.toPx(value).toFixed(1),
          r: value == null ? 2.5 : 3.2,
        },
        svg(
          'title',
          {},
          `${formatDate(new Date(date), language)}: ${value == null ? (masked?.[language] ?? say(language, 'notObserved')) : formatNumber(value, language)}`,
        ),
      ),
    ),
  );
}

/** Width of one digit of the labels. */
const LABEL_PX = 8;

/** Ascending places, moved to the left where two stand closer than `leastPx`. */
function apart(places: readonly number[], leastPx: number): number[] {
  let limit = Number.POSITIVE_INFINITY;
  return places
    .toReversed()
    .map((place) => {
      const free = Math.min(place, limit);
      limit = free - leastPx;
      return free;
    })
    .reverse();
}

/** Days outside the axis stand at its end. */
function knownRule(day: string, { toPx }: Scale, language: Language): SVGElement {
  const x = Math.min(width - margin.right, Math.max(margin.left, toPx(dayOf(day)))).toFixed(1);
  const text = say(language, 'knownRule', { date: formatDate(new Date(day), language) });
  return svg(
    'g',
    { class: 'chart-known', 'data-day': day },
    svg('line', { x1: x, x2: x, y1: margin.top - 4, y2: height - margin.bottom }),
    svg('title', {}, text),
  );
}

function tickText(day: number, language: Language): string {
  const date = new Date(day * 86_400_000);
  if (date.getUTCMonth() === 0) return String(date.getUTCFullYear());
  return date.toLocaleDateString(language === 'de' ? 'de-DE' : 'en-GB', { month: 'short', timeZone: 'UTC' });
}

function table({ dates, events, unit }: PlaceSeries, language: Language): HTMLElement {
  return element(
    'div',
    {},
    element(
      'ol',
      { class: 'entries' },
      ...events.map(({ date, title }) => element('li', {}, `${formatDate(new Date(date), language)}: ${title[language]}`)),
    ),
    element(
      'table',
      { class: 'values' },
      element(
        'thead',
        {},
        element('tr', {}, element('th', { scope: 'col' }, say(language, 'date')), element('th', { scope: 'col' }, unit)),
      ),
      element(
        'tbody',
        {},
        ...dates
          .toReversed()
          .map(({ date, value, masked, isAnomaly }) =>
            element(
              'tr',
              {},
              element('th', { scope: 'row' }, formatDate(new Date(date), language)),
              element(
                'td',
                {},
                value == null
                  ? (masked?.[language] ?? say(language, 'notObserved'))
                  : `${formatNumber(value, language)}${isAnomaly ? ` (${say(language, 'anomaly')})` : ''}`,
              ),
            ),
          ),
      ),
    ),
  );
}

function label(text: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  return svg('text', { class: 'chart-label', ...attributes }, text);
}

function svg(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  ...children: readonly (Node | string | null)[]
): SVGElement {
  const node = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, String(value));
  node.append(...children.filter((child) => child != null));
  return node;
}
