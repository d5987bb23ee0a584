import type { FeatureCollection } from 'geojson';
import { type GeoJSONSource, Map as MapLibreMap, NavigationControl, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import type { DetectionFeature } from '../api-client.js';
import {
  type ClassStyle,
  classFilter,
  detectionLayers,
  detectionSource,
  graticule,
  type RasterOverlay,
  rasterLayer,
  rasterSource,
} from './layers.js';
import 'maplibre-gl/dist/maplibre-gl.css';

export interface MapEvents {
  selected(id: string | null): void;
  hovered(id: string | null): void;
  moved(lon: number, lat: number, zoom: number): void;
}

/** The map: overlays of one acquisition and its detections. Knows nothing of monitors beyond classes and layers. */
export interface DeskMap {
  showOverlays(overlays: readonly RasterOverlay[]): void;
  showDetections(features: readonly DetectionFeature[], classes: readonly ClassStyle[], visible: boolean): void;
  filterClasses(classes: readonly string[]): void;
  mark(state: 'selected' | 'hovered', id: string | null): void;
  fit(bboxLonLat: readonly number[], maxZoom?: number): void;
  resize(): void;
  /** Takes the base colours from the page's theme. */
  paintTheme(): void;
}

const padding = 40;

export async function createMap(
  container: HTMLElement,
  label: string,
  at: readonly [number, number, number] | null,
  events: MapEvents,
): Promise<DeskMap> {
  setWorkerUrl(workerUrl);
  const map = new MapLibreMap({
    container,
    center: at == null ? [13.5, 51] : [at[0], at[1]],
    zoom: at?.[2] ?? 7,
    attributionControl: { compact: false },
    locale: { 'Map.Title': label },
    style: {
      version: 8,
      sources: { graticule: { type: 'geojson', data: graticule([5, 47, 16, 55]) } },
      layers: [
        { id: 'background', type: 'background', paint: { 'background-color': '#dfe4e0' } },
        { id: 'graticule', type: 'line', source: 'graticule', paint: { 'line-color': '#b9c2bc', 'line-width': 0.75 } },
      ],
    },
  });
  map.addControl(new NavigationControl({ visualizePitch: false }), 'top-right');
  map.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-left');
  await map.once('load');
  const desk = new LibreDeskMap(map, events);
  desk.paintTheme();
  return desk;
}

class LibreDeskMap implements DeskMap {
  private readonly map: MapLibreMap;
  private overlayIds: string[] = [];
  private readonly marked: { selected: string | null; hovered: string | null } = { selected: null, hovered: null };

  constructor(map: MapLibreMap, events: MapEvents) {
    this.map = map;
    map.addSource(detectionSource, { type: 'geojson', data: { type: 'FeatureCollection', features: [] }, promoteId: 'id' });
    map.on('click', (event) => {
      const hits = map.getLayer('detections-fill') == null ? [] : map.queryRenderedFeatures(event.point, { layers: ['detections-fill'] });
      events.selected(hits[0] == null ? null : String(hits[0].properties['id']));
    });
    map.on('mousemove', 'detections-fill', (event) => {
      map.getCanvas().style.cursor = 'pointer';
      const id = event.features?.[0]?.properties['id'];
      events.hovered(id == null ? null : String(id));
    });
    map.on('mouseleave', 'detections-fill', () => {
      map.getCanvas().style.cursor = '';
      events.hovered(null);
    });
    map.on('moveend', () => {
      const { lng, lat } = map.getCenter();
      events.moved(lng, lat, map.getZoom());
    });
  }

  showOverlays(overlays: readonly RasterOverlay[]): void {
    for (const id of this.overlayIds) {
      this.map.removeLayer(id);
      this.map.removeSource(id);
    }
    const above = this.map.getLayer('detections-fill') == null ? undefined : 'detections-fill';
    for (const overlay of overlays) {
      this.map.addSource(overlay.id, rasterSource(overlay));
      this.map.addLayer(rasterLayer(overlay), above);
    }
    this.overlayIds = overlays.map(({ id }) => id);
  }

  showDetections(features: readonly DetectionFeature[], classes: readonly ClassStyle[], visible: boolean): void {
    this.map
      .getSource<GeoJSONSource>(detectionSource)
      ?.setData({ type: 'FeatureCollection', features: [...features] } as FeatureCollection);
    for (const layer of detectionLayers(classes)) {
      if (this.map.getLayer(layer.id) != null) this.map.removeLayer(layer.id);
      this.map.addLayer({ ...layer, layout: { visibility: visible ? 'visible' : 'none' } } as typeof layer);
    }
    this.mark('selected', this.marked.selected);
  }

  filterClasses(classes: readonly string[]): void {
    for (const id of ['detections-fill', 'detections-outline']) this.map.setFilter(id, classFilter(classes));
  }

  mark(state: 'selected' | 'hovered', id: string | null): void {
    const before = this.marked[state];
    if (before != null) this.map.setFeatureState({ source: detectionSource, id: before }, { [state]: false });
    if (id != null) this.map.setFeatureState({ source: detectionSource, id }, { [state]: true });
    this.marked[state] = id;
  }

  fit(bboxLonLat: readonly number[], maxZoom = 15): void {
    const [west = 0, south = 0, east = 0, north = 0] = bboxLonLat;
    const animate = !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    this.map.fitBounds([west, south, east, north], { padding, maxZoom, duration: animate ? 150 : 0 });
    this.map.getSource<GeoJSONSource>('graticule')?.setData(graticule([west, south, east, north]));
  }

  resize(): void {
    this.map.resize();
  }

  paintTheme(): void {
    const style = getComputedStyle(document.documentElement);
    this.map.setPaintProperty('background', 'background-color', style.getPropertyValue('--land').trim());
    this.map.setPaintProperty('graticule', 'line-color', style.getPropertyValue('--grid').trim());
  }
}
