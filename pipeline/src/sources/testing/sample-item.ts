import type { StacItem } from '@landsicht/core';

/** A small valid item near Dresden. */
export function sampleItem(change: Partial<StacItem> = {}): StacItem {
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    id: 'S2A_33UVS_20240916',
    collection: 'sentinel-2-c1-l2a',
    geometry: {
      type: 'Polygon',
      coordinates: [
        [
          [13.5, 51],
          [14, 51],
          [14, 51.3],
          [13.5, 51.3],
          [13.5, 51],
        ],
      ],
    },
    bbox: [13.5, 51, 14, 51.3],
    properties: { datetime: '2024-09-16T10:10:00Z' },
    links: [],
    assets: { red: { href: 'https://example.org/red.tif', roles: ['data'] } },
    ...change,
  };
}
