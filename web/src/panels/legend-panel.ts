import { groundReasons, type MaskReason, maskReasons } from '@landsicht/core';
import { loadRange, type MonitorView, type UnitLayerView, type UnitView } from '../api-client.js';
import { element } from '../element.js';
import { formatDate, formatNumber, formatPercent } from '../format.js';
import { type Language, say } from '../language.js';
import { NOT_OBSERVED } from '../place-values.js';

export interface LegendPanelProps {
  readonly language: Language;
  readonly monitor: MonitorView;
  /** The acquisitions in view: one, or left and right. */
  readonly units: readonly UnitView[];
  /** Layers drawn on any side, topmost first. */
  readonly layers: readonly UnitLayerView[];
  /** Whether the detections' outlines are drawn. */
  readonly outlines: boolean;
}

/** What the layers in view mean, made from what the monitor says of itself. */
export function legendPanel(props: LegendPanelProps): HTMLElement {
  const { language, monitor, layers, outlines } = props;
  const common = layers.filter(({ kind, classes }) => kind === 'classes' && classes == null);
  const others = layers.filter((layer) => layer.kind !== 'image' && !common.includes(layer));
  return element(
    'details',
    { id: 'legend', open: matchMedia('(min-width: 1100px)').matches },
    element('summary', {}, say(language, 'legend')),
    layers.length === 0 ? element('p', { class: 'muted' }, say(language, 'nothingShown')) : null,
    common.length === 0 ? null : element('ul', { class: 'legend' }, ...classRows(monitor.classes, language)),
    ...(outlines ? outlineLegend(props, common.length === 0) : []),
    ...others.flatMap((layer) => [
      element('p', { class: 'legend-title' }, layer.title[language]),
      element('ul', { class: layer.kind === 'percent' ? 'legend steps' : 'legend' }, ...rowsOf(layer, props)),
    ]),
  );
}

/** Colours of the outlines where no layer has said them, and how tiers are drawn. */
function outlineLegend({ language, monitor: { classes, tiers } }: LegendPanelProps, isFirst: boolean): HTMLElement[] {
  const found = isFirst
    ? classRows(
        classes.filter(({ detect }) => detect),
        language,
      )
    : [];
  const drawn = (tiers?.steps ?? []).map(({ title, outline }) =>
    row(say(language, 'outlineOf', { tier: title[language], outline: say(language, outlineTexts[outline]) }), outline, null),
  );
  if (found.length + drawn.length === 0) return [];
  return [
    element('p', { class: 'legend-title' }, say(language, 'outlines')),
    element('ul', { class: 'legend', id: 'legend-outlines' }, ...found, ...drawn),
  ];
}

const outlineTexts = { dashed: 'outlineDashed', solid: 'outlineSolid', hatched: 'outlineHatched' } as const;

function classRows(classes: MonitorView['classes'], language: Language): HTMLElement[] {
  return classes
    .filter(({ color }) => color.length !== 9 || !color.endsWith('00'))
    .map(({ id, color, title }) => row(title[language], id === NOT_OBSERVED ? 'hatch' : '', color));
}

function rowsOf(layer: UnitLayerView, props: LegendPanelProps): HTMLElement[] {
  switch (layer.kind) {
    case 'classes':
      return classRows(layer.classes ?? [], props.language);
    case 'percent':
      return percentRows(props);
    case 'reason':
      return reasonRows(props);
    case 'days':
    case 'count':
      return [rampRow(layer, props.language)];
    default:
      return [];
  }
}

/** The four steps of opacity the tiles are painted with. */
function percentRows({ language, monitor }: LegendPanelProps): HTMLElement[] {
  return [25, 50, 75, 100].map((upTo) => {
    const alpha = Math.round((upTo / 100) * 255)
      .toString(16)
      .padStart(2, '0');
    return row(say(language, 'legendSteps', { from: String(upTo - 24), to: String(upTo) }), '', `${monitor.color.slice(0, 7)}${alpha}`);
  });
}

/** Reasons that occur, the most frequent first, with their share of the pixels in view. */
function reasonRows({ language, units }: LegendPanelProps): HTMLElement[] {
  const pixels = (key: string) => units.reduce((sum, { summary }) => sum + (summary[key] ?? 0), 0);
  const total = pixels('observedPx') + pixels('notObservedPx');
  const found = (Object.keys(maskReasons) as MaskReason[])
    .map((reason) => ({ reason, count: pixels(`notObservedPx.${reason}`) }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  if (found.length === 0 && pixels('notObservedPx') === 0) return [row(say(language, 'legendAllObserved'), 'blank', null)];
  const share = (count: number) => (total === 0 ? '' : ` · ${count / total < 0.005 ? '< 1 %' : formatPercent(count / total, language)}`);
  const crossed = found.some(({ reason }) => groundReasons.includes(reason));
  const lined = found.length === 0 || found.some(({ reason }) => !groundReasons.includes(reason));
  return [
    ...found.map(({ reason, count }) =>
      row(`${maskReasons[reason].title[language]}${share(count)}`, groundReasons.includes(reason) ? 'hatch crossed' : 'hatch', null),
    ),
    lined ? element('li', { class: 'muted' }, say(language, 'legendLined')) : null,
    crossed ? element('li', { class: 'muted' }, say(language, 'legendCrossed')) : null,
  ].filter((node) => node != null);
}

/** Continuous colours with the range they are clipped to, filled in once it is known. */
function rampRow(layer: UnitLayerView, language: Language): HTMLElement {
  const text = (value: number) =>
    layer.kind === 'days' ? formatDate(new Date(value * 86_400_000), language) : formatNumber(value, language);
  const [least, greatest] = [element('span', {}), element('span', {})];
  void loadRange(layer)
    .then((range) => {
      least.textContent = range == null ? say(language, 'none') : text(range[0]);
      greatest.textContent = range == null ? '' : text(range[1]);
    })
    .catch(() => {
      least.textContent = say(language, 'valueFailed');
    });
  return element('li', { class: 'ramp' }, element('span', { class: 'ramp-colors', 'aria-hidden': 'true' }), least, greatest);
}

function row(title: string, look: string, color: string | null): HTMLElement {
  const swatch = element('span', { class: `swatch ${look}`.trim(), 'aria-hidden': 'true' });
  if (color != null) swatch.style.setProperty('--swatch', color);
  return element('li', {}, swatch, element('span', {}, title));
}
