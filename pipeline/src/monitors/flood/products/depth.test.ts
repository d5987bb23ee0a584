import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { affine, type Grid } from '@landsicht/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openRaster } from '../../../raster/open-raster.js';
import { floodCodes } from '../info.js';
import { type DepthInput, floodDepth, waterLevels, writeFloodDepth } from './depth.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-depth-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const codes: Record<string, number> = { '.': 0, F: floodCodes.flood, R: floodCodes.reference, '?': 255 };

function drawn(flood: readonly string[], handM: readonly number[], more: Partial<DepthInput> = {}): DepthInput {
  const width = (flood[0] as string).length;
  const grid: Grid = { width, height: flood.length, transform: affine.northUp(400_000, 5_660_000, 10), epsg: 25833 };
  const state = Uint8Array.from(flood.join(''), (c) => codes[c] ?? 0);
  const hand = Float32Array.from(handM);
  return {
    grid,
    source: async (row, rows) => ({
      flood: state.subarray(row * width, (row + rows) * width),
      handM: hand.subarray(row * width, (row + rows) * width),
    }),
    ...more,
  };
}

async function depthOf(input: DepthInput): Promise<number[]> {
  const out: number[] = [];
  for await (const { depthM } of floodDepth(input)) out.push(...Array.from(depthM, (depth) => Math.round(depth * 1000) / 1000));
  return out;
}

const nan = Number.NaN;

describe('floodDepth', () => {
  it('is the level, mean + 3σ of HAND, above each pixel, as worked by hand', async () => {
    // HAND 0, 1, 2, 3: mean 1.5, σ² = (2.25 + 0.25 + 0.25 + 2.25) / 4 = 1.25, level 1.5 + 3 · 1.118034 = 4.854102
    const input = drawn(['.FFFF.'], [9, 0, 1, 2, 3, 9]);
    expect((await waterLevels(input))[0]?.levelM).toBeCloseTo(4.854102, 6);
    expect(await depthOf(input)).toEqual([nan, 4.854, 3.854, 2.854, 1.854, nan]);
  });

  it('levels each object by itself, together with the river it touches, and gives no depth for the river', async () => {
    const input = drawn(['RF..F', '.F..F'], [0, 1, 5, 5, 2, 9, 2, 5, 5, 2], { bandRows: 1 });
    // 0, 1, 2: mean 1, σ² = 2/3; the other object is flat: its level is its HAND
    const level = 1 + 3 * Math.sqrt(2 / 3);
    expect((await waterLevels(input)).map(({ levelM }) => levelM)).toEqual([expect.closeTo(level, 6), 2]);
    expect(await depthOf(input)).toEqual([nan, 2.449, nan, nan, 0, nan, 1.449, nan, nan, 0]);
  });

  it('keeps unknown what HAND does not know, and takes no level from it', async () => {
    const input = drawn(['FFF.F', '....F'], [1, nan, 1, 0, nan, 0, 0, 0, 0, nan]);
    const [first, second] = await waterLevels(input);
    expect(first).toEqual({ pixels: 3, knownPixels: 2, levelM: 1 });
    expect(second).toEqual({ pixels: 2, knownPixels: 0, levelM: null });
    expect(await depthOf(input)).toEqual([0, nan, 0, nan, nan, nan, nan, nan, nan, nan]);
  });

  it('finds the level that fits best: all water at or below 2 m, dry ground from 2.5 m on', async () => {
    // level 2: 4 hits, 0 false alarms: CSI 1; level 8 would flood three dry pixels and win one outlier
    const input = drawn(['.FFFFF..'], [3, 0.5, 1, 2, 2, 8, 2.5, 3], { method: 'best-fit' });
    expect((await waterLevels(input))[0]?.levelM).toBeCloseTo(2, 6);
    expect(await depthOf(input)).toEqual([nan, 1.5, 1, 0, 0, 0, nan, nan]);
  });

  it('gives the same depth whatever the size of the bands', async () => {
    const map = ['FF..F', '.FFFF', '....F', 'F...F'];
    const hand = Array.from({ length: 20 }, (_, i) => (i * 7) % 5);
    expect(await depthOf(drawn(map, hand, { bandRows: 1 }))).toEqual(await depthOf(drawn(map, hand, { bandRows: 4 })));
  });

  it('writes a COG that says it is an estimate', async () => {
    const path = join(dir, 'depth.tif');
    await writeFloodDepth(path, drawn(['.FFFF.'], [9, 0, 1, 2, 3, 9]));
    const file = await openRaster(path);
    expect(file.metadata['LANDSICHT_ESTIMATE']).toBe('YES');
    expect(file.bands[0]).toMatchObject({ name: 'estimated_depth', unit: 'm' });
    expect([...(await file.read()).valid]).toEqual([0, 1, 1, 1, 1, 0]);
    await file.close();
  });
});
