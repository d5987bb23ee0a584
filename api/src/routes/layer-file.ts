import { createRoute, z } from '@hono/zod-openapi';
import { LandsichtError } from '@landsicht/core';
import type { Context } from 'hono';
import { escapeHtml } from '../escape-html.js';
import { fileResponse } from '../file-response.js';
import { layerPath } from '../layer-path.js';
import { mediaTypes } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { unitKeyParameter } from '../path-parameters.js';
import { tileJsonSchema } from '../schemas.js';
import type { Services } from '../services.js';
import { attributionOf, layerDocument, layerOf } from '../unit-document.js';

const route = createRoute({
  method: 'get',
  path: '/units/{key}/layers/{file}',
  operationId: 'getLayerFile',
  summary: 'A layer as TileJSON ({layer}.json) or to download as Cloud Optimized GeoTIFF ({layer}.tif, range requests)',
  request: {
    params: z.object({
      key: unitKeyParameter,
      file: z
        .string()
        .regex(/^.{1,200}\.(json|tif)$/)
        .openapi({ param: { in: 'path', name: 'file' }, example: 'flood.json' }),
    }),
    query: z.strictObject({}),
  },
  responses: {
    200: {
      description: 'TileJSON or the file',
      content: { [mediaTypes.json]: { schema: tileJsonSchema }, 'image/tiff': { schema: z.string().openapi({ format: 'binary' }) } },
    },
    206: { description: 'The range asked for' },
    416: { description: 'The range lies beyond the file' },
  },
});

export function layerFileRoute(services: Services) {
  return openApiHono().openapi(route, async (c) => {
    const { key, file } = c.req.valid('param');
    const dot = file.lastIndexOf('.');
    const answer = file.slice(dot) === '.json' ? tileJson : download;
    return answer(c, services, key, file.slice(0, dot));
  });
}

async function tileJson(c: Context, { store, quicklook, lakeDir }: Services, key: string, id: string): Promise<Response> {
  const found = await layerOf(store, key, id);
  const { layer, file, unit } = found;
  const { tiles, minzoom, maxzoom } = layerDocument(c, unit, found);
  const ranged = layer.kind === 'days' || layer.kind === 'count';
  const document: z.infer<typeof tileJsonSchema> = {
    tilejson: '3.0.0',
    name: layer.id,
    attribution: escapeHtml(attributionOf(unit)), // TileJSON 3.0: clients show it as HTML
    scheme: 'xyz',
    tiles: [tiles],
    bounds: [...unit.manifest.bboxLonLat],
    minzoom,
    maxzoom,
    range: ranged ? [...((await quicklook.range(layerPath(lakeDir, unit, file))) ?? [])] : [],
  };
  return c.json(document);
}

async function download(c: Context, { store, lakeDir }: Services, key: string, id: string): Promise<Response> {
  const { file, unit } = await layerOf(store, key, id);
  const { monitor, observedUtc } = unit.manifest;
  const path = layerPath(lakeDir, unit, file);
  const day = observedUtc.slice(0, 10);
  const name = `${monitor.id}-${id}-${day}-${key.slice(0, 8)}.tif`.replace(/[^\w.-]/g, '_');
  const response = await fileResponse(c, path, { etag: `"${file.sha256}"`, type: mediaTypes.geotiff, name });
  if (response == null) throw new LandsichtError('lake-damaged', `${path}: cannot be read, though its manifest lists it`);
  return response;
}
