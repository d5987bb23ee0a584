import type { PlaceExplanation } from '../api-client.js';
import { seriesChart } from '../charts/series-chart.js';
import { element } from '../element.js';
import { formatDate, formatNumber } from '../format.js';
import { type Language, say } from '../language.js';

const votes = {
  yes: { mark: '✓', text: 'voteYes' },
  no: { mark: '✗', text: 'voteNo' },
  none: { mark: '?', text: 'voteNone' },
  absent: { mark: '–', text: 'voteAbsent' },
} as const;

/** Each test's vote with what it measured and its thresholds; then the place itself and what weakens the result. */
export function votesTable(explanation: PlaceExplanation, language: Language, known: string | null): HTMLElement[] {
  const { question, likelihoodPercent, tests, values, flags, series } = explanation;
  const result = explanation.class?.title[language] ?? say(language, 'undecided');
  const head = [question[language], say(language, 'vote'), say(language, 'likelihood')];
  return [
    element(
      'p',
      { class: 'votes-result' },
      likelihoodPercent == null
        ? say(language, 'votesResult', { result })
        : say(language, 'votesResultWith', { result, percent: String(likelihoodPercent) }),
    ),
    ...(series == null ? [] : [seriesChart(series, language, known)]),
    element(
      'table',
      { class: 'values', 'aria-label': say(language, 'votes') },
      element('thead', {}, element('tr', {}, ...head.map((text) => element('th', { scope: 'col' }, text)))),
      element('tbody', {}, ...tests.map((test) => testRow(test, language))),
    ),
    element('ul', { class: 'entries' }, ...values.map((value) => element('li', {}, valueText(value, language)))),
    ...(flags.length === 0
      ? []
      : [
          element('h4', {}, say(language, 'weakens')),
          element('ul', { class: 'limits' }, ...flags.map((flag) => element('li', {}, flag[language]))),
        ]),
  ];
}

function testRow({ title, vote, likelihoodPercent, values }: PlaceExplanation['tests'][number], language: Language): HTMLElement {
  const { mark, text } = votes[vote];
  return element(
    'tr',
    {},
    element(
      'th',
      { scope: 'row' },
      title[language],
      ...values.map((value) => element('span', { class: 'scenes' }, valueText(value, language))),
    ),
    element('td', { class: `vote ${vote}` }, element('span', { class: 'mark', 'aria-hidden': 'true' }, mark), ` ${say(language, text)}`),
    element('td', {}, likelihoodPercent == null ? '–' : `${likelihoodPercent} %`),
  );
}

function valueText({ title, value, unit }: PlaceExplanation['values'][number], language: Language): string {
  return `${title[language]}: ${plainValue(value, language)}${value == null || unit === '' ? '' : ` ${unit}`}`;
}

function plainValue(value: PlaceExplanation['values'][number]['value'], language: Language): string {
  if (value == null) return say(language, 'unknownValue');
  if (typeof value === 'number') return formatNumber(value, language).replace('-', '−');
  if (typeof value === 'object') return value[language];
  return /^\d{4}-\d\d-\d\d$/.test(value) ? formatDate(new Date(value), language) : value;
}
