import { errorMessage, LandsichtError } from '@landsicht/core';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { ParquetRows, type RowColumn } from '../../../store/parquet-rows.js';
import { statisticNames } from './band-statistics.js';
import type { BandStatistics, ParcelLook, ParcelSeason, SignalFlag } from './parcel-season.js';

export const signalsFile = 'signals.parquet';

const statisticColumns = statisticNames.slice(1).map((name): RowColumn => ({ name: name === 'sd' ? 'std' : name, kind: 'float' }));

/** One row per parcel, date and band (parcels.md 3.2); of looks that are not clear NDVI alone. */
const columns: readonly RowColumn[] = [
  { name: 'foi', kind: 'text' },
  { name: 'year', kind: 'int32' },
  { name: 'date', kind: 'day' },
  { name: 'sensor', kind: 'text' },
  { name: 'rel_orbit', kind: 'int32', nullable: true },
  { name: 'band', kind: 'text' },
  /** Metres from the border that the pixels keep. */
  { name: 'buffer_m', kind: 'int32', nullable: true },
  { name: 'count', kind: 'int32' },
  ...statisticColumns,
  /** Inner pixels of 10 m by scene class 0–11; empty for radar. */
  { name: 'scl_hist', kind: 'json' },
  { name: 'pixels', kind: 'int32' },
  { name: 'scene_id', kind: 'text' },
  { name: 'processing_baseline', kind: 'text', nullable: true },
  { name: 'clear', kind: 'flag' },
  { name: 'flags', kind: 'json' },
];

interface SignalRow {
  readonly foi: string;
  readonly year: number;
  readonly date: Date;
  readonly sensor: ParcelLook['sensor'];
  readonly rel_orbit: number | null;
  readonly band: string;
  readonly count: number;
  readonly scl_hist: string;
  readonly pixels: number;
  readonly scene_id: string;
  readonly processing_baseline: string | null;
  readonly clear: boolean;
  readonly flags: string;
}

/** Which buffer the pixels of a band of a season keep, metres; null = not known. */
type BufferOf = (season: ParcelSeason, look: ParcelLook, band: string) => number | null;

/** Writes seasons a chunk of parcels at a time: each is a row group, so that one parcel is quick to find. */
export class SignalsWriter {
  readonly #rows: ParquetRows;
  readonly #bufferOf: BufferOf;

  constructor(path: string, bufferOf: BufferOf = () => null) {
    this.#rows = new ParquetRows(path, 'signals', columns);
    this.#bufferOf = bufferOf;
  }

  async add(seasons: readonly ParcelSeason[]): Promise<void> {
    await this.#rows.add(seasons.flatMap((season) => [...season.optical, ...season.radar].flatMap((look) => this.#lookRows(season, look))));
  }

  async close(): Promise<void> {
    await this.#rows.close();
  }

  #lookRows(season: ParcelSeason, look: ParcelLook) {
    const { sceneClasses, pixels, sceneId, processingBaseline, clear, flags } = look;
    return Object.entries(look.bands).map(([band, { sd, ...statistics }]) => ({
      ...{ foi: season.parcelId, year: season.year, date: look.date, sensor: look.sensor, rel_orbit: look.relativeOrbit, band },
      ...{ buffer_m: this.#bufferOf(season, look, band), ...statistics, std: sd, scl_hist: sceneClasses, pixels, scene_id: sceneId },
      ...{ processing_baseline: processingBaseline, clear, flags },
    }));
  }
}

/** Seasons of a file of signals in its order; `parcelId` = that parcel's alone. */
export async function readSignals(path: string, parcelId: string | null = null): Promise<ParcelSeason[]> {
  const rows = await rowsOf(path, parcelId);
  const seasons = new Map<
    string,
    { year: number; looks: Map<string, { look: Omit<ParcelLook, 'bands'>; bands: Record<string, BandStatistics> }> }
  >();
  for (const row of rows) {
    const season = seasons.get(row.foi) ?? { year: row.year, looks: new Map() };
    seasons.set(row.foi, season);
    const date = row.date.toISOString().slice(0, 10);
    const key = `${row.sensor} ${row.scene_id} ${date}`;
    const found = season.looks.get(key) ?? { look: lookOf(row, date), bands: {} };
    season.looks.set(key, found);
    const statistic = (name: string) => (row as unknown as Record<string, number>)[name] as number;
    found.bands[row.band] = {
      ...{ count: row.count, mean: statistic('mean'), sd: statistic('std'), min: statistic('min'), p05: statistic('p05') },
      ...{ p25: statistic('p25'), p50: statistic('p50'), p75: statistic('p75'), p95: statistic('p95'), max: statistic('max') },
    };
  }
  return [...seasons].map(([id, { year, looks }]) => {
    const all = [...looks.values()].map(({ look, bands }): ParcelLook => ({ ...look, bands }));
    return { parcelId: id, year, optical: all.filter(({ sensor }) => sensor !== 's1'), radar: all.filter(({ sensor }) => sensor === 's1') };
  });
}

function lookOf(row: SignalRow, date: string): Omit<ParcelLook, 'bands'> {
  return {
    date,
    epochDay: row.date.getTime() / 86_400_000,
    sceneId: row.scene_id,
    sensor: row.sensor,
    relativeOrbit: row.rel_orbit ?? null,
    processingBaseline: row.processing_baseline ?? null,
    pixels: row.pixels,
    sceneClasses: JSON.parse(row.scl_hist) as number[],
    clear: row.clear,
    flags: JSON.parse(row.flags) as SignalFlag[],
  };
}

async function rowsOf(path: string, parcelId: string | null): Promise<SignalRow[]> {
  let rows: Record<string, unknown>[];
  try {
    const filter = parcelId == null ? {} : { filter: { foi: { $eq: parcelId } } };
    rows = (await parquetReadObjects({ file: await asyncBufferFromFile(path), geoparquet: false, utf8: false, ...filter })) as Record<
      string,
      unknown
    >[];
  } catch (cause) {
    throw new LandsichtError(
      'lake-damaged',
      `${path}: not a readable table of signals (${errorMessage(cause)}). Remove its unit and run again`,
      { cause },
    );
  }
  const missing = rows[0] == null ? [] : columns.filter(({ name }) => !(name in (rows[0] as object))).map(({ name }) => name);
  if (missing.length === 0) return rows as unknown as SignalRow[];
  throw new LandsichtError(
    'bad-argument',
    `${path}: no table of signals: it lacks ${missing.join(', ')}; it has ${Object.keys(rows[0] ?? {}).join(', ')}. Expected the rows of a parcels unit`,
  );
}
