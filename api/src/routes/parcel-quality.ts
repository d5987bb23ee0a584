import { createRoute, z } from '@hono/zod-openapi';
import { assessQuality, csvText } from '@landsicht/pipeline';
import { mediaTypes } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import type { ParcelDesk } from '../parcel-desk.js';
import { yearParameter } from '../parcel-parameters.js';
import { lightSchema } from '../parcel-schemas.js';
import { textFilter } from '../query-parameters.js';
import type { Services } from '../services.js';

const counts = z.object({ green: z.int(), yellow: z.int(), red: z.int() });
const decisions = z.object({ green: z.int(), red: z.int(), open: z.int() });
const errorShare = z
  .object({ errors: z.int(), trials: z.int(), share: z.number().nullable(), lower95: z.number(), upper95: z.number() })
  .openapi('ErrorShare', { description: 'With one-sided 95 % Clopper–Pearson bounds; without trials 0 and 1' });

const qualitySchema = z
  .object({
    template: z.string(),
    year: z.int(),
    seed: z.string(),
    sampling: z.object({ smallLot: z.int(), share: z.number(), largeLotSample: z.int() }),
    buckets: z.array(
      z.object({
        condition: z.string(),
        lane: z.enum(['all', 'full', 'reduced', 'none']),
        lot: z.int(),
        lights: counts,
        drawn: z.int(),
        assessed: z.int().openapi({ description: 'Of the drawn: people decided' }),
        confusion: z.object({ green: decisions, yellow: decisions, red: decisions }).openapi({ description: 'Automatic light → decision' }),
        falseGreen: errorShare,
        falseRed: errorShare,
        hectareError: z.object({ falseGreenHa: z.number(), falseRedHa: z.number(), assessedHa: z.number() }),
        notConclusive: z.array(z.object({ cause: z.string(), count: z.int(), share: z.number() })),
        medianDays: z.number().nullable(),
      }),
    ),
    sample: z
      .array(
        z.object({ condition: z.string(), rank: z.int(), parcelId: z.string(), automatic: lightSchema, decided: z.string().nullable() }),
      )
      .openapi({ description: 'To be assessed in this order' }),
  })
  .openapi('ParcelQuality');

const route = createRoute({
  method: 'get',
  path: '/parcel-quality',
  operationId: 'getParcelQuality',
  summary: 'Yearly quality: a ranked sample of each condition, the machine’s lights against people’s decisions, with bounds',
  request: {
    query: z.strictObject({
      year: yearParameter,
      seed: textFilter('seed', 'Draws the sample; the same seed draws the same. Default the year'),
      f: z.enum(['json', 'csv']).optional(),
    }),
  },
  responses: {
    200: {
      description: 'The report, or its buckets as CSV',
      content: { [mediaTypes.json]: { schema: qualitySchema }, 'text/csv': { schema: { type: 'string' } } },
    },
  },
});

export function parcelQualityRoute({ store }: Services, desk: ParcelDesk) {
  return openApiHono().openapi(route, async (c) => {
    const { year: asked, seed, f } = c.req.valid('query');
    const year = (await desk.year(asked)) ?? new Date().getUTCFullYear();
    await desk.log(c, 'export', null);
    const report = assessQuality(await store.parcels.assessed(year), { year, seed: seed ?? String(year) });
    if (f !== 'csv') return c.json(report as z.infer<typeof qualitySchema>, 200);
    const head = [
      'condition',
      'lane',
      'lot',
      'green',
      'yellow',
      'red',
      'drawn',
      'assessed',
      'false_green',
      'of_green',
      'false_green_upper95',
    ];
    const rows = report.buckets.map(({ condition, lane, lot, lights, drawn, assessed, falseGreen, falseRed, hectareError, medianDays }) => [
      ...[condition, lane, lot, lights.green, lights.yellow, lights.red, drawn, assessed],
      ...[falseGreen.errors, falseGreen.trials, falseGreen.upper95, falseRed.errors, falseRed.trials, falseRed.upper95],
      ...[hectareError.falseGreenHa, hectareError.falseRedHa, hectareError.assessedHa, medianDays],
    ]);
    const more = ['false_red', 'of_red', 'false_red_upper95', 'false_green_ha', 'false_red_ha', 'assessed_ha', 'median_days'];
    return c.body(csvText([[...head, ...more], ...rows]), 200, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="landsicht-quality-${year}.csv"`,
    });
  });
}
