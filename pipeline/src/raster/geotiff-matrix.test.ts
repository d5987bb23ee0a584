import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openRaster } from './open-raster.js';
import type { StoredPixels } from './raster-file.js';

interface Expected {
  readonly file: string;
  readonly dtype?: string;
  readonly shape?: readonly [bands: number, rows: number, cols: number];
  readonly opts?: readonly string[];
  readonly sha256_pixels_bsq_le?: string;
  readonly max_abs_diff?: number;
}

const folder = fileURLToPath(new URL('../../../../shared/data/geotiff/matrix/', import.meta.url));
const there = existsSync(`${folder}expected.json`);
const all: Expected[] = there ? JSON.parse(readFileSync(`${folder}expected.json`, 'utf8')).files : [];
const good = all.filter(({ file }) => !file.startsWith('bad_'));
const isLzma = ({ file }: Expected) => file.includes('_lzma_');
const isLossy = ({ max_abs_diff }: Expected) => (max_abs_diff ?? 0) > 0;
const needs = there ? '' : ' (skipped: needs ../shared/data)';

function sha256(pixels: StoredPixels): string {
  const hash = createHash('sha256');
  for (const band of pixels.data) hash.update(new Uint8Array(band.buffer, band.byteOffset, band.byteLength));
  return hash.digest('hex');
}

/** Pixels of a `.npy` (version 1) in C order. */
function readNpy(file: string): Float64Array {
  const bytes = readFileSync(folder + file);
  const start = 10 + bytes.readUInt16LE(8);
  const type = /'descr': '[<|](\w\d)'/.exec(bytes.subarray(10, start).toString('latin1'))?.[1];
  const body = bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length);
  if (type === 'u1') return Float64Array.from(new Uint8Array(body));
  if (type === 'u2') return Float64Array.from(new Uint16Array(body));
  return Float64Array.from(new Float32Array(body));
}

describe.skipIf(!there)(`the GeoTIFF matrix${needs}`, () => {
  it('has the 155 files that this suite was written for', () => expect(good).toHaveLength(155));

  it.each(good.filter((f) => !isLzma(f) && !isLossy(f)).map((f) => [f.file, f] as const))(
    'decodes %s to its sha-256',
    async (file, expected) => {
      const raster = await openRaster(folder + file);
      const pixels = await raster.read();
      expect([raster.bands.length, raster.height, raster.width]).toEqual(expected.shape);
      expect(sha256(pixels)).toBe(expected.sha256_pixels_bsq_le);
      await raster.close();
    },
  );

  it.each(good.filter(isLossy).map((f) => [f.file, f] as const))('decodes %s within its largest difference', async (file, expected) => {
    const raster = await openRaster(folder + file);
    const { data } = await raster.read();
    const [bands, rows, cols] = expected.shape ?? [0, 0, 0];
    const source = readNpy(
      file.startsWith('u8') ? 'source_u8_3x87x101.npy' : file.startsWith('u16') ? 'source_u16_4x87x101.npy' : 'source_f32_4x87x101.npy',
    );
    let worst = 0;
    for (let b = 0; b < bands; b++) {
      for (let i = 0; i < rows * cols; i++) {
        const truth = source[b * rows * cols + i] as number;
        if (Number.isFinite(truth)) worst = Math.max(worst, Math.abs((data[b]?.[i] as number) - truth));
      }
    }
    expect(worst).toBeGreaterThan(0);
    expect(worst).toBeLessThanOrEqual(expected.max_abs_diff ?? 0);
    await raster.close();
  });

  it.each(good.filter(isLzma).map((f) => f.file))('names the codec of %s that it does not read', async (file) => {
    await expect(openRaster(folder + file)).rejects.toMatchObject({
      code: 'raster-unsupported',
      message: expect.stringContaining('unsupported: LZMA'),
    });
  });
});
