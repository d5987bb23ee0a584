import type { LocalText } from '@landsicht/core';
import type { LayerSpecification, SourceSpecification } from 'maplibre-gl';

/** What the map needs to know of a monitor's class. */
export interface ClassStyle {
  readonly id: string;
  readonly title: LocalText;
  readonly color: string;
}

export const detectionSource = 'detections';

/** Fill, outline and hit area of the detections, coloured by class; hover and selection by feature state. */
export function detectionLayers(classes: readonly ClassStyle[]): LayerSpecification[] {
  const pairs = classes.flatMap(({ id, color }) => [id, color.slice(0, 7)]);
  const color = pairs.length > 0 ? (['match', ['get', 'class'], ...pairs, '#0b6e6e'] as unknown as string) : '#0b6e6e';
  const chosen = ['boolean', ['feature-state', 'selected'], false] as const;
  const hovered = ['boolean', ['feature-state', 'hovered'], false] as const;
  return [
    {
      id: 'detections-fill',
      type: 'fill',
      source: detectionSource,
      paint: { 'fill-color': color, 'fill-opacity': ['case', chosen, 0.5, hovered, 0.4, 0.12] as unknown as number },
    },
    {
      id: 'detections-outline',
      type: 'line',
      source: detectionSource,
      paint: {
        // machine result: hollow outline (design.md); selected: accent
        'line-color': ['case', chosen, '#d9480f', color] as unknown as string,
        'line-width': ['case', chosen, 3, hovered, 2.5, 1.25] as unknown as number,
      },
    },
  ];
}

export const placeSource = 'place';

/** The place whose values are read: a ring that stands out on dark and light. */
export const placeLayers: readonly LayerSpecification[] = [
  {
    id: 'place-halo',
    type: 'circle',
    source: placeSource,
    paint: { 'circle-radius': 8, 'circle-opacity': 0, 'circle-stroke-color': '#ffffff', 'circle-stroke-width': 5 },
  },
  {
    id: 'place-ring',
    type: 'circle',
    source: placeSource,
    paint: {
      ...{ 'circle-radius': 8, 'circle-color': '#d9480f', 'circle-opacity': 0.15 },
      ...{ 'circle-stroke-color': '#d9480f', 'circle-stroke-width': 2.5 },
    },
  },
];

/** One raster layer of an acquisition on the map. Credits are written by the page: MapLibre would take them for HTML. */
export interface RasterOverlay {
  readonly id: string;
  readonly tiles: string;
  readonly kind: string;
  readonly opacity: number;
  readonly bboxLonLat: readonly number[];
  readonly minzoom: number;
  readonly maxzoom: number;
}

export function rasterSource({ tiles, bboxLonLat, minzoom, maxzoom }: RasterOverlay): SourceSpecification {
  const [west = -180, south = -85, east = 180, north = 85] = bboxLonLat;
  return {
    type: 'raster',
    tiles: [tiles],
    tileSize: 256,
    minzoom,
    maxzoom,
    bounds: [west, south, east, north],
  };
}

export function rasterLayer({ id, kind, opacity }: RasterOverlay): LayerSpecification {
  return {
    id,
    type: 'raster',
    source: id,
    paint: { 'raster-opacity': opacity, 'raster-fade-duration': 0, 'raster-resampling': kind === 'image' ? 'linear' : 'nearest' },
  };
}

/** Meridians and parallels over the area, so that an empty map still says where it is. */
export function graticule([west, south, east, north]: readonly [number, number, number, number]): GeoJSON.FeatureCollection {
  const span = Math.max(east - west, north - south);
  const step = [10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01].find((size) => span / size >= 4) ?? 0.01;
  const features: GeoJSON.Feature[] = [];
  const line = (coordinates: [number, number][]) =>
    features.push({ type: 'Feature', properties: {}, geometry: { type: 'LineString', coordinates } });
  const margin = span * 2;
  for (let lon = Math.ceil((west - margin) / step) * step; lon <= east + margin; lon += step)
    line([
      [lon, south - margin],
      [lon, north + margin],
    ]);
  for (let lat = Math.ceil((south - margin) / step) * step; lat <= north + margin; lat += step)
    line([
      [west - margin, lat],
      [east + margin, lat],
    ]);
  return { type: 'FeatureCollection', features };
}
