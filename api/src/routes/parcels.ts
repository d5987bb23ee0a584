import { createRoute } from '@hono/zod-openapi';
import { csvText } from '@landsicht/pipeline';
import type { ParcelQuery, StoredParcel } from '@landsicht/pipeline/store';
import type { Context } from 'hono';
import type { z } from 'zod';
import { hrefWith, mediaTypes, selfAndAlternate } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import type { ParcelDesk } from '../parcel-desk.js';
import { causeTitle, conditionTitle, parcelRow, type RuleTexts, stateTitle } from '../parcel-documents.js';
import { parcelListQuery } from '../parcel-parameters.js';
import { parcelListSchema } from '../parcel-schemas.js';
import { MAX_LIMIT } from '../query-parameters.js';
import type { Services } from '../services.js';

const route = createRoute({
  method: 'get',
  path: '/parcels',
  operationId: 'getParcels',
  summary: 'The work list: declared parcels with the light of each condition. Reads are logged',
  request: { query: parcelListQuery },
  responses: {
    200: {
      description: 'A page of parcels, or all as CSV (f=csv: UTF-8, semicolons)',
      content: { [mediaTypes.json]: { schema: parcelListSchema }, 'text/csv': { schema: { type: 'string' } } },
    },
  },
});

export function parcelsRoute({ store }: Services, desk: ParcelDesk) {
  return openApiHono().openapi(route, async (c) => {
    const { f, limit, offset = 0, year: asked, ...rest } = c.req.valid('query');
    const year = await desk.year(asked);
    if (year == null)
      return c.json(
        {
          parcels: [],
          numberMatched: 0,
          numberReturned: 0,
          lights: { green: 0, yellow: 0, red: 0 },
          facets: noFacets,
          links: selfAndAlternate(c),
        },
        200,
      );
    const query = parcelQuery(rest, year, limit, offset);
    if (f === 'csv') {
      await desk.log(c, 'export', null);
      return csvAnswer(c, await csvOf(store, desk, query));
    }
    await desk.log(c, 'list', null);
    const [page, facets, years] = await Promise.all([store.parcels.find(query), store.parcels.facets(year), store.parcels.years()]);
    const rules = await rulesOf(desk, page.parcels);
    const next =
      offset + page.parcels.length < page.matched
        ? [{ href: hrefWith(c, { offset: String(offset + limit) }), rel: 'next', type: mediaTypes.json }]
        : [];
    return c.json(
      {
        parcels: page.parcels.map((parcel) => parcelRow(parcel, rules)),
        ...{ numberMatched: page.matched, numberReturned: page.parcels.length, lights: page.lights },
        facets: {
          years,
          conditions: facets.conditions.map((one) => ({ ...one, title: conditionTitle(rules, one.id) })),
          causes: facets.causes.map((one) => ({ ...one, title: causeTitle(one.id) })),
          states: facets.states.map((one) => ({ ...one, title: stateTitle(one.id as Parameters<typeof stateTitle>[0]) })),
          crops: [...facets.crops],
          offices: [...facets.offices],
        },
        links: [...selfAndAlternate(c), ...next],
      },
      200,
    );
  });
}

const noFacets = { years: [], conditions: [], causes: [], states: [], crops: [], offices: [] };

type Asked = Omit<z.infer<typeof parcelListQuery>, 'f' | 'limit' | 'offset' | 'year'>;

/** Urgent and large first, early and small ids first, unless said otherwise. */
function parcelQuery({ order, ...rest }: Asked, year: number, limit: number, offset: number): ParcelQuery {
  const descending = order == null ? rest.sort === 'urgency' || rest.sort === 'hectares' : order === 'desc';
  return { ...rest, year, descending, limit, offset };
}

/** Titles by the rules of the units on the page; a later unit's title wins. */
async function rulesOf(desk: ParcelDesk, parcels: readonly StoredParcel[]): Promise<RuleTexts> {
  const keys = [...new Set(parcels.map(({ unitKey }) => unitKey))];
  const texts = await Promise.all(keys.map((key) => desk.rulesOf(key)));
  return new Map(texts.flatMap((text) => [...text]));
}

/** One line for each condition of each parcel that fits. */
async function csvOf({ parcels: book }: Services['store'], desk: ParcelDesk, query: ParcelQuery): Promise<string> {
  const head = ['parcel', 'year', 'flik', 'crop_code', 'crop_name', 'hectares', 'holding', 'office', 'last_clear_date'];
  const columns = [
    ...head,
    'condition',
    'title',
    'light',
    'machine_light',
    'causes',
    'state',
    'window_start',
    'window_end',
    'final',
    'reason',
    'rule_version',
  ];
  const rows: (string | number | boolean | null)[][] = [columns];
  for (let offset = 0; ; offset += MAX_LIMIT) {
    const { parcels, matched } = await book.find({ ...query, limit: MAX_LIMIT, offset });
    const rules = await rulesOf(desk, parcels);
    for (const parcel of parcels) {
      const common = [
        parcel.id,
        parcel.year,
        parcel.flik,
        parcel.cropCode,
        parcel.cropName,
        parcel.hectares,
        parcel.holding,
        parcel.office,
        parcel.lastClearDate,
      ];
      for (const { conclusion, light, status } of parcel.cases) {
        if (query.condition != null && conclusion.condition !== query.condition) continue;
        rows.push([
          ...common,
          ...[
            conclusion.condition,
            conditionTitle(rules, conclusion.condition).de,
            light,
            conclusion.light,
            conclusion.causes.join(' '),
            status.state,
          ],
          ...[conclusion.windowStart, conclusion.windowEnd, conclusion.isFinal, conclusion.reason.de, conclusion.ruleVersion],
        ]);
      }
    }
    if (parcels.length === 0 || offset + parcels.length >= matched) return csvText(rows, ';');
  }
}

/** The byte-order mark tells spreadsheets that it is UTF-8. */
function csvAnswer(c: Context, text: string): Response {
  return c.body(`\uFEFF${text}`, 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': 'attachment; filename="landsicht-parcels.csv"',
  });
}
