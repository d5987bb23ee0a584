import { createRoute, z } from '@hono/zod-openapi';
import { declaredCropOf, type EvidenceLook, epochDayOf, isUsable, smoothCurve, smoothingOf } from '@landsicht/pipeline';
import type { StoredParcel } from '@landsicht/pipeline/store';
import { mediaTypes } from '../links.js';
import { lookReason } from '../look-reason.js';
import { openApiHono } from '../openapi-hono.js';
import type { ParcelDesk } from '../parcel-desk.js';
import { parcelIdParameter, yearParameter } from '../parcel-parameters.js';
import { type ParcelSignals, signalsSchema } from '../parcel-schemas.js';
import type { Services } from '../services.js';

const route = createRoute({
  method: 'get',
  path: '/parcels/{parcelId}/signals',
  operationId: 'getParcelSignals',
  summary:
    'All looks at a parcel with what they measured or why not, a smooth curve, and parcels of the same crop nearby. Reads are logged',
  request: { params: z.object({ parcelId: parcelIdParameter }), query: z.strictObject({ year: yearParameter }) },
  responses: { 200: { description: 'The series', content: { [mediaTypes.json]: { schema: signalsSchema } } } },
});

/** As JRC cbm's parcelPeers. */
const peerRadiusM = 1000;
const mostPeers = 100;
const fewestPeers = 5;

export function parcelSignalsRoute({ store }: Services, desk: ParcelDesk) {
  return openApiHono().openapi(route, async (c) => {
    const stored = await desk.parcel(c.req.valid('param').parcelId, c.req.valid('query').year);
    await desk.log(c, 'signals', stored.id);
    const { evidence } = await desk.evidence(stored);
    const isGrass = declaredCropOf(evidence.parcel)?.group === 'grass';
    const answer: ParcelSignals = {
      looks: evidence.looks.map(({ flags: _, sceneClasses: __, clear: ___, values, ndviSpread, ...look }, i) => ({
        ...look,
        used: isUsable(evidence.looks[i] as EvidenceLook),
        masked: lookReason(evidence.looks[i] as EvidenceLook),
        values: { ...values },
        ndviSpread: ndviSpread == null ? null : [...ndviSpread],
      })),
      curve: smoothCurve(ndviOf(evidence.looks), smoothingOf[isGrass ? 'grassland' : 'arable']).map(({ epochDay, value }) => ({
        date: new Date(epochDay * 86_400_000).toISOString().slice(0, 10),
        ndvi: Number(value.toFixed(4)),
      })),
      peers: await peersOf(stored, store, desk),
    };
    return c.json(answer, 200);
  });
}

function ndviOf(looks: readonly EvidenceLook[]): { epochDay: number; value: number }[] {
  return looks
    .filter((look) => look.sensor !== 's1' && isUsable(look))
    .flatMap(({ date, values: { NDVI } }) => (NDVI == null ? [] : [{ epochDay: epochDayOf(date), value: NDVI }]))
    .sort((a, b) => a.epochDay - b.epochDay);
}

async function peersOf(stored: StoredParcel, { parcels }: Services['store'], desk: ParcelDesk): Promise<ParcelSignals['peers']> {
  const ids = await parcels.peers(stored, peerRadiusM, mostPeers);
  if (ids.length < fewestPeers) return null;
  const rows = await desk.evidenceRows<{ readonly looks: string }>(stored.unitKey, ids, ['looks']);
  const byDate = new Map<string, number[]>();
  for (const { looks } of rows) {
    for (const { date, values } of (JSON.parse(looks) as EvidenceLook[]).filter((look) => look.sensor !== 's1' && isUsable(look))) {
      if (values['NDVI'] != null) byDate.set(date, [...(byDate.get(date) ?? []), values['NDVI']]);
    }
  }
  const dates = [...byDate].filter(([, values]) => values.length >= fewestPeers).sort(([a], [b]) => a.localeCompare(b));
  return {
    parcels: rows.length,
    radiusM: peerRadiusM,
    dates: dates.map(([date, values]) => {
      const sorted = values.sort((a, b) => a - b);
      const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] as number;
      return { date, p10: at(0.1), p50: at(0.5), p90: at(0.9) };
    }),
  };
}
