import { fallingZ } from '../detectors/fuzzy.js';
import { BoxRows } from './box-rows.js';
import { dbOfCode, notObservedCode } from './db-codes.js';

/**
 * σ0 at which a pixel is as likely water as not. All are for 7×7 Lee-filtered values; sources in info.ts.
 * `near…` counts where tiles show that water and land are told apart, `far…` elsewhere; between them by the weight of the tiles.
 */
export interface WaterLevels {
  readonly nearVhDb: number;
  readonly farVhDb: number;
  readonly nearVvDb: number;
  readonly farVvDb: number;
}

/** A pixel as dark as water in VV counts where VH is at least darker than the land median (−16.4 dB) by the speckle that is left. */
const jointVhDb = -17;
/** Z falls from 1 to 0 over twice this: half and double the power at the threshold, i.e. from mostly to hardly water. */
export const halfWidthDb = 3;
/**
 * A neighbourhood all of water moves the threshold by half of this, one of land as much the other way: a contextual prior as in Markov
 * random fields (Martinis & Twele 2010, doi:10.3390/rs2092240), worth the 3 dB between an all-water and a half-water pixel.
 */
const contextDb = 6;
/** 250 m at 10 m: Sentinel-1 maps water wider than 200 m reliably (OPERA DSWx-S1 product description). */
export const contextPx = 25;
export const contextRounds = 3;
/** Rows that a membership waits for below it. */
export const contextHaloRows = (contextRounds * (contextPx - 1)) / 2;

/** Codes of σ0 of one row; `weights` from `TileSurface`. A polarisation that the scene lacks is null. */
export interface MembershipRow {
  readonly vh: Uint8Array | null;
  readonly vv: Uint8Array | null;
  readonly weights: Float32Array;
}

type EmitRow = (membership: Uint8Array) => void;

/**
 * Fuzzy membership of water from σ0 and the neighbourhood, 0…255 for 0…1; 0 where not observed. VH is wind-safe and decides; VV is
 * noise-safe and may say "water" where VH lies between land and water. Rows go in from the top and come out `contextHaloRows` later,
 * so that what is worked on stays in the cache whatever the height of the scene.
 */
export class MembershipRows {
  private readonly levels: WaterLevels;
  /** Of the last rows, by row modulo their number. */
  private readonly excessDb: readonly Float32Array[];
  private readonly observed: readonly Uint8Array[];
  private readonly counts: readonly Int32Array[];
  private readonly countRows: BoxRows;
  private readonly rounds: readonly Round[];
  private readonly first: Uint8Array;
  private readonly emit: EmitRow;
  private row = 0;

  /** `emit` gets each row as it is done; the array is used again for the next. */
  constructor(width: number, levels: WaterLevels, emit: EmitRow) {
    const kept = contextHaloRows + 1;
    this.levels = levels;
    this.excessDb = Array.from({ length: kept }, () => new Float32Array(width));
    this.observed = Array.from({ length: kept }, () => new Uint8Array(width));
    this.counts = Array.from({ length: kept }, () => new Int32Array(width));
    this.countRows = new BoxRows(width, contextPx);
    this.rounds = Array.from({ length: contextRounds }, () => new Round(width));
    this.first = new Uint8Array(width);
    this.emit = emit;
  }

  push(codes: MembershipRow): void {
    const at = this.row++ % this.observed.length;
    const [excessDb, observed] = [this.excessDb[at] as Float32Array, this.observed[at] as Uint8Array];
    excessInto(codes, this.levels, excessDb);
    observedInto((codes.vh ?? codes.vv) as Uint8Array, observed);
    firstInto(this.first, excessDb, observed);
    this.countRows.push(observed, (row, sums) => this.count(row, sums));
    this.feed(0, this.first);
  }

  /** After the last row. */
  finish(): void {
    this.countRows.finish((row, sums) => this.count(row, sums));
    for (const [k, { box }] of this.rounds.entries()) box.finish((row, sums) => this.assign(k, row, sums));
  }

  private count(row: number, sums: Int32Array): void {
    (this.counts[row % this.counts.length] as Int32Array).set(sums);
  }

  private feed(k: number, membership: Uint8Array): void {
    const next = this.rounds[k];
    if (next == null) this.emit(membership);
    else next.box.push(membership, (row, sums) => this.assign(k, row, sums));
  }

  private assign(k: number, row: number, sums: Int32Array): void {
    const at = row % this.observed.length;
    const { out } = this.rounds[k] as Round;
    contextInto(out, this.excessDb[at] as Float32Array, this.observed[at] as Uint8Array, sums, this.counts[at] as Int32Array);
    this.feed(k + 1, out);
  }
}

class Round {
  readonly box: BoxRows;
  readonly out: Uint8Array;

  constructor(width: number) {
    this.box = new BoxRows(width, contextPx);
    this.out = new Uint8Array(width);
  }
}

/** dB above the level at which water and land are equally likely. */
export function excessInto({ vh, vv, weights }: MembershipRow, levels: WaterLevels, out: Float32Array): void {
  if (vh == null) vvExcessInto(vv as Uint8Array, weights, levels, out);
  else if (vv == null) vhExcessInto(vh, weights, levels, out);
  else bothExcessInto(vh, vv, weights, levels, out);
}

function vvExcessInto(vv: Uint8Array, weights: Float32Array, { nearVvDb, farVvDb }: WaterLevels, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) {
    out[i] = (dbOfCode[vv[i] as number] as number) - (farVvDb + (nearVvDb - farVvDb) * (weights[i] as number));
  }
}

function vhExcessInto(vh: Uint8Array, weights: Float32Array, { nearVhDb, farVhDb }: WaterLevels, out: Float32Array): void {
  for (let i = 0; i < out.length; i++) {
    out[i] = (dbOfCode[vh[i] as number] as number) - (farVhDb + (nearVhDb - farVhDb) * (weights[i] as number));
  }
}

function bothExcessInto(vh: Uint8Array, vv: Uint8Array, weights: Float32Array, levels: WaterLevels, out: Float32Array): void {
  const { nearVhDb, farVhDb, farVvDb } = levels;
  for (let i = 0; i < out.length; i++) {
    const vhDb = dbOfCode[vh[i] as number] as number;
    const ownExcess = vhDb - (farVhDb + (nearVhDb - farVhDb) * (weights[i] as number));
    const vvCode = vv[i] as number;
    const jointExcess = vvCode === notObservedCode ? ownExcess : Math.max((dbOfCode[vvCode] as number) - farVvDb, vhDb - jointVhDb);
    out[i] = Math.min(ownExcess, jointExcess);
  }
}

function observedInto(codes: Uint8Array, out: Uint8Array): void {
  for (let i = 0; i < out.length; i++) out[i] = codes[i] === notObservedCode ? 0 : 1;
}

/** Z from a table: its steps are finer than the membership's. */
const tableSteps = 1024;
const tableOfZ = Uint8Array.from({ length: tableSteps + 1 }, (_, i) => Math.round(255 * fallingZ(i / tableSteps, 0, 1)));
const perDb = tableSteps / (2 * halfWidthDb);
const perShare = contextDb / 255;

function firstInto(out: Uint8Array, excessDb: Float32Array, observed: Uint8Array): void {
  for (let i = 0; i < out.length; i++) out[i] = observed[i] === 0 ? 0 : membershipOf(((excessDb[i] as number) + halfWidthDb) * perDb);
}

/** `sums` of memberships, 0 where not observed; `counts` of observed pixels. */
function contextInto(out: Uint8Array, excessDb: Float32Array, observed: Uint8Array, sums: Int32Array, counts: Int32Array): void {
  for (let i = 0; i < out.length; i++) {
    if (observed[i] === 0) {
      out[i] = 0;
      continue;
    }
    const shiftDb = (perShare * (sums[i] as number)) / (counts[i] as number) - contextDb / 2;
    out[i] = membershipOf(((excessDb[i] as number) - shiftDb + halfWidthDb) * perDb);
  }
}

function membershipOf(step: number): number {
  return step <= 0 ? 255 : step >= tableSteps ? 0 : (tableOfZ[(step + 0.5) | 0] as number);
}
