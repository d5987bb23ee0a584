import { beforeAll, describe, expect, it } from 'vitest';
import { Land } from '../land/land.js';
import { crownClass } from './crowns.js';
import { OrthoRenderer, orthoPlace } from './render-ortho.js';

const size = 500;
let renderer: OrthoRenderer;

beforeAll(() => {
  const land = new Land(1);
  const [west, north] = orthoPlace(land, [10_000, 8000], 5000, 200);
  renderer = new OrthoRenderer(land, west + 50, north - 50, size);
});

describe('the simulated orthophoto', () => {
  it('shows healthy and dead crowns, the healthy ones brighter in near infrared than in red', () => {
    const { rgbi, crowns } = renderer.rows(0, size);
    const mean = (band: Uint8Array, state: number): number => {
      let sum = 0;
      let n = 0;
      for (let i = 0; i < crowns.length; i++) {
        if (crowns[i] !== state) continue;
        sum += band[i] as number;
        n++;
      }
      expect(n).toBeGreaterThan(300);
      return sum / n;
    };
    expect(mean(rgbi[3], crownClass.healthy)).toBeGreaterThan(1.4 * mean(rgbi[0], crownClass.healthy));
    expect(mean(rgbi[0], crownClass.red)).toBeGreaterThan(mean(rgbi[1], crownClass.red));
    expect(mean(rgbi[3], crownClass.grey)).toBeLessThan(mean(rgbi[0], crownClass.grey));
  });

  it('gives the same pixels whatever the bands of rows', () => {
    const whole = renderer.rows(0, 60);
    const part = renderer.rows(25, 10);
    expect(part.rgbi[1]).toEqual(whole.rgbi[1].slice(25 * size, 35 * size));
    expect(part.crowns).toEqual(whole.crowns.slice(25 * size, 35 * size));
  });
});
