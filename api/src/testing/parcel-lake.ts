import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { concludeEvidence, evidenceOf, type JudgedParcel, loadRules, type Marker, writeConclusions } from '@landsicht/pipeline';
import type { StoredUnit } from '@landsicht/pipeline/store';
import { floodInfo, grid, keyOf } from './small-lake.js';

export interface SmallParcel {
  readonly id: string;
  readonly hectares: number;
  readonly mownOn?: string;
  readonly isSmall?: boolean;
  /** Degrees east of the first parcel. */
  readonly east?: number;
}

const year = 2026;
const scenes = Array.from({ length: 36 }, (_, i) => new Date(Date.UTC(year, 0, 3 + 10 * i)).toISOString().slice(0, 10));

/** A meadow seen every ten days; clouds hide it on 12 June, haze weakens 11 August. */
function judgedOf(
  { id, hectares, mownOn, isSmall = false, east = 0 }: SmallParcel,
  rules: Awaited<ReturnType<typeof loadRules>>,
): JudgedParcel {
  const [west, south] = [12.4 + east, 51.3];
  const ring = [
    [west, south],
    [west + 0.002, south],
    [west + 0.002, south + 0.0015],
    [west, south + 0.0015],
    [west, south],
  ];
  const parcel = {
    ...{ id, kind: 'declaration' as const, year, cropCode: '451', cropName: 'Wiesen', flik: 'DESNLI0360000102', holding: 'h1' },
    ...{ declaredHa: hectares, areaHa: hectares, areaEpsg: 25833, rows: [1], office: '3' },
    ...(isSmall ? { lane: 'none' as const, causes: ['SMALL' as const] } : { lane: 'full' as const, causes: [] }),
    geometry: { type: 'Polygon' as const, coordinates: [ring] },
  };
  const optical = scenes.map((date) => {
    const ndvi = mownOn != null && date >= mownOn && date < '2026-07-01' ? 0.6 : 0.85;
    const isCloudy = date === '2026-06-12';
    const band = {
      count: 200,
      mean: ndvi,
      sd: 0.02,
      min: ndvi,
      p05: ndvi - 0.03,
      p25: ndvi,
      p50: ndvi,
      p75: ndvi,
      p95: ndvi + 0.03,
      max: ndvi,
    };
    return {
      ...{
        date,
        epochDay: Date.parse(date) / 86_400_000,
        sceneId: `S2A_${date}`,
        sensor: 's2' as const,
        relativeOrbit: 22,
        processingBaseline: '05.10',
      },
      ...{ pixels: 200, sceneClasses: Array.from({ length: 12 }, (_, code) => (code === (isCloudy ? 9 : 4) ? 200 : 0)), clear: !isCloudy },
      flags: date === '2026-08-11' ? ['haze' as const] : [],
      bands: { NDVI: band, B04: { ...band, p05: 0.03, p95: 0.12 }, B08: { ...band, p05: 0.2, p95: 0.5 } },
    };
  });
  const mowing: Marker[] =
    mownOn == null
      ? []
      : [
          {
            type: 'mowing',
            start: '2026-05-13',
            end: mownOn,
            observedOn: mownOn,
            confidence: 0.82,
            values: { ndviBefore: 0.85, ndviAfter: 0.6 },
            sceneIds: [`S2A_${mownOn}`],
          },
        ];
  const evidence = evidenceOf({
    ...{ parcel, season: { parcelId: id, year, optical, radar: [] }, asOf: '2026-12-20' },
    markers: { id, monitorable: !isSmall, flags: [], markers: mowing },
    crop: { declaredGroup: 'grass', probabilities: { grass: 0.9, 'winter-cereals': 0.1 }, clearDatesAprSep: 18 },
  });
  return { evidence, geometry: parcel.geometry, conclusions: concludeEvidence(evidence, rules) };
}

/** Writes a finished unit of parcels by hand: what a run leaves behind. Returns its key. */
export async function writeParcelLake(lakeDir: string, parcels: readonly SmallParcel[]): Promise<string> {
  const key = keyOf('parcels');
  const dir = join(lakeDir, 'parcels', key);
  await mkdir(dir, { recursive: true });
  const rules = await loadRules();
  const written = await writeConclusions(
    dir,
    rules,
    parcels.map((one) => judgedOf(one, rules)),
  );
  const files = await Promise.all(
    written.map(async (file) => {
      const bytes = await readFile(join(dir, file.path));
      return { ...file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    }),
  );
  const manifest: StoredUnit['manifest'] = {
    ...{
      manifestVersion: 1,
      key,
      monitor: { ...floodInfo, id: 'parcels', layers: [] },
      parameters: {},
      model: null,
      assets: [],
      window: null,
      grid,
    },
    inputs: scenes.map((date) => ({
      ...{
        itemId: `S2A_${date}`,
        collection: 's2',
        sensor: 'sentinel-2-l2a',
        acquiredUtc: `${date}T10:00:00.000Z`,
        attribution: null,
        role: 'subject',
      },
    })),
    ...{ bboxLonLat: [12.4, 51.3, 12.5, 51.4], observedUtc: '2026-12-19T10:00:00.000Z', summary: {}, flags: [], files },
    software: { name: 'landsicht', version: '0.1.0' },
  };
  await writeFile(join(dir, 'manifest.json'), JSON.stringify(manifest));
  return key;
}
