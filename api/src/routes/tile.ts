import { createRoute, z } from '@hono/zod-openapi';
import { LandsichtError } from '@landsicht/core';
import { MAX_ZOOM } from '@landsicht/pipeline/quicklook';
import { isFresh } from '../http-cache.js';
import { layerPath } from '../layer-path.js';
import { openApiHono } from '../openapi-hono.js';
import { layerParameter, unitKeyParameter } from '../path-parameters.js';
import type { Services } from '../services.js';
import { layerOf } from '../unit-document.js';

const index = (name: string) =>
  z
    .string()
    .regex(/^\d{1,8}$/)
    .openapi({ type: 'integer', param: { in: 'path', name } });

const route = createRoute({
  method: 'get',
  path: '/units/{key}/layers/{layer}/tiles/{z}/{x}/{tile}',
  operationId: 'getTile',
  summary: 'A layer as a picture: XYZ tile in Web Mercator, 256 px, or 512 px with @2x; transparent where there is nothing',
  request: {
    params: z.object({
      key: unitKeyParameter,
      layer: layerParameter,
      z: index('z'),
      x: index('x'),
      tile: z
        .string()
        .regex(/^\d{1,8}(@2x)?\.png$/)
        .openapi({ param: { in: 'path', name: 'tile', description: 'Row y with .png or @2x.png' }, example: '42.png' }),
    }),
    query: z.strictObject({}),
  },
  responses: { 200: { description: 'The tile', content: { 'image/png': { schema: z.string().openapi({ format: 'binary' }) } } } },
});

/** A day: pixels never change under a key, but colours may with a new version of the program. */
const CACHE = 'private, max-age=86400';

export function tileRoute({ store, quicklook, lakeDir, version }: Services) {
  return openApiHono().openapi(route, async (c) => {
    const { key, layer: id, z: zText, x: xText, tile } = c.req.valid('param');
    const [z, x, y] = [Number(zText), Number(xText), Number.parseInt(tile, 10)];
    if (z > MAX_ZOOM || x >= 2 ** z || y >= 2 ** z) {
      throw new LandsichtError('bad-argument', `Tile: expected z from 0 to ${MAX_ZOOM}, x and y from 0 to 2^z - 1`);
    }
    const { layer, file, unit } = await layerOf(store, key, id);
    const etag = `"${version}-${file.sha256.slice(0, 16)}-${tile}-${x}-${z}"`;
    const headers = { 'Cache-Control': CACHE, ETag: etag };
    if (isFresh(c, etag)) return c.body(null, 304, headers);
    const { classes, color } = unit.manifest.monitor;
    const style = { kind: layer.kind, classes: layer.classes ?? classes, color, path: layerPath(lakeDir, unit, file) };
    const png = await quicklook.tile(style, { z, x, y, scale: tile.includes('@2x') ? 2 : 1 });
    return c.body(png, 200, { ...headers, 'Content-Type': 'image/png' });
  });
}
