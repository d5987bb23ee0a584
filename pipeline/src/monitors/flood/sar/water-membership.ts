import { fallingZ } from '../detectors/fuzzy.js';
import { boxSum } from './box-sum.js';
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
/** Rows needed above and below. */
export const contextHaloRows = (contextRounds * (contextPx - 1)) / 2;

/** Codes of σ0 of a band of rows with halo; `weights` from `TileSurface`. A polarisation that the scene lacks is null. */
export interface MembershipBand {
  readonly vh: Uint8Array | null;
  readonly vv: Uint8Array | null;
  readonly weights: Float32Array;
  readonly width: number;
}

/**
 * Fuzzy membership of water from σ0 and the neighbourhood, 0…255 for 0…1; 0 where not observed. VH is wind-safe and decides; VV is
 * noise-safe and may say "water" where VH lies between land and water. Rows within `contextHaloRows` of the ends are not final.
 */
export function waterMembership(band: MembershipBand, levels: WaterLevels): Uint8Array {
  const { width } = band;
  const first = (band.vh ?? band.vv) as Uint8Array;
  const rows = first.length / width;
  const excessDb = excessOver(band, levels);
  const membership = new Uint8Array(first.length);
  const observed = new Uint8Array(first.length);
  for (let i = 0; i < first.length; i++) observed[i] = first[i] === notObservedCode ? 0 : 1;
  const counts = new Int32Array(first.length);
  boxSum(observed, width, rows, contextPx, counts);
  const sums = new Int32Array(first.length);
  assign(membership, excessDb, observed, null);
  for (let round = 0; round < contextRounds; round++) {
    boxSum(membership, width, rows, contextPx, sums);
    assign(membership, excessDb, observed, { sums, counts });
  }
  return membership;
}

/** dB above the level at which water and land are equally likely. */
export function excessOver({ vh, vv, weights }: MembershipBand, levels: WaterLevels): Float32Array {
  const excess = new Float32Array(weights.length);
  for (let i = 0; i < excess.length; i++) {
    const weight = weights[i] as number;
    const vvDb = dbOfCode[vv?.[i] ?? 0] as number; // NaN where not observed
    if (vh == null) {
      excess[i] = vvDb - (levels.farVvDb + (levels.nearVvDb - levels.farVvDb) * weight);
      continue;
    }
    const vhDb = dbOfCode[vh[i] as number] as number;
    const ownExcess = vhDb - (levels.farVhDb + (levels.nearVhDb - levels.farVhDb) * weight);
    excess[i] = Number.isNaN(vvDb) ? ownExcess : Math.min(ownExcess, Math.max(vvDb - levels.farVvDb, vhDb - jointVhDb));
  }
  return excess;
}

interface Neighbourhood {
  /** Of memberships, 0 where not observed; and of observed pixels. */
  readonly sums: Int32Array;
  readonly counts: Int32Array;
}

/** Z from a table: its steps are finer than the membership's. */
const tableSteps = 1024;
const tableOfZ = Uint8Array.from({ length: tableSteps + 1 }, (_, i) => Math.round(255 * fallingZ(i / tableSteps, 0, 1)));

function assign(membership: Uint8Array, excessDb: Float32Array, observed: Uint8Array, around: Neighbourhood | null): void {
  const perDb = tableSteps / (2 * halfWidthDb);
  const perShare = contextDb / 255;
  for (let i = 0; i < membership.length; i++) {
    if (observed[i] === 0) continue;
    const shiftDb = around == null ? 0 : (perShare * (around.sums[i] as number)) / (around.counts[i] as number) - contextDb / 2;
    const step = ((excessDb[i] as number) - shiftDb + halfWidthDb) * perDb;
    membership[i] = step <= 0 ? 255 : step >= tableSteps ? 0 : (tableOfZ[Math.round(step)] as number);
  }
}
