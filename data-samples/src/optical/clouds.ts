import { fractal, smoothstep, uniform } from '../land/noise.js';
import { regionM } from '../land/region.js';
import type { OpticalPass } from './optical-pass.js';

const wavelengthM = 3800;
const octaves = 5;

/** Cloud and shadow of one pass as functions of the place. Shadows lie where the sun's ray to a cloud meets the ground. */
export class Clouds {
  private readonly seed: number;
  private readonly threshold: number;
  private readonly any: boolean;
  /** From a shadow to the cloud that casts it, m. */
  private readonly toCloudX: number;
  private readonly toCloudY: number;

  constructor({ seed, cloudShare, sun }: OpticalPass) {
    this.seed = seed;
    this.any = cloudShare > 0;
    // The threshold that this share of the region exceeds.
    const samples: number[] = [];
    for (let i = 0; i < 1600; i++)
      samples.push(fractal(seed, ((i % 40) * regionM) / 40 / wavelengthM, (Math.floor(i / 40) * regionM) / 40 / wavelengthM, octaves));
    samples.sort((a, b) => b - a);
    this.threshold = samples[Math.min(samples.length - 1, Math.floor(cloudShare * samples.length))] as number;
    const heightM = 900 + 1600 * uniform(seed, 1);
    const reach = heightM / Math.tan((sun.elevationDeg * Math.PI) / 180);
    this.toCloudX = reach * Math.sin((sun.azimuthDeg * Math.PI) / 180);
    this.toCloudY = reach * Math.cos((sun.azimuthDeg * Math.PI) / 180);
  }

  /** 0 clear … 1 thick. */
  opacityAt(x: number, y: number): number {
    if (!this.any) return 0;
    return smoothstep(-0.02, 0.13, fractal(this.seed, x / wavelengthM, y / wavelengthM, octaves) - this.threshold);
  }

  /** 0 … 1: share of the sun's direct light that is lost. */
  shadowAt(x: number, y: number): number {
    return this.any ? this.opacityAt(x + this.toCloudX, y + this.toCloudY) : 0;
  }
}
