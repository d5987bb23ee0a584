import { expect, it } from 'vitest';
import { PixelColumns, stages } from './pixel-columns.js';
import type { StateParts } from './state-parts.js';
import { causes, causesAround } from './stress-around.js';
import { soilForGood } from './strip-mask.js';

const size = 24;
type Place = { readonly col: number; readonly row: number };

/** A square of forest; `stress` gives the first and last day of a confirmed stress, `bareFrom` the first bare day, 0 = none. */
function forest(stress: (place: Place) => readonly [first: number, last: number] | null, bareFrom: (place: Place) => number = () => 0) {
  const count = size * size;
  const columns = new PixelColumns(count, 'landsicht');
  const soil = new Uint8Array(count);
  columns.stage.fill(stages.modelled);
  for (let i = 0; i < count; i++) {
    const place = { col: i % size, row: Math.floor(i / size) };
    const found = stress(place);
    if (found != null) {
      columns.stressed[i] = 1;
      [columns.firstAnomalyDay[i], columns.lastAnomalyDay[i]] = found;
    }
    columns.firstSoilDay[i] = bareFrom(place);
    if (columns.firstSoilDay[i] !== 0) soil[i] = soilForGood;
  }
  const pixels = Int32Array.from({ length: count }, (_, i) => i);
  const parts: StateParts = { pixels, columns, training: null, soil, width: size, firstDay: 1, lastDay: 1100, biases: [] };
  return causesAround(parts, 90);
}

const count = (found: Uint8Array, cause: number): number => found.filter((one) => one === cause).length;
const inStand = ({ col, row }: Place): boolean => col >= 4 && col < 18 && row >= 4 && row < 18;

it('takes a stand that dries at once for drought, to its corners', () => {
  expect(
    count(
      forest((place) => (inStand(place) ? [1000 + (place.col % 3) * 10, 1070] : null)),
      causes.standWide,
    ),
  ).toBe(14 * 14);
});

it('leaves spots to the beetles: half a hectare at once, or a stand one after the other', () => {
  expect(
    count(
      forest(({ col, row }) => (col < 7 && row > 8 && row < 16 ? [1000, 1070] : null)),
      causes.standWide,
    ),
  ).toBe(0);
  expect(
    count(
      forest((place) => (inStand(place) ? [800 + 20 * place.col, 860 + 20 * place.col] : null)),
      causes.standWide,
    ),
  ).toBe(0);
});

it('lets no stand be drought for longer than the quarter in which droughts recover', () => {
  expect(
    count(
      forest((place) => (inStand(place) ? [1000, 1091] : null)),
      causes.standWide,
    ),
  ).toBe(0);
});

it('does not call the border of a felling dieback, but a spot that stood there before', () => {
  const border = ({ col }: Place) => (col === 12 ? ([1000, 1070] as const) : null);
  const felled = (day: number) => (place: Place) => (place.col < 12 ? day : 0);
  expect(count(forest(border, felled(980)), causes.cutEdge)).toBe(size);
  expect(count(forest(border, felled(1095)), causes.cutEdge)).toBe(0);
});
