import { LandsichtError } from '@landsicht/core';
import type { Store, StoredMonitor } from '@landsicht/pipeline/store';
import type { Context } from 'hono';
import type { z } from 'zod';
import { CRS84, crsUris } from './crs-uris.js';
import { linkTo, mediaTypes } from './links.js';
import { localize } from './local-text.js';
import type { collectionSchema } from './schemas.js';

/** A monitor's detections as an OGC API collection. */
export function describeCollection(c: Context, monitor: StoredMonitor): z.infer<typeof collectionSchema> {
  const { info, bboxLonLat, firstObservedUtc, lastObservedUtc } = monitor;
  const path = `/collections/${info.id}`;
  return {
    id: info.id,
    title: localize(c, info.title),
    description: localize(c, info.question),
    itemType: 'feature',
    extent: {
      spatial: { bbox: [[...bboxLonLat]], crs: CRS84 },
      temporal: {
        interval: [[firstObservedUtc.toISOString(), lastObservedUtc.toISOString()]],
        trs: 'http://www.opengis.net/def/uom/ISO-8601/0/Gregorian',
      },
    },
    crs: [...crsUris],
    storageCrs: CRS84,
    links: [
      linkTo(c, path, 'self', mediaTypes.json, 'This collection'),
      linkTo(c, `${path}?f=html`, 'alternate', mediaTypes.html, 'This collection as HTML'),
      linkTo(c, `${path}/items`, 'items', mediaTypes.geojson, 'Features as GeoJSON'),
      linkTo(c, `${path}/items?f=html`, 'items', mediaTypes.html, 'Features as HTML'),
      linkTo(c, `${path}/schema`, 'describedby', mediaTypes.schema, 'Schema of the features'),
      linkTo(c, `${path}/queryables`, 'http://www.opengis.net/def/rel/ogc/1.0/queryables', mediaTypes.schema, 'Properties to filter by'),
    ],
  };
}

export async function monitorOf(store: Store, id: string): Promise<StoredMonitor> {
  const monitor = await store.monitor(id);
  if (monitor == null)
    throw new LandsichtError('not-found', 'There is no collection of this name with results. /api/collections lists those there are.');
  return monitor;
}
