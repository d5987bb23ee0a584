import { clipByHalfPlane, type Ring, ringAreaM2 } from '../land/convex-polygon.js';
import { type Block, insetM, Mosaic, parcelNumber, parcelRing, parcelsPerBlock } from '../land/mosaic.js';
import { between, hash, normal, uniform } from '../land/noise.js';
import { flikOf, holdingOf } from '../land/parcel.js';
import { pixelM, regionM } from '../land/region.js';
import type { FieldParcel } from './field-parcel.js';
import type { SeasonYear } from './field-plan.js';
import { plantParcel } from './plant-violations.js';

/** Blocks of grassland. */
const grassShare = 0.22;
/** Median areas of parcels, ha, and the spread of their logarithm (parcels.md 12: arable 3–5, grass 1–2). */
const arableHa = 8;
const grassHa = 1.9;
const sizeSpread = 0.6;
/** Of slivers below 0.3 ha that the cutting of blocks leaves, this share is farmed; nothing below 0.1 ha. */
const sliverShare = 0.25;
/** How far beyond its edge a parcel is drawn. */
const overHedgeM = 10;
/** Around the parcels. */
const marginM = 60;

/** Parcels on a square of the model plane. */
export interface FieldSquare {
  readonly mosaic: Mosaic;
  readonly parcels: readonly FieldParcel[];
  /** Blocks with parcels: the reference parcels. */
  readonly blocks: readonly Block[];
  /** South-west corner, m, on the lattice of 20 m. */
  readonly west: number;
  readonly south: number;
  /** Side, 10 m pixels, even. */
  readonly sizePx: number;
}

/** Blocks around the middle of the region, until there are `count` parcels. */
export function makeFields(seed: number, count: number, season: SeasonYear): FieldSquare {
  const isGrass = (block: number): boolean => uniform(seed + 941, block) < grassShare;
  const mosaic = new Mosaic(seed, (_x, _y, block) => {
    const ha = (isGrass(block) ? grassHa : arableHa) * Math.exp(sizeSpread * normal(seed + 942, block));
    return Math.sqrt((ha * 10_000) / 3.2);
  });
  const middle = regionM / 2;
  const near = [...mosaic.blocks].sort((a, b) => distance2(a, middle) - distance2(b, middle));
  const parcels: FieldParcel[] = [];
  const blocks: Block[] = [];
  for (const block of near) {
    if (parcels.length >= count) break;
    blocks.push(block);
    for (let slot = 0; slot < parcelsPerBlock && parcels.length < count; slot++) {
      const parcel = makeParcel(seed, block, slot, { isGrassland: isGrass(block.index), index: parcels.length, season });
      if (parcel != null) parcels.push(parcel);
    }
  }
  const corners = parcels.flatMap(({ drawn }) => drawn.flatMap(([x, y]) => [Math.abs(x - middle), Math.abs(y - middle)]));
  const half = 20 * Math.ceil((corners.reduce((a, b) => Math.max(a, b), 0) + marginM) / 20);
  return { mosaic, parcels, blocks, west: middle - half, south: middle - half, sizePx: (2 * half) / pixelM };
}

function distance2({ x, y }: Block, middle: number): number {
  return (x - middle) ** 2 + (y - middle) ** 2;
}

interface Placing {
  readonly isGrassland: boolean;
  readonly index: number;
  readonly season: SeasonYear;
}

function makeParcel(seed: number, block: Block, slot: number, { isGrassland, index, season }: Placing): FieldParcel | null {
  const ring = parcelRing(block, slot);
  if (ring.length < 3) return null;
  const areaHa = ringAreaM2(ring) / 10_000;
  const bits = hash(seed + 943, parcelNumber(block, slot));
  if (areaHa < 0.1 || (areaHa < 0.3 && uniform(bits, 1) > sliverShare)) return null;
  const hedge = hedgeSide(block, ring);
  const planted = plantParcel({ seed: bits, ring, areaHa, isGrassland, hasHedge: hedge != null }, season, Math.round(6 * normal(bits, 2)));
  const isOver = planted.violations.includes('over-hedge');
  return {
    id: `SN${String(parcelNumber(block, slot)).padStart(6, '0')}`,
    index,
    flik: flikOf(block),
    holding: holdingOf(seed, block, slot),
    seed: bits,
    ring,
    drawn: isOver && hedge != null ? moved(ring, hedge, overHedgeM) : ring,
    holes: areaHa > 1 && planted.parts.length === 1 && uniform(bits, 3) < 0.06 ? [hole(ring, bits)].filter(({ length }) => length > 0) : [],
    ...planted,
    vigour: 1 + 0.06 * normal(bits, 4),
    radarDb: normal(bits, 5),
  };
}

type Edge = Block['edges'][number];

/** The side of the block with a hedge that the parcel has at least 30 m of. */
function hedgeSide({ edges }: Block, ring: Ring): Edge | null {
  return (
    edges.find(({ nx, ny, c, kind }) => {
      if (kind !== 'hedge') return false;
      const on = ring.filter(([x, y]) => Math.abs(nx * x + ny * y - c + insetM) < 0.01);
      return (
        on.length === 2 && Math.hypot((on[0]?.[0] as number) - (on[1]?.[0] as number), (on[0]?.[1] as number) - (on[1]?.[1] as number)) > 30
      );
    }) ?? null
  );
}

/** The ring with one side moved outwards. */
function moved(ring: Ring, { nx, ny, c }: Edge, metres: number): Ring {
  return ring.map(([x, y]) => {
    const isOnSide = Math.abs(nx * x + ny * y - c + insetM) < 0.01;
    return isOnSide ? [x + metres * nx, y + metres * ny] : [x, y];
  });
}

/** A copse of 8 to 18 m radius away from the middle. */
function hole(ring: Ring, bits: number): Ring {
  const inner = ring.reduce((left, [ax, ay], i) => {
    const [bx, by] = ring[(i + 1) % ring.length] as readonly [number, number];
    const length = Math.hypot(bx - ax, by - ay);
    // 25 m inside of every side
    const [nx, ny] = [(by - ay) / length, (ax - bx) / length];
    return clipByHalfPlane(left, nx, ny, nx * ax + ny * ay - 25);
  }, ring);
  if (inner.length < 3) return [];
  const [x, y] = inner[hash(bits, 6) % inner.length] as readonly [number, number];
  const radius = between(8, 18, bits, 7);
  return Array.from({ length: 8 }, (_, k): [number, number] => {
    const angle = (k * Math.PI) / 4;
    return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
  });
}
