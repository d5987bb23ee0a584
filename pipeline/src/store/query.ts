import { LandsichtError } from '@landsicht/core';
import type { BboxHit } from './bbox-hit.js';
import type { SqlValue, SqlValues } from './duckdb.js';

/** Both ends belong to it; null = open. */
export interface TimeInterval {
  readonly fromUtc: Date | null;
  readonly toUtc: Date | null;
}

/** Conditions of a query as SQL text with bound values only. */
export class Where {
  private readonly conditions: string[] = [];
  private readonly bound: Record<string, SqlValue> = {};

  /** `name` is both the parameter and, by default, the column. */
  equal(name: string, value: string | number | null | undefined, column: string = name): this {
    if (value == null) return this;
    return this.and(`${column} = $${name}`, { [name]: value });
  }

  during(time: TimeInterval | null | undefined, column: string): this {
    if (time?.fromUtc != null) this.and(`${column} >= $fromMs::BIGINT`, { fromMs: BigInt(time.fromUtc.getTime()) });
    if (time?.toUtc != null) this.and(`${column} <= $toMs::BIGINT`, { toMs: BigInt(time.toUtc.getTime()) });
    return this;
  }

  /** Rows whose box touches one of the outer boxes. */
  touching(bbox: BboxHit | null | undefined): this {
    if (bbox == null) return this;
    const values: Record<string, number> = {};
    const any = bbox.outer.map(([west, south, east, north], i) => {
      Object.assign(values, { [`w${i}`]: west, [`s${i}`]: south, [`e${i}`]: east, [`n${i}`]: north });
      return `(west <= $e${i} AND east >= $w${i} AND south <= $n${i} AND north >= $s${i})`;
    });
    return this.and(`(${any.join(' OR ')})`, values);
  }

  /** Rows whose box alone does not tell whether they hit: it lies in no inner box. */
  undecided(bbox: BboxHit): this {
    bbox.inner.forEach((box, i) => {
      if (box == null) return;
      const [west, south, east, north] = box;
      this.and(`NOT (west >= $iw${i} AND east <= $ie${i} AND south >= $is${i} AND north <= $in${i})`, {
        [`iw${i}`]: west,
        [`is${i}`]: south,
        [`ie${i}`]: east,
        [`in${i}`]: north,
      });
    });
    return this;
  }

  and(condition: string, values: SqlValues = {}): this {
    this.conditions.push(condition);
    Object.assign(this.bound, values);
    return this;
  }

  get text(): string {
    return this.conditions.length === 0 ? '' : `WHERE ${this.conditions.join(' AND ')}`;
  }

  get values(): SqlValues {
    return this.bound;
  }

  copy(): Where {
    const copy = new Where();
    copy.conditions.push(...this.conditions);
    Object.assign(copy.bound, this.bound);
    return copy;
  }
}

/** Where the next page begins: after the row with this time and this tie-breaker, newest first. */
export type PageStart = readonly [observedMs: number, tie: string];

/** A token is opaque to clients, and stays right while new results arrive. */
export function tokenOf(start: PageStart): string {
  return Buffer.from(JSON.stringify(start)).toString('base64url');
}

/** `bad-argument` where this is no token of ours. */
export function parseToken(token: string): PageStart {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (Array.isArray(parsed) && parsed.length === 2 && Number.isSafeInteger(parsed[0]) && typeof parsed[1] === 'string') {
      return [parsed[0] as number, parsed[1]];
    }
  } catch {
    // told below
  }
  throw new LandsichtError('bad-argument', 'token: not one that this service handed out. Follow the link with rel=next instead');
}
