import { createRoute, z } from '@hono/zod-openapi';
import { LandsichtError, type MonitorInfo } from '@landsicht/core';
import { mediaTypes } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import { unitKeyParameter } from '../path-parameters.js';
import { degreesParameter } from '../query-parameters.js';
import { type PlaceExplanation, placeExplanationSchema } from '../schemas.js';
import type { Services } from '../services.js';
import { unitOf } from '../unit-document.js';

const route = createRoute({
  method: 'get',
  path: '/units/{key}/explain',
  operationId: 'explainPlace',
  summary: 'Why a result says what it says at a place: every test’s values and vote, computed again from the scenes. Takes seconds',
  request: {
    params: z.object({ key: unitKeyParameter }),
    query: z.strictObject({ lon: degreesParameter('lon', 180), lat: degreesParameter('lat', 90) }),
  },
  responses: { 200: { description: 'The explanation', content: { [mediaTypes.json]: { schema: placeExplanationSchema } } } },
});

export function explainRoute({ store, explainer, catalogueDir }: Services) {
  return openApiHono().openapi(route, async (c) => {
    const { manifest } = await unitOf(store, c.req.valid('param').key);
    const { lon, lat } = c.req.valid('query');
    const found = await explainer.explain({ manifest, place: { x: lon, y: lat }, catalogueDir }, c.req.raw.signal);
    if (found == null) throw new LandsichtError('not-found', 'This result does not cover the place');
    const { told, explanation } = found;
    const answer: PlaceExplanation = {
      unitKey: manifest.key,
      question: told.question,
      class: classesOf(manifest.monitor).find(({ id }) => id === told.result) ?? null,
      likelihoodPercent: told.likelihoodPercent,
      tests: told.tests.map(({ values, ...test }) => ({ ...test, values: [...values] })),
      values: [...told.values],
      flags: [...told.flags],
      series: told.series == null ? null : plainSeries(told.series),
      details: { ...explanation },
    };
    return c.json(answer, 200);
  });
}

/** The monitor's own first, then those of its layers. */
function classesOf({ classes, layers }: Pick<MonitorInfo, 'classes' | 'layers'>) {
  return [...classes, ...layers.flatMap((layer) => layer.classes ?? [])];
}

/** As the schema has it: arrays that may be written to. */
function plainSeries<D, C, E>({
  dates,
  curve,
  events,
  ...series
}: {
  readonly title: { readonly de: string; readonly en: string };
  readonly unit: string;
  readonly dates: readonly D[];
  readonly curve: readonly C[];
  readonly events: readonly E[];
}) {
  return { ...series, dates: [...dates], curve: [...curve], events: [...events] };
}
