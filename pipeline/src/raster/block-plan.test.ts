import { expect, it } from 'vitest';
import { planBlocks } from './block-plan.js';
import { parseLayout, type TiffLayout } from './tiff-layout.js';

/** 1000×1000 u8 in tiles of 100×100, deflate. */
function layout(tags: Record<string, readonly number[]> = {}): TiffLayout {
  const all = {
    ImageWidth: [1000],
    ImageLength: [1000],
    BitsPerSample: [8],
    Compression: [8],
    TileWidth: [100],
    TileLength: [100],
    ...tags,
  };
  return parseLayout(all, true, 'test.tif');
}

/** Blocks of 1000 bytes, one after the other from byte 8. */
function table(blocks: number) {
  return { offsets: Float64Array.from({ length: blocks }, (_, i) => 8 + i * 1000), counts: new Float64Array(blocks).fill(1000) };
}

it('takes only the blocks under the window', () => {
  const { groups } = planBlocks(layout(), table(100), { col: 150, row: 250, width: 100, height: 60 }, [0]);
  expect(groups.flat().map(({ column, row }) => [column, row])).toEqual([
    [1, 2],
    [2, 2],
    [1, 3],
    [2, 3],
  ]);
});

it('reads neighbours in the file at once, also where a few bytes lie between them', () => {
  const { groups, storedBytes } = planBlocks(layout(), table(100), { col: 0, row: 0, width: 1000, height: 1000 }, [0]);
  expect(groups).toHaveLength(1);
  expect(storedBytes).toBe(100_000);
});

it('does not read the megabytes between two far blocks', () => {
  const far = table(100);
  far.offsets[1] = 50_000_000;
  const { groups } = planBlocks(layout(), far, { col: 0, row: 0, width: 200, height: 100 }, [0]);
  expect(groups.map((group) => group.map(({ column }) => column))).toEqual([[0], [1]]);
});

it('keeps groups small in memory, however well the blocks are compressed', () => {
  const big = layout({ ImageWidth: [20_000], ImageLength: [20_000], TileWidth: [2_000], TileLength: [2_000] });
  const { groups } = planBlocks(big, table(100), { col: 0, row: 0, width: 20_000, height: 20_000 }, [0]);
  expect(Math.max(...groups.map(({ length }) => length))).toBe(2);
});

it('sets blocks that are not stored apart', () => {
  const holes = table(100);
  holes.counts[0] = 0;
  holes.offsets[1] = 0;
  const { groups, sparse } = planBlocks(layout(), holes, { col: 0, row: 0, width: 300, height: 100 }, [0]);
  expect(sparse.map(({ column }) => column)).toEqual([0, 1]);
  expect(groups.flat().map(({ column }) => column)).toEqual([2]);
});

it('takes the planes of the bands asked for', () => {
  const planar = layout({ SamplesPerPixel: [3], BitsPerSample: [8, 8, 8], PlanarConfiguration: [2] });
  const { groups } = planBlocks(planar, table(300), { col: 0, row: 0, width: 100, height: 100 }, [2]);
  expect(groups.flat()).toEqual([{ column: 0, row: 0, band: 2, offset: 8 + 200 * 1000, count: 1000 }]);
});
