import { errorMessage, LandsichtError } from '@landsicht/core';
import { epochDayOf } from '../markers/clear-series.js';
import { flagWeakLooks, isClear } from './clean-looks.js';
import type { BandStatistics, ParcelLook, ParcelSeason } from './parcel-season.js';
import { classCount } from './scene-record.js';

/** Columns of parcelTimeSeries (JRC cbm, BSD-3, api/scripts/db_queries.py): times in seconds since 1970, statistics without p05 and p95. */
const cbmColumns = ['date_part', 'band', 'count', 'mean', 'std', 'min', 'p25', 'p50', 'p75', 'max'] as const;
/** Pixels by scene class; optional. */
const histogram = 'hist';

/** cbm stores digital numbers of the product; radar and coherence of its own cards as they are. */
const reflectanceScale = 10_000;
const isReflectance = (band: string) => /^B\d/.test(band);
/** Its names of radar bands. */
const cbmNames: Readonly<Record<string, string>> = { VV: 'VVb', VH: 'VHb', cohVV: 'VVc', cohVH: 'VHc' };
const ownNames = new Map(Object.entries(cbmNames).map(([own, theirs]) => [theirs, own]));

/** cbm's linear backscatter → dB and back, of every statistic but the spread. */
const isPower = (band: string) => band === 'VV' || band === 'VH';

type CbmRow = Readonly<Record<(typeof cbmColumns)[number], number | string>> & { readonly hist: Readonly<Record<string, number>> };

/** One parcel as the rows of cbm, in the order of time and band. */
export function cbmRows({ optical, radar }: ParcelSeason): CbmRow[] {
  return [...optical, ...radar]
    .sort((a, b) => a.epochDay - b.epochDay)
    .flatMap((look) =>
      Object.entries(look.bands)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([band, statistics]): CbmRow => {
          const out = scaled(statistics, (value) =>
            isReflectance(band) ? value * reflectanceScale : isPower(band) ? 10 ** (value / 10) : value,
          );
          return {
            ...{ date_part: look.epochDay * 86_400, band: cbmNames[band] ?? band, count: out.count, mean: out.mean },
            std: isReflectance(band)
              ? statistics.sd * reflectanceScale
              : isPower(band)
                ? out.mean * statistics.sd * (Math.LN10 / 10)
                : statistics.sd,
            ...{ min: out.min, p25: out.p25, p50: out.p50, p75: out.p75, max: out.max },
            hist: Object.fromEntries(look.sceneClasses.flatMap((pixels, kind) => (pixels > 0 ? [[String(kind), pixels] as const] : []))),
          };
        }),
    );
}

function scaled(statistics: BandStatistics, of: (value: number) => number): BandStatistics {
  return Object.fromEntries(
    Object.entries(statistics).map(([name, value]) => [name, name === 'count' ? value : of(value)]),
  ) as unknown as BandStatistics;
}

/** As `parcelTimeSeries` answers: a list for every column. */
export function cbmJson(season: ParcelSeason): string {
  const rows = cbmRows(season);
  return `${JSON.stringify(Object.fromEntries([...cbmColumns, histogram].map((name) => [name, rows.map((row) => row[name as 'hist'])])))}\n`;
}

/** As cbm's `get.time_series` saves it (pandas `to_csv` with an index). */
export function cbmCsv(season: ParcelSeason): string {
  const head = ['', ...cbmColumns, histogram].join(',');
  const lines = cbmRows(season).map((row, i) => {
    const pixels = Object.entries(row.hist).map(([kind, count]) => `'${kind}': ${count}`);
    return [i, ...cbmColumns.map((name) => row[name]), `"{${pixels.join(', ')}}"`].join(',');
  });
  return `${[head, ...lines].join('\n')}\n`;
}

export interface CbmOptions {
  readonly parcelId: string;
  readonly year: number;
  /** File or address, for messages. */
  readonly place: string;
}

/** One parcel's answer of cbm, JSON or CSV. Errors name the column or row. */
export function readCbm(text: string, options: CbmOptions): ParcelSeason {
  const rows = text.trimStart().startsWith('{') ? rowsOfJson(text, options.place) : rowsOfCsv(text, options.place);
  const byDate = new Map<string, ParcelLook & { bands: Record<string, BandStatistics> }>();
  rows.forEach((row, i) => {
    const where = `${options.place}: row ${i + 1}`;
    const theirs = String(row['band'] ?? '');
    const band = ownNames.get(theirs) ?? theirs.replace(/^B(\d)$/, 'B0$1');
    const isRadar = band in cbmNames;
    const number = (name: string) => numberOf(row[name], `${where}, ${name}`);
    const date = new Date(number('date_part') * 1000).toISOString().slice(0, 10);
    const sceneClasses = isRadar ? [] : classesOf(row[histogram], where);
    const key = `${date} ${isRadar ? 's1' : 's2'}`;
    const look = byDate.get(key) ?? {
      ...{ date, epochDay: epochDayOf(date), sceneId: '', sensor: isRadar ? 's1' : 's2', relativeOrbit: null, processingBaseline: null },
      ...{
        pixels: number('count'),
        sceneClasses: sceneClasses ?? [],
        clear: isRadar || (sceneClasses != null && isClear(sceneClasses)),
        flags: [],
        bands: {},
      },
    };
    byDate.set(key, look);
    const own = (value: number) => (isReflectance(band) ? value / reflectanceScale : isPower(band) ? 10 * Math.log10(value) : value);
    const [mean, std] = [number('mean'), number('std')];
    const statistics = {
      mean: own(mean),
      min: own(number('min')),
      p25: own(number('p25')),
      p50: own(number('p50')),
      p75: own(number('p75')),
      max: own(number('max')),
    };
    look.bands[band] = {
      ...{ count: number('count'), ...statistics },
      sd: isReflectance(band) ? std / reflectanceScale : isPower(band) ? (std / mean) * (10 / Math.LN10) : std,
      // cbm keeps no tails: the nearest that is known
      p05: statistics.min,
      p95: statistics.max,
    };
  });
  const looks = [...byDate.values()].map(withIndices).sort((a, b) => a.epochDay - b.epochDay);
  return {
    parcelId: options.parcelId,
    year: options.year,
    optical: flagWeakLooks(looks.filter(({ sensor }) => sensor === 's2')),
    radar: looks.filter(({ sensor }) => sensor === 's1'),
  };
}

/** cbm makes NDVI of the bands' means; its deviation cannot be told from them. */
function withIndices(look: ParcelLook): ParcelLook {
  const [red, nir] = [look.bands['B04'], look.bands['B08']];
  if (look.bands['NDVI'] != null || red == null || nir == null) return look;
  const of = (name: 'mean' | 'p50') => (nir[name] - red[name]) / (nir[name] + red[name]);
  const [mean, p50] = [of('mean'), of('p50')];
  return {
    ...look,
    bands: {
      ...look.bands,
      NDVI: { count: red.count, mean, sd: Number.NaN, min: mean, p05: mean, p25: mean, p50, p75: mean, p95: mean, max: mean },
    },
  };
}

type LooseRow = Readonly<Record<string, unknown>>;

function rowsOfJson(text: string, place: string): LooseRow[] {
  let table: Record<string, unknown>;
  try {
    table = JSON.parse(text) as Record<string, unknown>;
  } catch (cause) {
    throw new LandsichtError('bad-argument', `${place}: not JSON (${errorMessage(cause)}). Expected an answer of cbm's parcelTimeSeries`, {
      cause,
    });
  }
  const columns = [...cbmColumns, ...(histogram in table ? [histogram] : [])];
  const length = Array.isArray(table['date_part']) ? table['date_part'].length : 0;
  const wrong = columns.find((name) => !Array.isArray(table[name]) || (table[name] as unknown[]).length !== length);
  if (wrong != null) throw missing(place, wrong, Object.keys(table));
  return Array.from({ length }, (_, i) => Object.fromEntries(columns.map((name) => [name, (table[name] as unknown[])[i]])));
}

function rowsOfCsv(text: string, place: string): LooseRow[] {
  const [head = '', ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const names = splitCsv(head);
  const wrong = cbmColumns.find((name) => !names.includes(name));
  if (wrong != null) throw missing(place, wrong, names);
  return lines.map((line, i) => {
    const cells = splitCsv(line);
    if (cells.length === names.length) return Object.fromEntries(names.map((name, k) => [name, cells[k]]));
    throw new LandsichtError(
      'bad-argument',
      `${place}: line ${i + 2} has ${cells.length} cells, the header ${names.length}. Export the file again`,
    );
  });
}

/** A comma before every cell, so that an empty first one is a cell too. */
function splitCsv(line: string): string[] {
  return [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

function missing(place: string, name: string, names: readonly string[]): LandsichtError {
  return new LandsichtError(
    'bad-argument',
    `${place}: no whole column "${name}"; it has ${names.filter((one) => one !== '').join(', ') || 'none'}. Expected ${cbmColumns.join(', ')} as cbm's parcelTimeSeries writes them`,
  );
}

function numberOf(value: unknown, where: string): number {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isFinite(number)) return number;
  throw new LandsichtError('bad-argument', `${where}: expected a number, got ${JSON.stringify(value)}`);
}

/** `{"4": 80}`, or the same as Python writes it; null without a histogram: such a look is not known to be clear. */
function classesOf(value: unknown, where: string): number[] | null {
  if (value == null || value === '') return null;
  const classes = new Array<number>(classCount).fill(0);
  let counts: unknown = value;
  if (typeof value === 'string') {
    try {
      counts = JSON.parse(value.replaceAll("'", '"'));
    } catch {
      counts = null;
    }
  }
  const entries = counts != null && typeof counts === 'object' ? Object.entries(counts) : null;
  if (
    entries == null ||
    entries.some(([kind, pixels]) => !(Number(kind) >= 0 && Number(kind) < classCount) || typeof pixels !== 'number')
  ) {
    throw new LandsichtError(
      'bad-argument',
      `${where}, hist: expected pixels by scene class 0–11 such as {"4": 80}, got ${JSON.stringify(value)}`,
    );
  }
  for (const [kind, pixels] of entries) classes[Number(kind)] = pixels as number;
  return classes;
}
