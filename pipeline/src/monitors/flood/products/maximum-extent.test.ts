import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { affine, type Grid } from '@landsicht/core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { writeCog } from '../../../raster/cog-writer.js';
import { openRaster } from '../../../raster/open-raster.js';
import { maximumExtent } from './maximum-extent.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-maximum-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const codes: Record<string, number> = { '.': 0, F: 1, R: 2, W: 3, '?': 255 };

async function layer(name: string, lines: readonly string[], shiftPx = 0): Promise<string> {
  const path = join(dir, `${name}.tif`);
  const width = (lines[0] as string).length;
  const grid: Grid = { width, height: lines.length, transform: affine.northUp(400_000 + shiftPx * 10, 5_660_000, 10), epsg: 25833 };
  const pixels = Uint8Array.from(lines.join(''), (c) => codes[c] ?? 0);
  await writeCog(path, { grid, pixelType: 'u8', bands: [{ name: 'flood' }], nodata: 255, overviews: 'mode' }, [pixels]);
  return path;
}

async function draw(path: string): Promise<string> {
  const file = await openRaster(path);
  const { data } = await file.read();
  await file.close();
  return [...(data[0] ?? [])].map((code) => Object.keys(codes).find((c) => codes[c] === code)).join('');
}

describe('maximumExtent', () => {
  it('says flood where it ever was, dry where it was seen and never wet, not observed where nobody ever looked', async () => {
    const out = join(dir, 'out.tif');
    const layers = [await layer('a', ['F.?R?.']), await layer('b', ['.F?R?W']), await layer('c', ['..???.'])];
    const summary = await maximumExtent(layers, { path: out });
    expect(await draw(out)).toBe('FF?R?W');
    expect(summary).toEqual({ floodedHa: 0.02, observedHa: 0.04, notObservedHa: 0.02 });
  });

  it('puts scenes of other extents where they belong', async () => {
    const out = join(dir, 'shifted.tif');
    await maximumExtent([await layer('d', ['....']), await layer('e', ['FF?F'], 2)], { path: out, bandRows: 1 });
    expect(await draw(out)).toBe('..FF');
  });
});
