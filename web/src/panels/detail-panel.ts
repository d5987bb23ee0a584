import type { DetectionFeature, MonitorView, UnitView } from '../api-client.js';
import { element } from '../element.js';
import { formatAge, formatArea, formatDate, formatPercent, formatTime } from '../format.js';
import { formatAttribute } from '../format-attribute.js';
import { type Language, say } from '../language.js';
import { sensorName } from '../sensor-name.js';
import { detailFrame, factList } from './detail-frame.js';

export interface DetailPanelProps {
  readonly language: Language;
  readonly monitor: MonitorView;
  readonly unit: UnitView;
  readonly detection: DetectionFeature;
  readonly now: Date;
  onClose(): void;
  onZoom(): void;
  onPlace(): void;
}

/** What was seen, by which satellite, when, how sure, and what could not be seen. */
export function detailPanel({ language, monitor, unit, detection, now, onClose, onZoom, onPlace }: DetailPanelProps): HTMLElement {
  const { properties } = detection;
  const kind = monitor.classes.find(({ id }) => id === properties.class);
  const observed = new Date(properties.observedUtc);
  const subject = unit.inputs.find(({ role }) => role === 'subject');
  const facts: [string, string][] = [
    [say(language, 'area'), formatArea(properties.areaM2, language)],
    [
      say(language, 'likelihood'),
      properties.likelihood == null ? say(language, 'noLikelihood') : formatPercent(properties.likelihood, language),
    ],
    ...monitor.attributes.map((attribute): [string, string] => [
      attribute.title[language],
      formatAttribute(properties[attribute.id], attribute, language),
    ]),
    [say(language, 'observed'), `${formatTime(observed, language)} · ${say(language, 'ago', { age: formatAge(observed, now, language) })}`],
    [say(language, 'scene'), subject == null ? '–' : `${sensorName(subject.sensor)} · ${subject.itemId}`],
    [say(language, 'reference'), referencesText(unit, language)],
    [say(language, 'notObservedShare'), formatPercent(notObservedShare(unit), language)],
    [say(language, 'unit'), `${monitor.id} ${monitor.version} · ${unit.key.slice(0, 12)}`],
  ];
  return detailFrame(
    { language, label: say(language, 'detail'), title: kind?.title[language] ?? properties.class, onClose },
    element(
      'div',
      { class: 'actions' },
      element('button', { type: 'button', onclick: onZoom }, say(language, 'zoomTo')),
      element('button', { type: 'button', onclick: onPlace }, say(language, 'showCourse')),
    ),
    factList(facts),
    parametersOf(monitor, unit, language),
    element('h3', {}, say(language, 'limits')),
    element('ul', { class: 'limits' }, ...monitor.limits.map((limit) => element('li', {}, limit[language]))),
  );
}

const NAMED_REFERENCES = 5;

/** Their names, or of a long series how many and from when to when. */
function referencesText({ inputs }: UnitView, language: Language): string {
  const references = inputs.filter(({ role }) => role === 'reference');
  if (references.length === 0) return say(language, 'noReference');
  if (references.length <= NAMED_REFERENCES) return references.map(({ itemId }) => itemId).join(', ');
  const times = references.map(({ acquiredUtc }) => acquiredUtc).sort();
  const [from, to] = [times[0], times.at(-1)].map((utc) => formatDate(new Date(utc ?? 0), language)) as [string, string];
  return say(language, 'references', { n: String(references.length), from, to });
}

function notObservedShare({ summary }: UnitView): number {
  const observed = summary['observedPx'] ?? 0;
  const notObserved = summary['notObservedPx'] ?? 0;
  return observed + notObserved === 0 ? 0 : notObserved / (observed + notObserved);
}

function parametersOf(monitor: MonitorView, unit: UnitView, language: Language): HTMLElement {
  const rows = Object.entries(unit.parameters).map(([name, value]) => {
    const parameter = monitor.parameters[name];
    return element('li', { title: parameter?.source }, `${parameter?.title[language] ?? name}: ${value} ${parameter?.unit ?? ''}`);
  });
  return element('details', { id: 'parameters' }, element('summary', {}, say(language, 'parameters')), element('ul', {}, ...rows));
}
