import { describe, expect, it, vi } from 'vitest';
import type { Session, Tensor } from '../engine.js';
import { inferBands, type TiledImage, type TiledOptions } from './infer-bands.js';
import { blendWeights, mirrored, tileStarts } from './tile-starts.js';

const signal = new AbortController().signal;
const options: TiledOptions = { tilePx: 32, overlapPx: 8, batch: 3, signal };

function sessionOf(answer: (input: Tensor) => Tensor): Session {
  return { device: 'cpu', inputName: 'input', outputName: 'output', run: async (input) => answer(input), close: async () => {} };
}

/** Mean of the 3×3 around, as a convolution with zero padding: wrong along the border of a tile. */
const blur = sessionOf(({ data, shape }) => {
  const [n = 0, , rows = 0, columns = 0] = shape;
  const out = new Float32Array(n * rows * columns);
  for (let k = 0; k < n; k++)
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++) {
        let sum = 0;
        for (let dy = -1; dy <= 1; dy++)
          for (let dx = -1; dx <= 1; dx++)
            if (y + dy >= 0 && y + dy < rows && x + dx >= 0 && x + dx < columns) sum += data[(k * rows + y + dy) * columns + x + dx] ?? 0;
        out[(k * rows + y) * columns + x] = sum / 9;
      }
  return { data: out, shape: [n, 1, rows, columns] };
});
const same = sessionOf((input) => input);

function imageOf(width: number, height: number, at: (col: number, row: number) => number, valid = (_i: number) => 1): TiledImage {
  return {
    width,
    height,
    channels: 1,
    readRows: async (row, rows) => ({
      channels: [Float32Array.from({ length: width * rows }, (_, i) => at(i % width, row + Math.floor(i / width)))],
      valid: Uint8Array.from({ length: width * rows }, (_, i) => valid(row * width + i)),
    }),
  };
}

async function whole(session: Session, image: TiledImage, given: TiledOptions = options): Promise<Float32Array> {
  const out = new Float32Array(image.width * image.height);
  let filled = 0;
  for await (const { row, rows, values } of inferBands(session, image, given)) {
    expect(row * image.width).toBe(filled);
    out.set(values[0] as Float32Array, filled);
    filled += rows * image.width;
  }
  expect(filled).toBe(out.length);
  return out;
}

describe('tiles', () => {
  it.each([
    [100, 32, 8],
    [32, 32, 8],
    [5, 32, 8],
    [1000, 256, 32],
    [33, 32, 16],
  ])('of %i px cover it and overlap', (length, tilePx, overlapPx) => {
    const starts = tileStarts(length, tilePx, overlapPx);
    expect(starts[0]).toBe(0);
    if (length > tilePx) expect(starts.at(-1)).toBe(length - tilePx);
    for (const [k, start] of starts.slice(1).entries()) expect((starts[k] as number) + tilePx - start).toBeGreaterThanOrEqual(overlapPx);
  });

  it('weights of two neighbours add up to one where they overlap by all of it', () => {
    const weights = blendWeights(32, 8);
    for (let i = 0; i < 8; i++) expect((weights[i] as number) + (weights[24 + i] as number)).toBeCloseTo(1, 6);
  });

  it('mirrors without repeating the edge', () => {
    expect([-2, -1, 0, 3, 4, 5].map((i) => mirrored(i, 4))).toEqual([2, 1, 0, 3, 2, 1]);
    expect(mirrored(7, 1)).toBe(0);
  });
});

describe('inferBands', () => {
  const pattern = (col: number, row: number) => Math.sin(col / 5) + Math.cos(row / 7);

  it.each([
    [100, 77],
    [32, 32],
    [7, 90],
    [40, 5],
  ])('gives every pixel of %i×%i back once', async (width, height) => {
    const out = await whole(same, imageOf(width, height, pattern));
    for (let i = 0; i < out.length; i++) expect(out[i]).toBeCloseTo(pattern(i % width, Math.floor(i / width)), 5);
  });

  it('has no seam: a constant stays constant but for the image’s own border, and a shift of it shifts all answers by the same', async () => {
    const [zero, shifted] = [
      await whole(
        blur,
        imageOf(90, 70, () => 1),
      ),
      await whole(
        blur,
        imageOf(90, 70, () => 3),
      ),
    ];
    for (let row = 8; row < 62; row++)
      for (let col = 8; col < 82; col++) {
        // the padding of a tile is wrong in its outermost pixel alone, whose weight is 0.01
        expect(zero[row * 90 + col]).toBeGreaterThan(0.99);
        expect((shifted[row * 90 + col] as number) / (zero[row * 90 + col] as number)).toBeCloseTo(3, 5);
      }
  });

  it('answers the same whatever the batch', async () => {
    const image = imageOf(100, 60, pattern);
    expect(await whole(blur, image, { ...options, batch: 1 })).toEqual(await whole(blur, image, { ...options, batch: 7 }));
  });

  it('averages the four mirror images: what leans to one side stands upright', async () => {
    // moves everything by a pixel to the right
    const leaning = sessionOf(({ data, shape }) => {
      const out = new Float32Array(data.length);
      for (let i = 0; i < data.length; i++) out[i] = i % 32 === 0 ? 0 : (data[i - 1] as number);
      return { data: out, shape };
    });
    const image = imageOf(32, 32, (col) => (col === 16 ? 1 : 0));
    const out = await whole(leaning, image, { ...options, flips: true });
    expect([...out.subarray(10 * 32 + 14, 10 * 32 + 19)]).toEqual([0, 0.5, 0, 0.5, 0]);
  });

  it('lets nothing of what was not observed in', async () => {
    const image = imageOf(
      50,
      40,
      (col) => (col === 20 ? Number.NaN : 2),
      (i) => (i % 50 === 20 ? 0 : 1),
    );
    const out = await whole(blur, image);
    expect(out.every((value) => Number.isFinite(value))).toBe(true);
  });

  it('halves the batch where the device has no memory, and says so once', async () => {
    const sizes: number[] = [];
    const small = sessionOf((input) => {
      sizes.push(input.shape[0] as number);
      if ((input.shape[0] as number) > 2) throw new Error('Failed to allocate memory for requested buffer of size 1');
      return input;
    });
    const onNote = vi.fn();
    const image = imageOf(200, 60, pattern);
    expect(await whole(small, image, { ...options, batch: 8, onNote })).toEqual(await whole(same, image));
    expect(onNote).toHaveBeenCalledOnce();
    expect(sizes.slice(0, 3)).toEqual([8, 4, 2]);
  });

  it('stops when told, and refuses a network that answers another size or an overlap that cannot be', async () => {
    const stop = new AbortController();
    stop.abort(new Error('enough'));
    await expect(whole(same, imageOf(64, 64, pattern), { ...options, signal: stop.signal })).rejects.toThrow('enough');
    const halving = sessionOf(() => ({ data: new Float32Array(256), shape: [1, 1, 16, 16] }));
    await expect(whole(halving, imageOf(32, 32, pattern))).rejects.toMatchObject({ code: 'model-invalid' });
    await expect(whole(same, imageOf(64, 64, pattern), { ...options, overlapPx: 20 })).rejects.toMatchObject({ code: 'bad-argument' });
  });
});
