import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { epochDayOf, type Marker, type ParcelSeason, scoreDelineation, scoreMowings, seasonMarkers } from '@landsicht/pipeline';
import { percent, table } from './ratio.js';
import { runLandsicht } from './run-landsicht.js';

/** Mowings that `landsicht markers` finds in imported signals, against the known ones within 10 days: as lines of text. */
export async function mowingReport(signals: string): Promise<string> {
  const answer = JSON.parse(await runLandsicht('markers', '--signals', signals, '--json')) as {
    parcels: { id: number; markers: Marker[] }[];
  };
  const { parcels } = JSON.parse(await readFile(signals, 'utf8')) as { parcels: { id: number; events: string[] }[] };
  const score = scoreMowings(
    parcels.map(({ id, events }) => ({ events, markers: answer.parcels.find((parcel) => parcel.id === id)?.markers ?? [] })),
  );
  return `found ${score.hits} of ${score.events} mowings, ${score.markers - score.hits} false: precision ${percent(score.precision)}, recall ${percent(score.recall)}, F1 ${percent(score.f1)}\n`;
}

interface FlandersParcel {
  readonly chip: string;
  readonly parcel: number;
  readonly crop: string;
  readonly inner: number;
  /** date, NDVI median and SD, B04, B08, B11, B12 */
  readonly series: readonly (readonly [string, number, number, number, number, number, number])[];
}

/** Parcels of each crop on which bare soil was seen, and on how many clear dates: as lines of text. */
export async function bareSoilReport(file: string): Promise<string> {
  const { parcels } = JSON.parse(await readFile(file, 'utf8')) as { parcels: FlandersParcel[] };
  const byCrop = new Map<string, number[]>();
  for (const parcel of parcels) byCrop.set(parcel.crop, [...(byCrop.get(parcel.crop) ?? []), bareLooks(parcel)]);
  const rows = [...byCrop]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([crop, looks]) => [
      crop,
      String(looks.length),
      String(looks.filter((count) => count > 0).length),
      looks.sort((a, b) => a - b).join(' '),
    ]);
  return table([['crop', 'parcels', 'hit', 'bare dates of each'], ...rows]);
}

function bareLooks({ chip, parcel, inner, series }: FlandersParcel): number {
  const id = `${chip}-${parcel}`;
  const even = (value: number) => ({
    count: inner,
    mean: value,
    sd: 0,
    min: value,
    p05: value,
    p25: value,
    p50: value,
    p75: value,
    p95: value,
    max: value,
  });
  const season: ParcelSeason = {
    parcelId: id,
    year: Number(series.at(-1)?.[0].slice(0, 4)),
    radar: [],
    optical: series.map(([date, NDVI, , B04, B08, B11, B12]) => ({
      date,
      epochDay: epochDayOf(date),
      sceneId: `S2 ${date}`,
      sensor: 's2',
      relativeOrbit: null,
      processingBaseline: null,
      pixels: inner,
      sceneClasses: [],
      clear: true, // the file holds clear dates alone
      flags: [],
      bands: { NDVI: even(NDVI), B04: even(B04), B08: even(B08), B11: even(B11), NDTI: even((B11 - B12) / (B11 + B12)) },
    })),
  };
  const { markers } = seasonMarkers(season, null, {
    id,
    kind: 'declaration',
    year: season.year,
    cropCode: null,
    cropName: null,
    flik: null,
    declaredHa: null,
    areaHa: inner / 100,
    areaEpsg: 32631,
    geometry: { type: 'Polygon', coordinates: [] },
    lane: 'full',
    causes: [],
    rows: [],
  });
  return markers.filter(({ type }) => type === 'bare-soil').reduce((sum, { values }) => sum + Number(values['looks']), 0);
}

/** Fields found on both Flanders sites against the label components of 0.3 ha and more: as lines of text. */
export async function delineationReport(agri: string, sites: readonly string[]): Promise<string> {
  const scores = await Promise.all(
    sites.map((site) => scoreDelineation(join(agri, site, 'catalog.json'), join(agri, site, 'crop.tif'), 'S2_')),
  );
  const sum = (count: (score: (typeof scores)[number]) => number) => scores.reduce((all, score) => all + count(score), 0);
  const [matched, found, wanted] = [sum((one) => one.matched), sum((one) => one.found), sum((one) => one.wanted)];
  const errors = scores.map(({ goc, guc, gtc }, k) => `${sites[k]}: GOC ${goc.toFixed(2)}, GUC ${guc.toFixed(2)}, GTC ${gtc.toFixed(2)}\n`);
  return `${matched} of ${wanted} fields matched, ${found} found: object F1 ${((2 * matched) / (found + wanted)).toFixed(3)}\n${errors.join('')}`;
}
