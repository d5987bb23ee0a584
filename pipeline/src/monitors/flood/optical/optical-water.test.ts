import { maskReasons, reasonOfCode } from '@landsicht/core';
import { describe, expect, it } from 'vitest';
import { BlockSums, blockGridOf } from './block-sums.js';
import type { OpticalBands } from './optical-rows.js';
import { opticalWater } from './optical-water.js';
import { sceneContext } from './scene-context.js';
import { answerImage, imageRows, type OpticalImage } from './testing/answer-image.js';

type Spectrum = readonly [b: number, g: number, r: number, n: number, s1: number, s2: number];
const bandNames = ['blue', 'green', 'red', 'nir', 'swir16', 'swir22'] as const;

/** Surface reflectances (flood.md section 8). */
const covers = {
  meadow: [0.035, 0.07, 0.04, 0.38, 0.19, 0.09],
  lake: [0.025, 0.035, 0.018, 0.008, 0.004, 0.002],
  flood: [0.07, 0.09, 0.1, 0.06, 0.015, 0.008],
  soil: [0.11, 0.15, 0.19, 0.26, 0.33, 0.28],
  spruce: [0.02, 0.035, 0.022, 0.2, 0.08, 0.035],
} as const satisfies Record<string, Spectrum>;
type Cover = keyof typeof covers;

/** Path radiance of clear air as reflectance, and skylight as a share of all light: plausible for clear air and a sun zenith of 40°, not modelled. */
const path: Spectrum = [0.065, 0.04, 0.022, 0.008, 0.002, 0.001];
const skylight: Spectrum = [0.32, 0.24, 0.19, 0.12, 0.06, 0.04];
const cloudTop: Spectrum = [0.55, 0.54, 0.54, 0.57, 0.4, 0.3];

const size = 200;
const pixelM = 20;
const sun = { azimuthDeg: 150, zenithDeg: 40 };

interface Drawn {
  readonly image: OpticalImage;
  readonly isShadow: Uint8Array;
  readonly isCloud: Uint8Array;
}

/** A plain 4 × 4 km seen from space: `coverAt` says what lies where; one cloud of 600 m × 600 m, `cloudHeightM` high, and its shadow. */
function draw(coverAt: (col: number, row: number) => Cover, cloudHeightM: number | null): Drawn {
  const bands = Object.fromEntries(bandNames.map((name) => [name, new Float32Array(size * size)])) as unknown as OpticalBands;
  const [isShadow, isCloud] = [new Uint8Array(size * size), new Uint8Array(size * size)];
  const shiftPx = ((cloudHeightM ?? 0) * Math.tan((sun.zenithDeg * Math.PI) / 180)) / pixelM;
  const azimuth = (sun.azimuthDeg * Math.PI) / 180;
  const cloudCovers = (col: number, row: number) => cloudHeightM != null && Math.abs(col - 120) < 15 && Math.abs(row - 140) < 15;
  for (let at = 0; at < size * size; at++) {
    const [col, row] = [at % size, Math.floor(at / size)];
    if (cloudCovers(col, row)) isCloud[at] = 1;
    else if (cloudCovers(col + shiftPx * Math.sin(azimuth), row - shiftPx * Math.cos(azimuth))) isShadow[at] = 1;
    const surface = covers[coverAt(col, row)];
    bandNames.forEach((name, k) => {
      const light = isShadow[at] === 1 ? (skylight[k] ?? 0) : 1;
      const noise = 0.001 * Math.sin(at * 12.9898 + k * 78.233); // ± one count of 1000
      bands[name][at] = (isCloud[at] === 1 ? (cloudTop[k] ?? 0) : (path[k] ?? 0) + light * (surface[k] ?? 0)) + noise;
    });
  }
  return { image: { width: size, height: size, pixelM, bands, sun }, isShadow, isCloud };
}

/** Counts of answers where `mask` is 1: by reason where not observed. */
function answersIn({ answer, reason }: { answer: Uint8Array; reason: Uint8Array }, mask: (at: number) => boolean): Record<string, number> {
  const counts: Record<string, number> = {};
  for (let at = 0; at < answer.length; at++) {
    if (!mask(at)) continue;
    const name = answer[at] === 255 ? (reasonOfCode(reason[at] ?? 0) ?? 'none') : answer[at] === 1 ? 'water' : 'dry';
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
}

const everyMeadow = (): Cover => 'meadow';

describe('opticalWater under a simulated cloud', () => {
  it.each([600, 1500])('hides the shadow of a cloud %i m high on a meadow, wherever it falls, and nothing else', (heightM) => {
    const { image, isShadow, isCloud } = draw(everyMeadow, heightM);
    const answers = answerImage(image, 64);
    const shadow = answersIn(answers, (at) => isShadow[at] === 1);
    expect(shadow['water'] ?? 0).toBe(0);
    expect(shadow['dry'] ?? 0).toBe(0);
    expect(answersIn(answers, (at) => isCloud[at] === 1)).toEqual({ cloud: 29 * 29 });
    const rest = answersIn(answers, (at) => isShadow[at] === 0 && isCloud[at] === 0);
    expect(rest['water'] ?? 0).toBe(0);
    expect((rest['dry'] ?? 0) / (size * size)).toBeGreaterThan(0.93);
  });

  it('calls the shadow water without the test: what it is for', () => {
    const { image, isShadow } = draw(everyMeadow, 1500);
    expect(answersIn(answerImage(image, 64, false), (at) => isShadow[at] === 1)['water']).toBeGreaterThan(800);
  });

  it('hides the shadow when the sun angles are unknown', () => {
    const { image, isShadow } = draw(everyMeadow, 1500);
    const { sun: _, ...noSun } = image;
    const shadow = answersIn(answerImage(noSun, 64), (at) => isShadow[at] === 1);
    expect(Object.keys(shadow).filter((name) => name !== 'cloud-shadow' && name !== 'cloud-adjacent')).toEqual([]);
  });

  it('never takes a shadow on fields for water, though shaded bare soil has its colour', () => {
    const fields = (col: number, row: number): Cover => ((Math.floor(col / 10) + Math.floor(row / 10)) % 3 === 0 ? 'soil' : 'meadow');
    const { image, isShadow } = draw(fields, 1500);
    const shadow = answersIn(answerImage(image, 64), (at) => isShadow[at] === 1);
    expect(shadow['water'] ?? 0).toBe(0);
    expect(shadow['dry'] ?? 0).toBe(0);
  });

  it('keeps a lake and a turbid flood outside of the shadow, near the cloud, as water', () => {
    const wet = (col: number, row: number): Cover =>
      row > 100 && row < 120 ? (col < 40 ? 'lake' : col > 165 ? 'flood' : 'meadow') : 'meadow';
    const { image } = draw(wet, 1500);
    const isWet = (at: number) => wet(at % size, Math.floor(at / size)) !== 'meadow';
    const { sun: _, ...noSun } = image;
    for (const known of [image, noSun]) {
      const counts = answersIn(answerImage(known, 64), isWet);
      expect(counts['dry'] ?? 0).toBe(0);
      expect(counts['water']).toBeGreaterThan(1250);
    }
  });

  it('calls flooded vegetation not observed where it could be shadow, never dry; where no cloud is, as the five tests see it', () => {
    // 70 % clear water, 30 % meadow: passes four of the five tests, greener than bare water
    const mixed = covers.meadow.map((value, k) => 0.3 * value + 0.7 * (covers.lake[k] ?? 0));
    const { image } = draw(everyMeadow, 1500);
    const clear = draw(everyMeadow, null).image;
    const at = (col: number, row: number) => col > 90 && col < 105 && row > 75 && row < 95; // within the shadow zone, north-west of the cloud
    for (const { bands } of [image, clear]) {
      bandNames.forEach((name, k) => {
        for (let i = 0; i < size * size; i++) if (at(i % size, Math.floor(i / size))) bands[name][i] = (path[k] ?? 0) + (mixed[k] ?? 0);
      });
    }
    const isMixed = (i: number) => at(i % size, Math.floor(i / size));
    expect(Object.keys(answersIn(answerImage(image, 64), isMixed))).toEqual(['cloud-shadow']);
    expect(answersIn(answerImage(clear, 64), isMixed)['cloud-shadow']).toBeUndefined();
  });

  it('does not take white roofs for clouds that throw shadows, nor for water', () => {
    const { image } = draw(everyMeadow, null);
    for (let at = 0; at < size * size; at++) {
      const isRoof = at % 20 < 3 && Math.floor(at / size) % 20 < 3; // 60 m × 60 m
      if (isRoof) for (const [k, name] of bandNames.entries()) image.bands[name][at] = cloudTop[k] ?? 0;
    }
    const answers = answerImage(image, 64);
    expect(answersIn(answers, () => true)).toEqual({ dry: size * size - 900, cloud: 900 });
  });

  it('lets one hall roof, large and white as a cloud, not hide a flood: so small a cloud has no such shadow', () => {
    const { image } = draw((_, row) => (row > 60 ? 'flood' : 'soil'), null);
    for (let at = 0; at < size * size; at++) {
      const isRoof = at % size >= 48 && at % size < 60 && at / size >= 24 && at / size < 36; // 240 m × 240 m
      if (isRoof) for (const [k, name] of bandNames.entries()) image.bands[name][at] = cloudTop[k] ?? 0;
    }
    const { sun: _, ...noSun } = image;
    for (const known of [image, noSun]) {
      const flood = answersIn(answerImage(known, 64), (at) => at >= 61 * size);
      expect(flood).toEqual({ water: size * (size - 61) });
    }
  });

  it('gives the same answers whatever the height of the bands it is streamed in', () => {
    const { image } = draw((col, row) => (row > 165 ? 'flood' : col > 150 ? 'spruce' : 'meadow'), 800);
    const whole = answerImage(image, size);
    for (const bandRows of [33, 129]) {
      const streamed = answerImage(image, bandRows);
      expect(Buffer.compare(streamed.answer, whole.answer)).toBe(0);
      expect(Buffer.compare(streamed.reason, whole.reason)).toBe(0);
    }
  });
});

describe('opticalWater with masks of the product', () => {
  const { image } = draw((col) => (col < 100 ? 'flood' : 'meadow'), null);

  it("answers not observed with the mask's reason, be it water or land", () => {
    const reason = new Uint8Array(size * size);
    const masks = ['cloud', 'cloud-shadow', 'snow', 'haze', 'cloud-adjacent', 'terrain-shadow'] as const;
    for (const [k, name] of masks.entries()) reason.fill(maskReasons[name].code, k * size, (k + 1) * size);
    const answers = answerImage({ ...image, reason }, 64, false);
    masks.forEach((name, k) => {
      expect(answersIn(answers, (at) => Math.floor(at / size) === k)).toEqual({ [name]: size });
    });
    expect(answersIn(answers, (at) => Math.floor(at / size) >= masks.length)).toEqual({ water: 100 * (size - 6), dry: 100 * (size - 6) });
  });

  it('lets the clouds of the product throw shadows that its mask lacks', () => {
    const drawn = draw(everyMeadow, 1500);
    const reason = drawn.isCloud.map((is) => is * maskReasons.cloud.code);
    const shadow = answersIn(answerImage({ ...drawn.image, reason }, 64), (at) => drawn.isShadow[at] === 1);
    expect(shadow).toEqual({ 'cloud-shadow': drawn.isShadow.reduce((sum, is) => sum + is, 0) });
  });

  it('calls pixels without data, or with values that are no numbers, not observed', () => {
    const rows = imageRows(image, 0, 2, 0);
    rows.valid[0] = 0;
    rows.bands.nir[1] = NaN;
    const { answer, reason } = opticalWater(rows, null);
    expect([...answer.subarray(0, 3)]).toEqual([255, 255, 1]);
    expect([...reason.subarray(0, 3)]).toEqual([maskReasons.nodata.code, maskReasons.defective.code, 0]);
  });

  it('refuses rows with too little halo to look for clouds', () => {
    const sums = new BlockSums(blockGridOf(size, size, pixelM, pixelM), 0.08);
    expect(() => opticalWater(imageRows(image, 0, 10, 2), sceneContext(sums, null))).toThrow(/at least 5 halo rows .* got 2/);
  });

  it('answers a scene that is all masked without inventing anything', () => {
    const reason = new Uint8Array(size * size).fill(maskReasons.cloud.code);
    expect(answersIn(answerImage({ ...image, reason }, 64), () => true)).toEqual({ cloud: size * size });
  });
});
