import { join } from 'node:path';
import { LandsichtError } from '@landsicht/core';
import {
  type EvidenceRow,
  evidenceColumns,
  type ParcelEvidence,
  type ParcelRules,
  parcelsFile,
  readStoredRules,
  storedEvidenceOf,
} from '@landsicht/pipeline';
import { fromWkb, type ParcelView, type StoredCase, type StoredParcel } from '@landsicht/pipeline/store';
import type { Context } from 'hono';
import type { RuleTexts } from './parcel-documents.js';
import type { ParcelDocument } from './parcel-schemas.js';
import type { Services } from './services.js';

/** What routes about parcels share: the year, the unit's files, and the log of who looked. */
export class ParcelDesk {
  private readonly services: Services;
  /** Files of a unit never change: its rules are read once. */
  private readonly rules = new Map<string, Promise<RuleTexts>>();

  constructor(services: Services) {
    this.services = services;
  }

  /** The year asked for, else the newest there is; null without parcels. */
  async year(asked: number | undefined): Promise<number | null> {
    return asked ?? (await this.services.store.parcels.years())[0] ?? null;
  }

  async parcel(id: string, askedYear: number | undefined): Promise<StoredParcel> {
    const year = await this.year(askedYear);
    const found = year == null ? null : await this.services.store.parcels.parcel(id, year);
    if (found == null) throw new LandsichtError('not-found', 'There is no such parcel in this year. /api/parcels lists those there are');
    return found;
  }

  caseOf({ cases }: StoredParcel, condition: string): StoredCase {
    const found = cases.find(({ conclusion }) => conclusion.condition === condition);
    if (found == null)
      throw new LandsichtError(
        'not-found',
        `The parcel has no such condition. It has ${cases.map(({ conclusion }) => conclusion.condition).join(', ')}`,
      );
    return found;
  }

  /** What the parcel's lights rest on. */
  async evidence(parcel: StoredParcel): Promise<{ evidence: ParcelEvidence; geometry: ParcelDocument['geometry'] }> {
    const [row] = await this.evidenceRows<EvidenceRow & { readonly geometry: Uint8Array }>(
      parcel.unitKey,
      [parcel.id],
      [...evidenceColumns, 'geometry'],
    );
    if (row == null)
      throw new LandsichtError(
        'lake-damaged',
        `${parcel.unitKey}: ${parcelsFile} lacks parcel ${parcel.id}. Remove the unit and run again`,
      );
    return { evidence: storedEvidenceOf(row), geometry: fromWkb(row.geometry) as ParcelDocument['geometry'] };
  }

  async evidenceRows<Row>(unitKey: string, ids: readonly string[], columns: readonly string[]): Promise<Row[]> {
    if (ids.length === 0) return [];
    return this.services.store.parcels.rows<Row>(join(await this.dirOf(unitKey), parcelsFile), ids, columns);
  }

  /** Titles and legal sources, as they were when the unit was made. */
  rulesOf(unitKey: string): Promise<RuleTexts> {
    const known = this.rules.get(unitKey) ?? this.readRules(unitKey);
    this.rules.set(unitKey, known);
    known.catch(() => this.rules.delete(unitKey));
    return known;
  }

  /** Personal data was looked at: by whom, as the header `Landsicht-Person` names them. */
  async log(c: Context, what: ParcelView['what'], parcelId: string | null): Promise<void> {
    const { search } = new URL(c.req.url);
    await this.services.store.parcels.logView({ person: personOf(c), what, parcelId, query: search.slice(1, 500) }, new Date());
  }

  /** The rules themselves, as the unit holds them. */
  async storedRules(unitKey: string): Promise<ParcelRules> {
    return readStoredRules(await this.dirOf(unitKey));
  }

  private async readRules(unitKey: string): Promise<RuleTexts> {
    const { rules } = await this.storedRules(unitKey);
    return new Map(rules.map(({ id, title, legalSource }) => [id, { title, legalSource }]));
  }

  private async dirOf(unitKey: string): Promise<string> {
    const unit = await this.services.store.unit(unitKey);
    if (unit == null) throw new LandsichtError('not-found', 'The result this parcel came from is gone');
    return join(this.services.lakeDir, unit.manifest.monitor.id, unitKey);
  }
}

/** Percent-encoded, since headers are ASCII; empty where there is none or it is no name. */
function personOf(c: Context): string {
  try {
    return decodeURIComponent(c.req.header('Landsicht-Person') ?? '')
      .replace(/\p{Cc}/gu, '')
      .trim()
      .slice(0, 100);
  } catch {
    return '';
  }
}
