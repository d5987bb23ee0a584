import type { CaseStatus } from '../monitors/parcels/follow-up/case-step.js';
import type { AssessedCase } from '../monitors/parcels/quality/assess-quality.js';
import type { Database } from './duckdb.js';
import {
  addCaseStep,
  type CaseEntry,
  type CaseKey,
  caseHistory,
  type DecidedCase,
  decidedCases,
  logParcelView,
  type NewCaseStep,
  type ParcelView,
  parcelViews,
} from './parcel-cases.js';
import {
  assessedCases,
  findParcels,
  type ParcelFacets,
  type ParcelPage,
  type ParcelQuery,
  parcelFacets,
  parcelYears,
  peersOf,
  type StoredParcel,
} from './parcels.js';

/** Parcels that count, their cases, and who looked at them. */
export class ParcelBook {
  private readonly database: Database;

  constructor(database: Database) {
    this.database = database;
  }

  find(query: ParcelQuery): Promise<ParcelPage> {
    return findParcels(this.database, query);
  }

  async parcel(id: string, year: number): Promise<StoredParcel | null> {
    const { parcels } = await this.find({ id, year, sort: 'id', descending: false, limit: 1, offset: 0 });
    return parcels[0] ?? null;
  }

  /** Newest first. */
  years(): Promise<number[]> {
    return parcelYears(this.database);
  }

  facets(year: number): Promise<ParcelFacets> {
    return parcelFacets(this.database, year);
  }

  peers(parcel: StoredParcel, radiusM: number, limit: number): Promise<string[]> {
    return peersOf(this.database, parcel, radiusM, limit);
  }

  addStep(step: NewCaseStep, now: Date): Promise<CaseStatus> {
    return addCaseStep(this.database, step, now);
  }

  history(key: CaseKey): Promise<CaseEntry[]> {
    return caseHistory(this.database, key);
  }

  decided(year: number): Promise<DecidedCase[]> {
    return decidedCases(this.database, year);
  }

  /** Every conclusion of a year with what people decided: for quality assessment. */
  assessed(year: number): Promise<AssessedCase[]> {
    return assessedCases(this.database, year);
  }

  logView(view: ParcelView, now: Date): Promise<void> {
    return logParcelView(this.database, view, now);
  }

  views(parcelId: string): Promise<(ParcelView & { readonly atUtc: Date })[]> {
    return parcelViews(this.database, parcelId);
  }

  /** Rows of a unit's `parcels.parquet`, in no order. */
  rows<Row>(path: string, ids: readonly string[], columns: readonly string[]): Promise<Row[]> {
    return this.database.rows<Row>(
      `SELECT parcel_id, ${columns.map((column) => `"${column}"`).join(', ')} FROM read_parquet($path) WHERE parcel_id IN (SELECT unnest($ids))`,
      { path, ids },
    );
  }
}
