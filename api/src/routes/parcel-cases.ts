import { createRoute, z } from '@hono/zod-openapi';
import { reproduceConclusion } from '@landsicht/pipeline';
import type { StoredParcel } from '@landsicht/pipeline/store';
import type { Context } from 'hono';
import { mediaTypes, selfAndAlternate } from '../links.js';
import { openApiHono } from '../openapi-hono.js';
import type { ParcelDesk } from '../parcel-desk.js';
import { caseDocument, causesOf, entryDocument } from '../parcel-documents.js';
import { conditionParameter, parcelIdParameter, yearParameter } from '../parcel-parameters.js';
import { type CaseHistory, type CaseReproduction, caseHistorySchema, newStepSchema, reproductionSchema } from '../parcel-schemas.js';
import type { Services } from '../services.js';

const params = z.object({ parcelId: parcelIdParameter, condition: conditionParameter });

const historyRoute = createRoute({
  method: 'get',
  path: '/parcels/{parcelId}/cases/{condition}/history',
  operationId: 'getCaseHistory',
  summary: 'What the machine and people did about one condition of a parcel, with what was seen. Reads are logged',
  request: { params, query: z.strictObject({ year: yearParameter }) },
  responses: { 200: { description: 'The history', content: { [mediaTypes.json]: { schema: caseHistorySchema } } } },
});

const reproductionRoute = createRoute({
  method: 'get',
  path: '/parcels/{parcelId}/cases/{condition}/reproduction',
  operationId: 'reproduceConclusion',
  summary: 'Draws the machine’s conclusion again from the looks, markers and rule stored with it. Reads are logged',
  request: { params, query: z.strictObject({ year: yearParameter }) },
  responses: { 200: { description: 'Both conclusions', content: { [mediaTypes.json]: { schema: reproductionSchema } } } },
});

const stepRoute = createRoute({
  method: 'post',
  path: '/parcels/{parcelId}/cases/{condition}/steps',
  operationId: 'addCaseStep',
  summary:
    'A person’s step: judge, countersign, ask for a photo, close. Steps are only ever added; what is not allowed is refused with the reason',
  request: { params, query: z.strictObject({}), body: { required: true, content: { [mediaTypes.json]: { schema: newStepSchema } } } },
  responses: { 201: { description: 'The history with the step', content: { [mediaTypes.json]: { schema: caseHistorySchema } } } },
});

export function parcelCasesRoute({ store, lake }: Services, desk: ParcelDesk) {
  const historyOf = async (c: Context, stored: StoredParcel, condition: string): Promise<CaseHistory> => {
    const entries = await store.parcels.history({ parcelId: stored.id, condition, year: stored.year });
    return { case: caseDocument(desk.caseOf(stored, condition)), entries: entries.map(entryDocument), links: selfAndAlternate(c) };
  };
  return openApiHono()
    .openapi(historyRoute, async (c) => {
      const { parcelId, condition } = c.req.valid('param');
      const stored = await desk.parcel(parcelId, c.req.valid('query').year);
      desk.caseOf(stored, condition);
      await desk.log(c, 'history', stored.id);
      return c.json(await historyOf(c, stored, condition), 200);
    })
    .openapi(reproductionRoute, async (c) => {
      const { parcelId, condition } = c.req.valid('param');
      const stored = await desk.parcel(parcelId, c.req.valid('query').year);
      const { conclusion } = desk.caseOf(stored, condition);
      await desk.log(c, 'history', stored.id);
      const [{ evidence }, rules] = await Promise.all([desk.evidence(stored), desk.storedRules(stored.unitKey)]);
      const { isSame, conclusion: now } = reproduceConclusion(conclusion, evidence, rules);
      const answer: CaseReproduction = {
        isSame,
        stored: { light: conclusion.light, reason: conclusion.reason, ruleVersion: conclusion.ruleVersion, unitKey: stored.unitKey },
        now: now == null ? null : { light: now.light, reason: now.reason, causes: causesOf(now.causes) },
        ...{ asOf: evidence.asOf, looks: evidence.looks.length },
      };
      return c.json(answer, 200);
    })
    .openapi(stepRoute, async (c) => {
      const { parcelId, condition } = c.req.valid('param');
      const { year, person, seenSteps, step } = c.req.valid('json');
      const stored = await desk.parcel(parcelId, year);
      const { conclusion } = desk.caseOf(stored, condition);
      const { ruleVersion, light, sceneIds } = conclusion;
      const seen = { unitKey: stored.unitKey, ruleVersion, light, sceneIds };
      await store.parcels.addStep({ parcelId: stored.id, condition, year, person, seenSteps, step, seen }, new Date());
      lake.tellParcelCase({ parcelId: stored.id, condition, year });
      return c.json(await historyOf(c, await desk.parcel(parcelId, year), condition), 201);
    });
}
