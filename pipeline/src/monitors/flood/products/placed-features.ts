import { type BboxLonLat, bboxLonLatOf, type Grid, LandsichtError } from '@landsicht/core';
import type { Feature, FeatureCollection, Position } from 'geojson';
import { readLocalJson } from '../../../sources/read-json.js';

/** Features with their boxes, so that only what is near a grid is placed on it. */
export class PlacedFeatures {
  readonly #features: readonly { readonly feature: Feature; readonly bbox: BboxLonLat }[];

  constructor(features: readonly Feature[]) {
    this.#features = features.filter(({ geometry }) => geometry != null).map((feature) => ({ feature, bbox: bboxOf(feature) }));
  }

  near(grid: Grid): FeatureCollection {
    const [west, south, east, north] = bboxLonLatOf(grid);
    const features = this.#features
      .filter(({ bbox: [w, s, e, n] }) => w <= east && e >= west && s <= north && n >= south)
      .map(({ feature }) => feature);
    return { type: 'FeatureCollection', features };
  }
}

function bboxOf({ geometry }: Feature): BboxLonLat {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  const visit = (value: unknown): void => {
    if (!Array.isArray(value)) return;
    if (typeof value[0] !== 'number') {
      value.forEach(visit);
      return;
    }
    const [x = Number.NaN, y = Number.NaN] = value as Position;
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  };
  if (geometry != null && 'coordinates' in geometry) visit(geometry.coordinates);
  return box;
}

export async function readPlacedFeatures(file: string): Promise<PlacedFeatures> {
  return new PlacedFeatures((await readFeatures(file)).features);
}

/** A GeoJSON file as features: a collection, one feature, or a bare geometry. Coordinates must be degrees (RFC 7946). */
export async function readFeatures(file: string): Promise<FeatureCollection> {
  const json = (await readLocalJson(file)) as { type?: unknown; features?: unknown } | null;
  const features: unknown[] =
    json?.type === 'FeatureCollection' && Array.isArray(json.features)
      ? json.features
      : json?.type === 'Feature'
        ? [json]
        : typeof json?.type === 'string' && 'coordinates' in json
          ? [{ type: 'Feature', properties: {}, geometry: json }]
          : [];
  const found = features.filter((feature): feature is Feature => typeof feature === 'object' && feature != null && 'geometry' in feature);
  if (found.length === 0) throw new LandsichtError('bad-argument', `${file}: holds no GeoJSON features. Export it as GeoJSON in EPSG:4326`);
  for (const feature of found) {
    const [west, south, east, north] = bboxOf(feature);
    if (west < -180 || east > 180 || south < -90 || north > 90) {
      throw new LandsichtError(
        'bad-argument',
        `${file}: coordinates reach ${west}, ${south}, ${east}, ${north}; expected degrees. Reproject it, e.g. ogr2ogr -t_srs EPSG:4326`,
      );
    }
  }
  return { type: 'FeatureCollection', features: found };
}
