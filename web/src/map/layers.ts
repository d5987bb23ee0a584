import type { LocalText } from '@landsicht/core';
import type { FilterSpecification, LayerSpecification, SourceSpecification } from 'maplibre-gl';

/** What the map needs to know of a monitor's class. */
export interface ClassStyle {
  readonly id: string;
  readonly title: LocalText;
  readonly color: string;
}

/** How detections are drawn: coloured by class (or by tier where only that is known), outlined by tier. */
export interface DetectionStyle {
  readonly classes: readonly ClassStyle[];
  readonly tiers: {
    readonly attribute: string;
    readonly steps: readonly (ClassStyle & { readonly outline: 'dashed' | 'solid' | 'hatched' })[];
  } | null;
}

export const noStyle: DetectionStyle = { classes: [], tiers: null };
export const detectionSource = 'detections';
const ACCENT = '#0b6e6e';

/** Fill, hatch, outlines and hit area of the detections; hover and selection by feature state. */
export function detectionLayers({ classes, tiers }: DetectionStyle): LayerSpecification[] {
  const looks = [...classes, ...(tiers?.steps ?? []).filter(({ id }) => classes.every((other) => other.id !== id))];
  const byClass = (value: (color: string) => string) =>
    looks.length === 0
      ? value(ACCENT)
      : ([
          'match',
          ['get', 'class'],
          ...looks.flatMap(({ id, color }) => [id, value(color.slice(0, 7))]),
          value(ACCENT),
        ] as unknown as string);
  const color = byClass((hex) => hex);
  const chosen = ['boolean', ['feature-state', 'selected'], false] as const;
  const hovered = ['boolean', ['feature-state', 'hovered'], false] as const;
  const line = {
    // machine result: hollow outline (design.md); selected: accent
    'line-color': ['case', chosen, '#d9480f', color] as unknown as string,
    'line-width': ['case', chosen, 3, hovered, 2.5, tiers == null ? 1.25 : 1.75] as unknown as number,
  };
  const source = detectionSource;
  const drawn = (outline: 'dashed' | 'hatched') => tiers?.steps.filter((step) => step.outline === outline).map(({ id }) => id) ?? [];
  const isOneOf = (ids: readonly string[]) =>
    ['in', ['get', tiers?.attribute ?? ''], ['literal', [...ids]]] as unknown as FilterSpecification;
  const [dashed, hatched] = [drawn('dashed'), drawn('hatched')];
  return [
    {
      ...{ id: 'detections-fill', type: 'fill', source },
      paint: { 'fill-color': color, 'fill-opacity': ['case', chosen, 0.5, hovered, 0.4, 0.12] as unknown as number },
    },
    ...(hatched.length === 0
      ? []
      : [
          {
            ...{ id: 'detections-hatch', type: 'fill' as const, source, filter: isOneOf(hatched) },
            paint: { 'fill-pattern': byClass(hatchName) },
          },
        ]),
    {
      ...{ id: 'detections-outline', type: 'line', source, filter: ['!', isOneOf(dashed)] as unknown as FilterSpecification },
      paint: line,
    },
    ...(dashed.length === 0
      ? []
      : [
          {
            // light colours stand out on light ground too; the same 7 px of dash and gap
            ...{ id: 'detections-casing', type: 'line' as const, source, filter: isOneOf(dashed) },
            paint: {
              ...{ 'line-color': '#3a3f3c', 'line-width': 3.5, 'line-dasharray': [1.35, 0.65] },
              'line-opacity': ['case', chosen, 0, hovered, 0, 0.75] as unknown as number,
            },
          },
          {
            ...{ id: 'detections-dashed', type: 'line' as const, source, filter: isOneOf(dashed) },
            paint: { ...line, 'line-dasharray': [2.5, 1.5] },
          },
        ]),
  ];
}

/** Name of the pattern image of a colour (#rrggbb). */
export function hatchName(color: string): string {
  return `hatch-${color}`;
}

const HATCH_PX = 8;

/** 45° lines in the colours that detections may have, by name. */
export function hatchImages({ classes, tiers }: DetectionStyle): Map<string, { width: number; height: number; data: Uint8Array }> {
  const colors = new Set([ACCENT, ...[...classes, ...(tiers?.steps ?? [])].map(({ color }) => color.slice(0, 7))]);
  return new Map(
    [...colors].map((color) => {
      const rgb = [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));
      const data = new Uint8Array(HATCH_PX * HATCH_PX * 4);
      for (let y = 0; y < HATCH_PX; y++)
        for (let x = 0; x < HATCH_PX; x++) if ((x + y) % HATCH_PX < 2) data.set([...rgb, 255], (y * HATCH_PX + x) * 4);
      return [hatchName(color), { width: HATCH_PX, height: HATCH_PX, data }];
    }),
  );
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
