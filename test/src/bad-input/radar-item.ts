/** A STAC item of one Sentinel-1 scene, as loosely typed as what comes from outside. */
export interface LooseItem {
  readonly id: unknown;
  readonly properties: Record<string, unknown>;
  readonly assets: Record<string, unknown>;
  readonly [member: string]: unknown;
}

export interface RadarItemParts {
  readonly id: string;
  readonly href: string;
  /** For files without a georeference of their own. */
  readonly size?: { readonly widthPx: number; readonly heightPx: number } | null;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly asset?: Readonly<Record<string, unknown>>;
}

/** VH in dB, in UTM 33 N near Dresden. */
export function radarItem({ id, href, size, properties, asset }: RadarItemParts): LooseItem {
  const placed = size == null ? {} : { 'proj:shape': [size.heightPx, size.widthPx], 'proj:transform': [10, 0, 410_000, 0, -10, 5_660_000] };
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    id,
    collection: 'radar',
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [13.5, 51],
          [14, 51],
          [14, 51.2],
          [13.5, 51.2],
          [13.5, 51],
        ],
      ],
    },
    bbox: [13.5, 51, 14, 51.2],
    properties: { datetime: '2024-09-16T05:18:00Z', 'landsicht:sensor': 'sentinel-1', 'proj:code': 'EPSG:32633', ...placed, ...properties },
    links: [],
    assets: { vh: { href, type: 'image/tiff; application=geotiff', roles: ['data'], 'raster:bands': [{ unit: 'dB' }], ...asset } },
  };
}

export function itemCollection(items: readonly unknown[]): string {
  return JSON.stringify({ type: 'FeatureCollection', features: items });
}
