import { createRoute, z } from '@hono/zod-openapi';
import { type MonitorLayer, maskReasons, reasonOfCode } from '@landsicht/core';
import { layerPath } from '../layer-path.js';
import { mediaTypes } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { layerParameter, unitKeyParameter } from '../path-parameters.js';
import { degreesParameter } from '../query-parameters.js';
import { type PixelValue, pixelValueSchema } from '../schemas.js';
import type { Services } from '../services.js';
import { layerOf, layersOf } from '../unit-document.js';

const route = createRoute({
  method: 'get',
  path: '/units/{key}/layers/{layer}/value',
  operationId: 'getValue',
  summary: 'The value of a layer at a place, or why there is none',
  request: {
    params: z.object({ key: unitKeyParameter, layer: layerParameter }),
    query: z.strictObject({ lon: degreesParameter('lon', 180), lat: degreesParameter('lat', 90) }),
  },
  responses: { 200: { description: 'The value', content: { [mediaTypes.json]: { schema: pixelValueSchema } } } },
});

export function valueRoute({ store, quicklook, lakeDir }: Services) {
  return openApiHono().openapi(route, async (c) => {
    const { key, layer: id } = c.req.valid('param');
    const { lon, lat } = c.req.valid('query');
    const { layer, file, unit } = await layerOf(store, key, id);
    const classOf = (classes: MonitorLayer['classes'], code: number | null) =>
      (classes ?? unit.manifest.monitor.classes).find((candidate) => candidate.code === code);
    /** Whether the unit's class layer says anything of the place. */
    const isJudged = async () => {
      const judging = layersOf(unit).find((other) => other.layer.kind === 'classes');
      const judged = judging == null ? null : await quicklook.value(layerPath(lakeDir, unit, judging.file), lon, lat);
      return judged != null && classOf(judging?.layer.classes, judged)?.id !== 'not-observed';
    };
    const stored = await quicklook.value(layerPath(lakeDir, unit, file), lon, lat);
    const reasons = layer.kind === 'reason' ? { file } : layersOf(unit).find((other) => other.layer.kind === 'reason');
    const code = reasons == null ? null : await quicklook.value(layerPath(lakeDir, unit, reasons.file), lon, lat);
    const reason = reasonOf(code);
    // 0 is the nodata value of days: nothing happened, or nobody could look
    const isNoDay = layer.kind === 'days' && stored == null && reason == null && (await isJudged());
    const value = isNoDay ? 0 : stored;
    const found = layer.kind === 'classes' ? classOf(layer.classes, value) : undefined;
    const answer: PixelValue = {
      layer: layer.id,
      kind: layer.kind,
      observed: layer.kind === 'reason' ? value === 0 : value != null && reason == null,
      value,
      class: found ?? null,
      reason,
    };
    return c.json(answer, 200);
  });
}

function reasonOf(code: number | null): PixelValue['reason'] {
  const id = code == null ? null : reasonOfCode(code);
  return id == null ? null : { id, ...maskReasons[id] };
}
