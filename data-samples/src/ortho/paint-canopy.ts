import type { SunAngles } from '@landsicht/core';
import { gradientNoise, hash } from '../land/noise.js';
import type { Canopy } from './canopy.js';
import { type Crown, crownClass } from './crowns.js';

/** Red, green, blue, near infrared, 0 … 255. */
export type Rgbi = readonly [number, number, number, number];

/** Colours of state orthophotos in August; CIR means of healthy and infested crowns (Latvia) spread to what single crowns show. */
const crownColours: Readonly<Record<number, Rgbi>> = {
  [crownClass.healthy]: [64, 86, 74, 146],
  [crownClass.green]: [76, 94, 74, 134],
  [crownClass.red]: [152, 112, 90, 122],
  [crownClass.grey]: [164, 156, 152, 112],
};
const broadleafColours = { 'leaf-on': [84, 118, 70, 196], 'leaf-off': [118, 108, 100, 124] } as const satisfies Record<string, Rgbi>;

/** Light, camera and season of a picture. */
export interface PictureLight {
  readonly seed: number;
  readonly sun: SunAngles;
  readonly season: 'leaf-on' | 'leaf-off';
  /** Of the camera, per band R, G, B, I; 1 = as state orthophotos. */
  readonly gain: Rgbi;
}

const cellNoise = { floorFine: 411, floorCoarse: 412, crown: 413, grain: 414 } as const;

/** Colours of crowns and ground under one sun: lit and shaded sides, thrown shadows, grain. Places in metres of the model plane. */
export class CanopyPainter {
  private readonly canopy: Canopy;
  private readonly crowns: readonly Crown[];
  private readonly light: PictureLight;
  private readonly sunEast: number;
  private readonly sunNorth: number;
  private readonly sunSlope: number;

  constructor(canopy: Canopy, crowns: readonly Crown[], light: PictureLight) {
    this.canopy = canopy;
    this.crowns = crowns;
    this.light = light;
    const { azimuthDeg, elevationDeg } = light.sun;
    this.sunEast = Math.sin((azimuthDeg * Math.PI) / 180);
    this.sunNorth = Math.cos((azimuthDeg * Math.PI) / 180);
    this.sunSlope = Math.tan((elevationDeg * Math.PI) / 180);
  }

  /** Index of the crown seen from above, −1 = ground. */
  crownAt(x: number, y: number): number {
    return this.canopy.crown[this.canopy.indexAt(x, y)] ?? -1;
  }

  /** Sets the pixel `at` of each band; `ground` is asked where no crown is seen. */
  paint(x: number, y: number, at: number, bands: readonly Uint8Array[], ground: (x: number, y: number) => Rgbi): void {
    const { canopy } = this;
    const { seed, season, gain } = this.light;
    const top = canopy.indexAt(x, y);
    const crown = this.crowns[canopy.crown[top] as number];
    let colour: Rgbi;
    let light: number;
    if (crown == null) {
      colour = ground(x, y);
      light = this.inShadow(x, y, 0) ? 0.45 : 1;
      light *=
        1 +
        0.16 * gradientNoise(seed + cellNoise.floorFine, x / 1.3, y / 1.3) +
        0.14 * gradientNoise(seed + cellNoise.floorCoarse, x / 14, y / 14);
    } else {
      const surfaceM = canopy.heightM[top] as number;
      const share = Math.sqrt((x - crown.x) ** 2 + (y - crown.y) ** 2) / crown.radiusM;
      colour = crown.conifer || crown.state !== crownClass.healthy ? (crownColours[crown.state] as Rgbi) : broadleafColours[season];
      // The side towards the sun is bright; branches make rays.
      const facing = ((x - crown.x) * this.sunEast + (y - crown.y) * this.sunNorth) / crown.radiusM;
      const rays = crown.conifer ? 0.13 * Math.sin(11 * Math.atan2(y - crown.y, x - crown.x) + crown.phase3) * share : 0;
      light = 0.92 + 0.42 * facing - 0.16 * share + rays + 0.22 * gradientNoise(seed + cellNoise.crown, x / 0.7, y / 0.7);
      if (this.inShadow(x, y, surfaceM)) light *= 0.6;
      light *= 0.9 + 0.2 * ((hash(411, Math.round(crown.phase3 * 1000)) & 255) / 255);
    }
    const h = hash(seed + cellNoise.grain, Math.round(x * 10), Math.round(y * 10));
    for (let b = 0; b < bands.length; b++) {
      const grain = ((h >>> (8 * b)) & 255) / 32 - 4;
      const value = (colour[b] as number) * light * (gain[b] as number) + grain + (b === 2 ? 10 : b === 3 ? 0 : 6);
      (bands[b] as Uint8Array)[at] = Math.max(1, Math.min(255, Math.round(value)));
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
}
