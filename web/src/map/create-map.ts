import { Map as MapLibreMap, NavigationControl, ScaleControl, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { type Camera, type DeskMap, keepTogether, type MapEvents } from './desk-map.js';
import { graticule } from './layers.js';
import { LibreDeskMap } from './libre-desk-map.js';
import 'maplibre-gl/dist/maplibre-gl.css';

export interface MapTexts {
  /** What assistive technology calls the map. */
  readonly label: string;
  readonly zoomIn: string;
  readonly zoomOut: string;
  readonly north: string;
}

/** The desk's map, with its controls. */
export async function createMap(container: HTMLElement, texts: MapTexts, at: Camera | null, events: MapEvents): Promise<DeskMap> {
  const map = bareMap(container, texts, at);
  map.addControl(new NavigationControl({ visualizePitch: false }), 'top-right');
  map.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-left');
  await map.once('load');
  return new LibreDeskMap(map, events);
}

/** A second map over the first that moves with it and takes no keys of its own. */
export async function createTwin(main: DeskMap, container: HTMLElement, texts: MapTexts, events: MapEvents): Promise<DeskMap> {
  const map = bareMap(container, texts, main.camera());
  map.getCanvas().tabIndex = -1;
  await map.once('load');
  const twin = new LibreDeskMap(map, events);
  map.once('remove', keepTogether(main, twin));
  return twin;
}

function bareMap(container: HTMLElement, { label, zoomIn, zoomOut, north }: MapTexts, at: Camera | null): MapLibreMap {
  setWorkerUrl(workerUrl);
  return new MapLibreMap({
    container,
    center: at == null ? [13.5, 51] : [at.center[0], at.center[1]],
    zoom: at?.zoom ?? 7,
    bearing: at?.bearing ?? 0,
    pitch: at?.pitch ?? 0,
    maxPitch: 0,
    attributionControl: false,
    locale: {
      'Map.Title': label,
      'NavigationControl.ZoomIn': zoomIn,
      'NavigationControl.ZoomOut': zoomOut,
      'NavigationControl.ResetBearing': north,
    },
    style: {
      version: 8,
      sources: { graticule: { type: 'geojson', data: graticule([5, 47, 16, 55]) } },
      layers: [
        { id: 'background', type: 'background', paint: { 'background-color': '#dfe4e0' } },
        { id: 'graticule', type: 'line', source: 'graticule', paint: { 'line-color': '#b9c2bc', 'line-width': 0.75 } },
      ],
    },
  });
}
