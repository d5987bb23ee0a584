import type { StacApiOptions } from './stac-api.js';

/** A known service: what its documentation and issue trackers say works (interfaces.md section 2). */
export interface StacApiPreset extends StacApiOptions {
  readonly id: string;
  readonly title: string;
  /** Searched where the query names none. */
  readonly collections: readonly string[];
}

export const presets = {
  'earth-search': {
    id: 'earth-search',
    title: 'Earth Search by Element 84: public Sentinel-2 COGs, collection 1 (no SLA)',
    url: 'https://earth-search.aws.element84.com/v1',
    // not sentinel-2-l2a: its boa_offset_applied flags are wrong (earth-search#66, #71)
    collections: ['sentinel-2-c1-l2a'],
    sortField: 'properties.datetime',
    limits: { requestsPerSecond: 5, concurrent: 4 },
  },
  'planetary-computer': {
    id: 'planetary-computer',
    title: 'Microsoft Planetary Computer: COGs behind short-lived SAS tokens',
    url: 'https://planetarycomputer.microsoft.com/api/stac/v1',
    collections: ['sentinel-1-rtc', 'sentinel-2-l2a', 'landsat-c2-l2'],
    limits: { requestsPerSecond: 5, concurrent: 4 }, // pgstac: newest first by itself
  },
  cdse: {
    id: 'cdse',
    title: 'Copernicus Data Space: the source itself; JPEG 2000, account or S3 keys',
    url: 'https://stac.dataspace.copernicus.eu/v1',
    collections: ['sentinel-2-l2a'],
    // 429 from about 5 requests/s on (sits#1560); 4 connections in the general quota
    limits: { requestsPerSecond: 4, concurrent: 4 },
  },
  usgs: {
    id: 'usgs',
    title: 'USGS landsatlook: Landsat Collection 2; data in a requester-pays bucket',
    url: 'https://landsatlook.usgs.gov/stac-server',
    collections: ['landsat-c2l2-sr'],
    sortField: 'properties.datetime',
    limits: { requestsPerSecond: 4, concurrent: 2 },
  },
} as const satisfies Record<string, StacApiPreset>;

export type PresetId = keyof typeof presets;

export function isPresetId(text: string): text is PresetId {
  return Object.hasOwn(presets, text);
}
