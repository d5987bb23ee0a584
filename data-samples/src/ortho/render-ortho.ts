import type { Grid } from '@landsicht/core';
import { damage, damageAt } from '../land/beetle.js';
import { coverCode } from '../land/cover.js';
import { epochDayOf } from '../land/epoch-day.js';
import type { Land } from '../land/land.js';
import { gradientNoise, hash } from '../land/noise.js';
import { northUpGrid } from '../land/north-up-grid.js';
import { regionEast, regionNorth } from '../land/region.js';
import { type SunAngles, sunAngles } from '../optical/sun.js';
import { Canopy } from './canopy.js';
import { type Crown, crownClass, makeCrowns } from './crowns.js';

/** Red, green, blue, near infrared, 0 … 255. */
type Rgbi = readonly [number, number, number, number];

/** Colours of state orthophotos in August; CIR means of healthy and infested crowns (Latvia) spread to what single crowns show. */
const crownColours: Readonly<Record<number, Rgbi>> = {
  [crownClass.healthy]: [64, 86, 74, 146],
  [crownClass.green]: [76, 94, 74, 134],
  [crownClass.red]: [152, 112, 90, 122],
  [crownClass.grey]: [164, 156, 152, 112],
};
const broadleaf: Rgbi = [84, 118, 70, 196];
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
  private readonly canopy: Canopy;
  private readonly land: Land;
  private readonly west: number;
  private readonly north: number;
  private readonly sizePx: number;
  private readonly epochDay: number;
  private readonly sunEast: number;
  private readonly sunNorth: number;
  private readonly sunSlope: number;

  /** West and north in metres of the model plane. */
  constructor(land: Land, west: number, north: number, sizePx: number) {
    this.land = land;
    this.west = west;
    this.north = north;
    this.sizePx = sizePx;
    const utc = new Date(orthoUtc);
    this.epochDay = epochDayOf(utc);
    this.crowns = makeCrowns(land, west, north - sizePx * orthoPixelM, sizePx * orthoPixelM, this.epochDay);
    this.canopy = new Canopy(this.crowns, west, north, sizePx, orthoPixelM);
    this.grid = northUpGrid(regionEast + west, regionNorth + north, orthoPixelM, sizePx, sizePx, 25833);
    const sun: SunAngles = sunAngles(utc, 13.845, 50.89);
    this.sunEast = Math.sin((sun.azimuthDeg * Math.PI) / 180);
    this.sunNorth = Math.cos((sun.azimuthDeg * Math.PI) / 180);
    this.sunSlope = Math.tan((sun.elevationDeg * Math.PI) / 180);
  }

  rows(row0: number, count: number): OrthoRows {
    const length = this.sizePx * count;
    const out: OrthoRows = {
      rgbi: [new Uint8Array(length), new Uint8Array(length), new Uint8Array(length), new Uint8Array(length)],
      crowns: new Uint8Array(length),
    };
    for (let r = 0; r < count; r++) {
      const y = this.north - (row0 + r + 0.5) * orthoPixelM;
      for (let c = 0; c < this.sizePx; c++) this.pixel(this.west + (c + 0.5) * orthoPixelM, y, r * this.sizePx + c, out);
    }
    return out;
  }

  private pixel(x: number, y: number, at: number, out: OrthoRows): void {
    const { canopy } = this;
    const top = canopy.indexAt(x, y);
    const crown = this.crowns[canopy.crown[top] as number];
    let colour: Rgbi;
    let light: number;
    if (crown == null) {
      colour = this.ground(x, y);
      light = this.inShadow(x, y, 0) ? 0.45 : 1;
      light *=
        1 + 0.16 * gradientNoise(this.land.seed + 411, x / 1.3, y / 1.3) + 0.14 * gradientNoise(this.land.seed + 412, x / 14, y / 14);
    } else {
      const surfaceM = canopy.heightM[top] as number;
      const share = Math.sqrt((x - crown.x) ** 2 + (y - crown.y) ** 2) / crown.radiusM;
      out.crowns[at] = crown.state;
      colour = crown.conifer || crown.state !== crownClass.healthy ? (crownColours[crown.state] as Rgbi) : broadleaf;
      // The side towards the sun is bright; branches make rays.
      const facing = ((x - crown.x) * this.sunEast + (y - crown.y) * this.sunNorth) / crown.radiusM;
      const rays = crown.conifer ? 0.13 * Math.sin(11 * Math.atan2(y - crown.y, x - crown.x) + crown.phase3) * share : 0;
      light = 0.92 + 0.42 * facing - 0.16 * share + rays + 0.22 * gradientNoise(this.land.seed + 413, x / 0.7, y / 0.7);
      if (this.inShadow(x, y, surfaceM)) light *= 0.6;
      light *= 0.9 + 0.2 * ((hash(411, Math.round(crown.phase3 * 1000)) & 255) / 255);
    }
    const h = hash(this.land.seed + 414, Math.round(x * 10), Math.round(y * 10));
    for (let b = 0; b < 4; b++) {
      const grain = ((h >>> (8 * b)) & 255) / 32 - 4;
      (out.rgbi[b] as Uint8Array)[at] = Math.max(
        1,
        Math.min(255, Math.round((colour[b] as number) * light + grain + (b === 2 ? 10 : b === 3 ? 0 : 6))),
      );
    }
  }

  /** A crown in the direction of the sun that is higher than its ray from here. */
  private inShadow(x: number, y: number, surfaceM: number): boolean {
    for (let reach = 2.5; reach <= 17.5; reach += 2.5) {
      const ray = surfaceM + reach * this.sunSlope;
      if (ray > 27) return false;
      const at = this.canopy.indexAt(x + reach * this.sunEast, y + reach * this.sunNorth);
      if (at >= 0 && (this.canopy.heightM[at] as number) > ray) return true;
    }
    return false;
  }

  private ground(x: number, y: number): Rgbi {
    const place = this.land.look(x, y, orthoPixelM);
    if (place.overlayShare > 0.5 && groundColours[place.overlay] != null) return groundColours[place.overlay] as Rgbi;
    const colour = groundColours[place.cover];
    if (colour != null) return colour;
    return damageAt(place.infestedOn, place.clearedOn, this.epochDay) === damage.cleared ? felled : forestFloor;
  }
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
