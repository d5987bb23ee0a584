import { type Grid, sunAngles } from '@landsicht/core';
import { damage, damageAt } from '../land/beetle.js';
import { coverCode } from '../land/cover.js';
import { epochDayOf } from '../land/epoch-day.js';
import type { Land } from '../land/land.js';
import { northUpGrid } from '../land/north-up-grid.js';
import { regionEast, regionNorth } from '../land/region.js';
import { Canopy } from './canopy.js';
import { type Crown, makeCrowns } from './crowns.js';
import { CanopyPainter, type Rgbi } from './paint-canopy.js';

const groundColours: Readonly<Record<number, Rgbi>> = {
  [coverCode.river]: [64, 80, 74, 30],
  [coverCode.pond]: [50, 66, 64, 24],
  [coverCode.arable]: [178, 156, 116, 152],
  [coverCode.grassland]: [112, 140, 82, 178],
  [coverCode.garden]: [104, 126, 84, 166],
  [coverCode.building]: [158, 88, 72, 112],
  [coverCode.asphalt]: [136, 136, 138, 128],
  [coverCode.track]: [172, 156, 128, 150],
};
const forestFloor: Rgbi = [84, 80, 62, 100];
const felled: Rgbi = [158, 134, 104, 130];

export const orthoPixelM = 0.2;
export const orthoUtc = '2025-08-06T09:40:00Z';

export interface OrthoRows {
  readonly rgbi: readonly [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
  /** `crownClass` codes. */
  readonly crowns: Uint8Array;
}

/** A 20 cm orthophoto of a small square with every crown known. */
export class OrthoRenderer {
  readonly crowns: readonly Crown[];
  readonly grid: Grid;
  private readonly painter: CanopyPainter;
  private readonly land: Land;
  private readonly west: number;
  private readonly north: number;
  private readonly sizePx: number;
  private readonly epochDay: number;

  /** West and north in metres of the model plane. */
  constructor(land: Land, west: number, north: number, sizePx: number) {
    this.land = land;
    this.west = west;
    this.north = north;
    this.sizePx = sizePx;
    const utc = new Date(orthoUtc);
    this.epochDay = epochDayOf(utc);
    this.crowns = makeCrowns(land, west, north - sizePx * orthoPixelM, sizePx * orthoPixelM, this.epochDay);
    this.painter = new CanopyPainter(new Canopy(this.crowns, west, north, sizePx, orthoPixelM), this.crowns, {
      seed: land.seed,
      sun: sunAngles(utc, 13.845, 50.89),
      season: 'leaf-on',
      gain: [1, 1, 1, 1],
    });
    this.grid = northUpGrid(regionEast + west, regionNorth + north, orthoPixelM, sizePx, sizePx, 25833);
  }

  rows(row0: number, count: number): OrthoRows {
    const length = this.sizePx * count;
    const out: OrthoRows = {
      rgbi: [new Uint8Array(length), new Uint8Array(length), new Uint8Array(length), new Uint8Array(length)],
      crowns: new Uint8Array(length),
    };
    for (let r = 0; r < count; r++) {
      const y = this.north - (row0 + r + 0.5) * orthoPixelM;
      for (let c = 0; c < this.sizePx; c++) {
        const x = this.west + (c + 0.5) * orthoPixelM;
        const at = r * this.sizePx + c;
        out.crowns[at] = this.crowns[this.painter.crownAt(x, y)]?.state ?? 0;
        this.painter.paint(x, y, at, out.rgbi, this.groundAt);
      }
    }
    return out;
  }

  private readonly groundAt = (x: number, y: number): Rgbi => {
    const place = this.land.look(x, y, orthoPixelM);
    if (place.overlayShare > 0.5 && groundColours[place.overlay] != null) return groundColours[place.overlay] as Rgbi;
    const colour = groundColours[place.cover];
    if (colour != null) return colour;
    return damageAt(place.infestedOn, place.clearedOn, this.epochDay) === damage.cleared ? felled : forestFloor;
  };
}

/** Where the orthophoto of an area is taken: over the largest spot that stands ill on the day, off its middle. */
export function orthoPlace(
  land: Land,
  centre: readonly [number, number],
  reachM: number,
  sizeM: number,
): readonly [west: number, north: number] {
  const day = epochDayOf(new Date(orthoUtc));
  const ill = land.spots.filter(
    (s) =>
      Math.abs(s.x - centre[0]) < reachM &&
      Math.abs(s.y - centre[1]) < reachM &&
      s.startedOn + 90 < day &&
      (s.clearedOn == null || s.clearedOn > day),
  );
  const best = ill.reduce<{ x: number; y: number; endRadiusM: number } | null>(
    (a, b) => (a == null || b.endRadiusM > a.endRadiusM ? b : a),
    null,
  );
  const [x, y] = best == null ? centre : [best.x, best.y];
  return [Math.round((x + 20 - sizeM / 2) / 10) * 10, Math.round((y - 15 + sizeM / 2) / 10) * 10];
}
