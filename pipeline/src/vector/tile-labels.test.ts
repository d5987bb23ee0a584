import type { Window } from '@landsicht/core';
import { randomOf } from '@landsicht/core/testing';
import { describe, expect, it } from 'vitest';
import { labelTile, mergeTiles, type TileLabels } from './tile-labels.js';

interface Image {
  readonly codes: Uint8Array;
  readonly width: number;
  readonly height: number;
}

function drawn(...lines: string[]): Image {
  const codes = Uint8Array.from(lines.join(''), (c) => (c === 'S' ? 2 : c === '#' ? 1 : c === '?' ? 255 : 0));
  return { codes, width: lines[0]?.length ?? 0, height: lines.length };
}

function cut({ codes, width }: Image, { col, row, width: w, height: h }: Window): Uint8Array {
  return Uint8Array.from({ length: w * h }, (_, i) => codes[(row + Math.floor(i / w)) * width + col + (i % w)] as number);
}

/** Cuts a window in two again and again at random places: tiles of any size, borders that end in the middle of others. */
function randomTiles(window: Window, random: () => number): Window[] {
  const { col, row, width, height } = window;
  if (random() < 0.2 || (width < 2 && height < 2)) return [window];
  if (height < 2 || (width > 1 && random() < 0.5)) {
    const at = 1 + Math.floor(random() * (width - 1));
    return [...randomTiles({ ...window, width: at }, random), ...randomTiles({ ...window, col: col + at, width: width - at }, random)];
  }
  const at = 1 + Math.floor(random() * (height - 1));
  return [...randomTiles({ ...window, height: at }, random), ...randomTiles({ ...window, row: row + at, height: height - at }, random)];
}

/** Component number of every pixel of the image, −1 for none, and the components. */
function label(image: Image, windows: readonly Window[], connectivity: 4 | 8) {
  const tiles: TileLabels[] = windows.map((window) => labelTile(cut(image, window), window, { connectivity }));
  const { components, ofTile } = mergeTiles(tiles, { connectivity });
  const places = new Int32Array(image.codes.length).fill(-1);
  tiles.forEach(({ window, labels }, t) => {
    labels.forEach((k, i) => {
      const at = (window.row + Math.floor(i / window.width)) * image.width + window.col + (i % window.width);
      if (k > 0) places[at] = ofTile[t]?.[k - 1] ?? -9;
    });
  });
  return { components, places };
}

const whole = ({ width, height }: Image): Window => ({ col: 0, row: 0, width, height });

describe('tile labels', () => {
  it('joins across borders and, with 8 neighbours, across the corner where four tiles meet', () => {
    const image = drawn('#..#', '.S..', '..#.', '?..#');
    const quarters = [0, 2].flatMap((row) => [0, 2].map((col) => ({ col, row, width: 2, height: 2 })));
    expect(label(image, quarters, 8).components).toEqual([
      { pixelCount: 4, seedCount: 1, firstRow: 0, firstCol: 0 },
      { pixelCount: 1, seedCount: 0, firstRow: 0, firstCol: 3 },
    ]);
    expect(label(image, quarters, 4).components).toHaveLength(5);
  });

  it.each([4, 8] as const)(
    'gives what labelling the whole image gives, for random tilings in any order (connectivity %i)',
    (connectivity) => {
      const random = randomOf(17);
      for (let round = 0; round < 60; round++) {
        const [width, height] = [1 + Math.floor(random() * 40), 1 + Math.floor(random() * 40)];
        const share = 0.3 + 0.4 * random();
        const codes = Uint8Array.from({ length: width * height }, () =>
          random() < share ? 1 + Math.floor(random() * 1.3) : random() < 0.5 ? 0 : 255,
        );
        const image = { codes, width, height };
        const tiles = randomTiles(whole(image), random).sort(() => random() - 0.5);
        expect(label(image, tiles, connectivity)).toEqual(label(image, [whole(image)], connectivity));
      }
    },
  );

  it('says which tile does not have the size of its window', () => {
    expect(() => labelTile(new Uint8Array(5), { col: 0, row: 0, width: 2, height: 3 }, { connectivity: 8 })).toThrow(
      /expected 6 codes \(2×3\), got 5/,
    );
  });
});
