import { type BeetleSpot, clearedOn, infestedOn, makeSpots } from './beetle.js';
import { ringAreaM2 } from './convex-polygon.js';
import { coverCode, isForest } from './cover.js';
import { LineIndex } from './line-index.js';
import { insetM, Mosaic, parcelNumber, parcelRing, parcelSlot, parcelsPerBlock } from './mosaic.js';
import { Nearby } from './nearby.js';
import { between, fractal, gradientNoise, uniform } from './noise.js';
import { type BlockUse, makeParcel, type Parcel } from './parcel.js';
import { makePonds, type Pond, pondEdgeM } from './ponds.js';
import { regionM } from './region.js';
import { Relief } from './relief.js';
import {
  buildingOnLot,
  insideRectangle,
  makePaved,
  makeRoads,
  makeSettlements,
  type Paved,
  type Rectangle,
  type Road,
  roadSegments,
  type Settlement,
  streetEdgeM,
  townShare,
} from './settlements.js';
import { makeWaterways, plainM, type Waterways } from './waterways.js';

/** What lies at a place. One object, filled again by every `look`. */
export interface Place {
  cover: number;
  /** Index into `land.parcels`, −1 outside parcels. */
  parcel: number;
  /** Something narrow that covers a part of the pixel (road, track, hedge): its cover code and share 0 … 1. */
  overlay: number;
  overlayShare: number;
  heightM: number;
  infestedOn: number;
  clearedOn: number;
}

/** The whole land of one seed. `look(x, y)` depends on nothing but the place: any resolution, extent or order gives the same land. */
export class Land {
  readonly seed: number;
  readonly waterways: Waterways;
  readonly settlements: readonly Settlement[];
  readonly roads: readonly Road[];
  readonly paved: Paved;
  readonly ponds: readonly Pond[];
  readonly parcels: readonly Parcel[];
  readonly spots: readonly BeetleSpot[];
  readonly place: Place = {
    cover: 0,
    parcel: -1,
    overlay: 0,
    overlayShare: 0,
    heightM: 0,

    infestedOn: 0,
    clearedOn: 0,
  };
  private readonly relief: Relief;
  private readonly mosaic: Mosaic;
  private readonly roadIndex: LineIndex;
  private readonly nearPonds: Nearby<Pond>;
  private readonly nearYards: Nearby<Rectangle>;
  private readonly nearSettlements: Nearby<Settlement>;
  private readonly parcelIndex: Int32Array;
  private readonly blockUse: readonly BlockUse[];
  private readonly spotsOf = new Map<number, BeetleSpot[]>();

  constructor(seed: number) {
    this.seed = seed;
    this.waterways = makeWaterways(seed);
    this.relief = new Relief(seed, this.waterways);
    this.settlements = makeSettlements(seed, this.waterways);
    this.paved = makePaved(seed, this.settlements);
    this.roads = makeRoads(seed, this.settlements);
    this.roadIndex = new LineIndex(roadSegments(this.roads), 30);
    this.ponds = makePonds(seed, this.settlements[0] as Settlement, (x, y) => this.relief.heightM(x, y));
    this.nearPonds = new Nearby(this.ponds, ({ x, y, radiusM }) => ({ x, y, reachM: 1.5 * radiusM + 20 }));
    this.nearYards = new Nearby(this.paved.yards, ({ x, y, halfLengthM, halfWidthM }) => ({ x, y, reachM: halfLengthM + halfWidthM }));
    this.nearSettlements = new Nearby(this.settlements, ({ x, y, radiusM }) => ({ x, y, reachM: 1.5 * radiusM }));
    const uses: BlockUse[] = [];
    this.mosaic = new Mosaic(seed, (x, y, block) => {
      const use = this.chooseUse(x, y, block);
      uses[block] = use;
      const area = Math.exp(between(-0.6, 0.9, seed + 101, block)) * (use === 'arable' ? 45_000 : use === 'grassland' ? 18_000 : 60_000);
      return Math.sqrt(area / 3.2);
    });
    this.blockUse = uses;
    this.parcelIndex = new Int32Array(this.mosaic.blocks.length * parcelsPerBlock).fill(-1);
    this.parcels = this.makeParcels();
    this.spots = makeSpots(seed, this.parcels, (parcel) => centroid(parcelRing(parcel.block, parcel.slot)));
    for (const spot of this.spots) {
      const block = this.mosaic.blockAt(spot.x, spot.y).index;
      this.spotsOf.set(block, [...(this.spotsOf.get(block) ?? []), spot]);
    }
  }

  heightM(x: number, y: number): number {
    return this.relief.heightM(x, y);
  }

  /** Fills `place`. `metres` is the size of the pixel that the shares of narrow things refer to. */
  look(x: number, y: number, metres: number): Place {
    const { place, relief } = this;
    place.heightM = relief.heightM(x, y);
    place.parcel = -1;
    place.overlay = 0;
    place.overlayShare = 0;
    place.infestedOn = 0;
    place.clearedOn = 0;
    if (relief.channelEdgeM < 0) {
      place.cover = relief.channelKind === 0 ? coverCode.river : coverCode.pond;
      place.heightM = Math.max(place.heightM, plainM(x) - 1.6); // a height model shows the water's surface
    } else if (!this.pond(x, y) && !this.builtUp(x, y, metres)) this.countryside(x, y, metres);
    const roadM = this.roadIndex.nearest(x, y);
    if (roadM < metres) this.overlay(coverCode.asphalt, 0.5 - roadM / metres);
    return place;
  }

  private overlay(code: number, share: number): void {
    if (share <= this.place.overlayShare) return;
    this.place.overlay = code;
    this.place.overlayShare = Math.min(1, share);
  }

  private pond(x: number, y: number): boolean {
    for (const pond of this.nearPonds.at(x, y)) {
      const edgeM = pondEdgeM(pond, x, y);
      if (edgeM < 0) {
        this.place.cover = coverCode.pond;
        this.place.heightM = pond.levelM;
        return true;
      }
      if (edgeM < 15) this.place.heightM = Math.max(this.place.heightM, pond.levelM + 0.5); // dam
    }
    return false;
  }

  private builtUp(x: number, y: number, metres: number): boolean {
    const { place } = this;
    for (const yard of this.nearYards.at(x, y)) {
      if (insideRectangle(yard, x, y) < 0) continue;
      place.cover = this.paved.halls.some((hall) => insideRectangle(hall, x, y) >= 0) ? coverCode.building : coverCode.asphalt;
      return true;
    }
    for (const s of this.nearSettlements.at(x, y)) {
      if (townShare(s, x, y) >= 1) continue;
      const building = buildingOnLot(s, x, y);
      place.cover = building != null && insideRectangle(building, x, y) >= 0 ? coverCode.building : coverCode.garden;
      this.overlay(coverCode.asphalt, 0.5 - streetEdgeM(s, x, y) / metres);
      return true;
    }
    return false;
  }

  private countryside(x: number, y: number, metres: number): void {
    const { place, mosaic } = this;
    const block = mosaic.blockAt(x, y);
    const { edgeM, edgeKind } = mosaic;
    const index = this.parcelIndex[parcelNumber(block, parcelSlot(block, x, y))] ?? -1;
    const parcel = this.parcels[index];
    place.cover = parcel?.cover ?? coverCode.grassland;
    if (isForest(place.cover)) {
      place.parcel = index;
      if (place.cover === coverCode.spruce) this.beetles(block.index, x, y);
      if (edgeKind === 'track') this.overlay(coverCode.track, 0.5 + (2 - edgeM) / metres);
      return;
    }
    const brookM = this.relief.brookEdgeM(x, y);
    if (brookM < 14 && brookM < 9 + 11 * gradientNoise(this.seed + 103, x / 60, y / 60)) {
      place.cover = coverCode.deciduous;
      return;
    }
    if (gradientNoise(this.seed + 104, x / 210, y / 210) > 0.6) {
      place.cover = coverCode.deciduous; // copse
      return;
    }
    if (edgeM >= insetM) place.parcel = index;
    else place.cover = coverCode.grassland; // margin
    if (edgeKind === 'track') this.overlay(coverCode.track, 0.5 + (2 - edgeM) / metres);
    else if (edgeKind === 'hedge') this.overlay(coverCode.deciduous, 0.5 + (4 - edgeM) / metres);
  }

  private beetles(block: number, x: number, y: number): void {
    for (const spot of this.spotsOf.get(block) ?? []) {
      const day = infestedOn(spot, x, y);
      if (day === 0 || (this.place.infestedOn > 0 && day >= this.place.infestedOn)) continue;
      this.place.infestedOn = day;
      this.place.clearedOn = clearedOn(spot, day);
    }
  }

  /** Forest on slopes, heights and by chance; grassland on wet plains and gentle slopes; else fields. */
  private chooseUse(x: number, y: number, block: number): BlockUse {
    const height = this.relief.heightM(x, y);
    const onPlain = height - plainM(x) < 6;
    const slope =
      (Math.abs(this.heightM(x + 120, y) - this.heightM(x - 120, y)) + Math.abs(this.heightM(x, y + 120) - this.heightM(x, y - 120))) / 340;
    const chance = uniform(this.seed + 105, block);
    if (onPlain) return chance < 0.5 ? 'grassland' : chance < 0.94 ? 'arable' : 'deciduous';
    const forest = 1.1 * fractal(this.seed + 106, x / 4200, y / 4200, 2) + slope / 0.3 + (height - 380) / 700 - 0.42;
    if (forest > 0) return height < 230 && chance < 0.5 ? 'deciduous' : chance < 0.62 ? 'spruce' : chance < 0.9 ? 'mixed' : 'deciduous';
    return chance < 0.18 + 1.5 * slope ? 'grassland' : 'arable';
  }

  private makeParcels(): Parcel[] {
    const parcels: Parcel[] = [];
    for (const block of this.mosaic.blocks) {
      if (block.x < -500 || block.y < -500 || block.x > regionM + 500 || block.y > regionM + 500) continue;
      for (let slot = 0; slot < parcelsPerBlock; slot++) {
        if (slot % 8 > block.cutsU.length || Math.floor(slot / 8) > block.cutsV.length) continue;
        if (ringAreaM2(parcelRing(block, slot)) < 600) continue;
        const number = parcelNumber(block, slot);
        this.parcelIndex[number] = parcels.length;
        parcels.push(makeParcel(this.seed + 110, number, block, slot, this.blockUse[block.index] as BlockUse));
      }
    }
    return parcels;
  }
}

function centroid(ring: readonly (readonly [number, number])[]): [number, number] {
  const sum = ring.reduce<[number, number]>(([sx, sy], [x, y]) => [sx + x, sy + y], [0, 0]);
  return [sum[0] / ring.length, sum[1] / ring.length];
}
