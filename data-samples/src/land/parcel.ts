import type { Crop } from '../optical/phenology-table.js';
import { type CoverName, coverCode } from './cover.js';
import { isoDate } from './epoch-day.js';
import type { Block } from './mosaic.js';
import { between, hash, normal, uniform } from './noise.js';

/** The year that is simulated, and the epoch day before its 1 January. */
export const simulatedYear = 2025;
export const dayBeforeYear = Date.UTC(simulatedYear, 0, 0) / 86_400_000;

export interface ParcelEvent {
  readonly type: 'mowing' | 'harvest' | 'sowing';
  /** Days since 1970. */
  readonly epochDay: number;
}

/** A field, meadow or forest stand. */
export interface Parcel {
  /** The same for every extent. */
  readonly number: number;
  readonly block: Block;
  readonly slot: number;
  readonly cover: number;
  /** null in forest. */
  readonly crop: Crop | null;
  /** What the farmer claimed: another crop in 3 % of the fields. */
  readonly declared: Crop | null;
  /** Development of this field against the table: days late, and factor on vegetation. */
  readonly lateDays: number;
  readonly vigour: number;
  /** Field's own deviation from its class, dB. */
  readonly radarDb: number;
  /** Rolled, smooth, dry soil until the crop covers it: as dark as water to radar. */
  readonly smoothSoil: boolean;
  readonly events: readonly ParcelEvent[];
}

export const nutzcodes: Readonly<Record<Crop, string>> = {
  winterWheat: '115',
  winterBarley: '131',
  winterRape: '311',
  silageMaize: '411',
  sugarBeet: '603',
  potato: '602',
  grass: '451',
  fallow: '591',
};

/** Shares of Saxony's arable land, rounded. */
const arableShares: readonly (readonly [Crop, number])[] = [
  ['winterWheat', 0.33],
  ['winterBarley', 0.17],
  ['winterRape', 0.18],
  ['silageMaize', 0.17],
  ['sugarBeet', 0.06],
  ['potato', 0.03],
  ['fallow', 0.06],
];

const harvestDoy: Partial<Record<Crop, readonly [number, number]>> = {
  winterWheat: [203, 222],
  winterBarley: [178, 195],
  winterRape: [196, 212],
  silageMaize: [250, 275],
  sugarBeet: [265, 322],
  potato: [240, 275],
};

export type BlockUse = 'arable' | 'grassland' | 'spruce' | 'mixed' | 'deciduous';

export function makeParcel(seed: number, number: number, block: Block, slot: number, use: BlockUse): Parcel {
  const standCover = forestCover(seed, number, use);
  const crop = use === 'arable' ? arableCrop(seed + 1, number) : use === 'grassland' ? 'grass' : null;
  const wrong = crop != null && uniform(seed + 2, number) < 0.03;
  const declared = wrong ? (crop === 'grass' ? 'fallow' : crop === 'winterWheat' ? 'winterBarley' : 'winterWheat') : crop;
  const lateDays = Math.round(6 * normal(seed + 3, number));
  return {
    number,
    block,
    slot,
    cover: crop === 'grass' ? coverCode.grassland : crop != null ? coverCode.arable : coverCode[standCover],
    crop,
    declared,
    lateDays,
    vigour: 1 + 0.06 * normal(seed + 4, number),
    radarDb: (crop == null ? 0.5 : 1.3) * normal(seed + 5, number),
    smoothSoil: (crop === 'silageMaize' || crop === 'sugarBeet') && uniform(seed + 6, number) < 0.08,
    events: crop == null ? [] : eventsOf(seed + 7, number, crop, lateDays),
  };
}

function forestCover(seed: number, number: number, use: BlockUse): CoverName {
  const pick = uniform(seed + 8, number);
  if (use === 'spruce') return pick < 0.84 ? 'spruce' : 'mixed';
  if (use === 'mixed') return pick < 0.55 ? 'mixed' : pick < 0.75 ? 'spruce' : 'deciduous';
  return pick < 0.75 ? 'deciduous' : 'mixed';
}

function arableCrop(seed: number, number: number): Crop {
  let left = uniform(seed, number);
  for (const [crop, share] of arableShares) {
    left -= share;
    if (left < 0) return crop;
  }
  return 'winterWheat';
}

/** Grass is cut one to four times (5 % never), fields are harvested once. */
function eventsOf(seed: number, number: number, crop: Crop, lateDays: number): ParcelEvent[] {
  const at = (type: ParcelEvent['type'], doy: number): ParcelEvent => ({ type, epochDay: dayBeforeYear + Math.round(doy) });
  if (crop === 'grass') {
    const kind = uniform(seed + 11, number);
    if (kind < 0.05) return [];
    const cut = (k: number, doy: number, sd: number): ParcelEvent => at('mowing', doy + sd * normal(seed + 12, number, k));
    if (kind < 0.3) return [cut(0, 178, 7)];
    const cuts = [cut(0, 140, 6), cut(1, 190, 7), cut(2, 245, 7), cut(3, 285, 7)];
    return kind < 0.6 ? cuts.slice(0, 3) : cuts;
  }
  const range = harvestDoy[crop];
  if (range == null) return [];
  return [at('harvest', between(range[0], range[1], seed + 13, number) * 0.4 + 0.6 * ((range[0] + range[1]) / 2 + lateDays))];
}

export function describeEvent({ type, epochDay }: ParcelEvent): { type: string; date: string } {
  return { type, date: isoDate(epochDay) };
}

/** FLIK of a parcel's block: DE SN LI and ten digits. */
export function flikOf(block: Block): string {
  return `DESNLI${String(36_000_000 + block.index).padStart(10, '0')}`;
}

/** Pseudonymous holding: neighbours often share one. */
export function holdingOf(seed: number, block: Block, slot: number): string {
  const holding = hash(seed + 9, Math.floor(block.x / 1700), Math.floor(block.y / 1700) * 3 + (hash(seed, block.index, slot) % 3));
  return `H${String(holding % 100_000).padStart(5, '0')}`;
}
