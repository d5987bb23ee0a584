import {
  type DetectionFeature,
  isSimulated,
  itemsUrl,
  loadDetections,
  loadMonitors,
  loadUnits,
  type MonitorView,
  onNewUnit,
  type UnitView,
} from './api-client.js';
import { element } from './element.js';
import { say } from './language.js';
import { createMap, type DeskMap } from './map/create-map.js';
import type { RasterOverlay } from './map/layers.js';
import { detailPanel } from './panels/detail-panel.js';
import { headBar } from './panels/head-bar.js';
import { layerPanel } from './panels/layer-panel.js';
import { listPanel } from './panels/list-panel.js';
import { timeBar } from './panels/time-bar.js';
import { readViewState, type ViewState, writeViewState } from './view-state.js';

interface DeskData {
  readonly monitors: readonly MonitorView[];
  readonly units: readonly UnitView[];
  readonly detections: readonly DetectionFeature[];
}

/** Wires panels and map to one view state. Every change goes through `change`, which mirrors it in the URL. */
export async function startDesk(root: HTMLElement): Promise<void> {
  let state = readViewState(location.search);
  const stage = element('main', { class: 'stage' });
  const mapBox = element('div', { class: 'map', id: 'map' });
  const slots = { head: element('div'), list: element('div'), layers: element('div'), time: element('div'), detail: element('div') };
  for (const slot of Object.values(slots)) slot.style.display = 'contents';
  stage.append(mapBox, slots.layers, slots.time);
  root.replaceChildren(slots.head, slots.list, stage, slots.detail);
  applyTheme(state);
  slots.list.replaceChildren(element('p', { class: 'empty' }, say(state.language, 'loading')));

  const [monitors, mapReady] = await Promise.all([
    loadMonitors(),
    createMap(mapBox, say(state.language, 'mapHelp'), state.at, {
      selected: (selected) => change({ selected }),
      hovered: (id) => hover(id),
      moved: (lon, lat, zoom) => {
        state = { ...state, at: [lon, lat, zoom] };
        history.replaceState(null, '', writeViewState(state));
      },
    }),
  ]);
  const map: DeskMap = mapReady;
  let data: DeskData = { monitors, units: [], detections: [] };

  const monitorNow = () => data.monitors.find(({ id }) => id === state.desk) ?? data.monitors[0];
  const unitNow = () => data.units.find(({ key }) => key === state.unit) ?? data.units.at(-1);
  const shownDetections = () => {
    const shown = data.detections.filter(({ properties }) => state.classes.length === 0 || state.classes.includes(properties.class));
    const byArea = (a: DetectionFeature, b: DetectionFeature) => b.properties.areaM2 - a.properties.areaM2;
    return shown.sort((a, b) => (state.sort === 'class' ? a.properties.class.localeCompare(b.properties.class) : 0) || byArea(a, b));
  };

  async function loadDesk(keepView: boolean): Promise<void> {
    const monitor = monitorNow();
    const units = monitor == null ? [] : await loadUnits(monitor.id);
    data = { ...data, units };
    await loadUnit(keepView);
  }

  async function loadUnit(keepView: boolean): Promise<void> {
    const [monitor, unit] = [monitorNow(), unitNow()];
    data = { ...data, detections: monitor == null || unit == null ? [] : await loadDetections(monitor.id, unit) };
    render();
    if (monitor == null || unit == null) return;
    map.showDetections(data.detections, monitor.classes, state.layers.includes('outlines'));
    map.filterClasses(state.classes);
    if (!keepView) map.fit(unit.bboxLonLat);
    map.mark('selected', state.selected);
  }

  function render(): void {
    const [monitor, unit] = [monitorNow(), unitNow()];
    document.documentElement.lang = state.language;
    slots.head.replaceChildren(headBar({ state, monitors: data.monitors, simulated: unit != null && isSimulated(unit), change }));
    if (monitor == null || unit == null) {
      slots.list.replaceChildren(element('p', { class: 'notice' }, say(state.language, 'empty')));
      for (const slot of [slots.layers, slots.time, slots.detail]) slot.replaceChildren();
      return;
    }
    const { language } = state;
    const now = new Date();
    slots.list.replaceChildren(
      listPanel({
        language,
        monitor,
        detections: shownDetections(),
        total: data.detections.length,
        classes: state.classes,
        sort: state.sort,
        selected: state.selected,
        exportUrl: itemsUrl(monitor.id, unit),
        onSelect: (selected) => change({ selected }),
        onHover: (id) => hover(id),
        onClasses: (classes) => change({ classes }),
        onSort: (sort) => change({ sort }),
      }),
    );
    slots.layers.replaceChildren(layerPanel({ language, monitor, unit, layers: state.layers, onLayers: (layers) => change({ layers }) }));
    slots.time.replaceChildren(timeBar({ language, units: data.units, unit, now, onUnit: (key) => change({ unit: key, selected: null }) }));
    map.showOverlays(overlaysOf(unit, state.layers));
    renderDetail(monitor, unit);
  }

  function renderDetail(monitor: MonitorView, unit: UnitView): void {
    const detection = data.detections.find(({ properties }) => properties.id === state.selected);
    slots.detail.replaceChildren();
    if (detection != null) {
      slots.detail.replaceChildren(
        detailPanel({
          language: state.language,
          monitor,
          unit,
          detection,
          now: new Date(),
          onClose: () => change({ selected: null }),
          onZoom: () => map.fit(bboxOf(detection)),
        }),
      );
    }
    map.resize();
    document.querySelector('.time-bar ol [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }

  function change(part: Partial<ViewState>): void {
    const before = state;
    state = { ...state, ...part };
    history.replaceState(null, '', writeViewState(state));
    applyTheme(state);
    map.paintTheme();
    if (part.desk != null && part.desk !== before.desk) {
      state = { ...state, unit: null, selected: null, classes: [] };
      void loadDesk(false).catch(report);
      return;
    }
    if (part.unit != null && part.unit !== before.unit) {
      void loadUnit(true).catch(report);
      return;
    }
    render();
    const monitor = monitorNow();
    if (part.layers != null && monitor != null) {
      map.showDetections(data.detections, monitor.classes, state.layers.includes('outlines'));
    }
    if (part.layers != null || part.classes != null) map.filterClasses(state.classes);
    if ('selected' in part) {
      map.mark('selected', state.selected);
      document.getElementById(`row-${state.selected}`)?.scrollIntoView({ block: 'nearest' });
      if (state.selected != null) document.querySelector<HTMLElement>('.rows')?.focus({ preventScroll: true });
    }
  }

  function hover(id: string | null): void {
    map.mark('hovered', id);
    for (const row of document.querySelectorAll('.rows li.hovered')) row.classList.remove('hovered');
    if (id != null) document.getElementById(`row-${id}`)?.classList.add('hovered');
  }

  function report(error: unknown): void {
    slots.list.replaceChildren(
      element(
        'p',
        { class: 'notice', role: 'alert' },
        say(state.language, 'failed'),
        ' ',
        error instanceof Error ? error.message : String(error),
      ),
    );
  }

  addEventListener('keydown', (event) => {
    if (event.target instanceof HTMLElement && event.target.closest('input, select, .map') != null) return;
    const at = data.units.findIndex(({ key }) => key === unitNow()?.key);
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0;
    const target = step === 0 ? undefined : data.units[at + step];
    if (target != null) change({ unit: target.key, selected: null });
    if (event.key === 'Escape' && state.selected != null) change({ selected: null });
  });
  onNewUnit(() => void loadDesk(true).catch(report));
  await loadDesk(state.at != null);
  document.documentElement.dataset['ready'] = 'true';
}

function applyTheme({ theme }: ViewState): void {
  const dark = theme === 'dark' || (theme === 'system' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset['theme'] = dark ? 'dark' : 'light';
}

/** Image below, classes above, in the order the monitor lists its layers from last to first. */
function overlaysOf(unit: UnitView, layers: readonly string[]): RasterOverlay[] {
  const order = ['image', 'count', 'days', 'percent', 'reason', 'classes'];
  return unit.layers
    .filter(({ id }) => layers.includes(id))
    .sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
    .map(({ id, kind, tiles, minzoom, maxzoom }) => ({
      id: `layer-${id}`,
      kind,
      tiles,
      minzoom,
      maxzoom,
      opacity: kind === 'image' ? 1 : 0.75,
      bboxLonLat: unit.bboxLonLat,
      attribution: unit.attribution,
    }));
}

function bboxOf({ geometry }: DetectionFeature): [number, number, number, number] {
  const points = (geometry.coordinates as unknown[]).flat(geometry.type === 'Polygon' ? 1 : 2) as [number, number][];
  const lons = points.map(([lon]) => lon);
  const lats = points.map(([, lat]) => lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}
