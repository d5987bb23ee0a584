import { expect, it } from 'vitest';
import { BoxSums } from './box-sums.js';
import { DamageOdds } from './damage-probability.js';
import { PixelColumns, stages } from './pixel-columns.js';
import { landsichtRules } from './series-rules.js';
import type { StateParts } from './state-parts.js';
import { soilForGood } from './strip-mask.js';
import { surroundingsOf } from './surroundings.js';

const size = 24;
/** 15 July 2018. */
const july = 17_727;
type Place = { readonly col: number; readonly row: number };
interface Stress {
  readonly day: number;
  /** Mean difference in CRSWIR. */
  readonly level: number;
}

/** A square of forest at the end of August: confirmed stresses of four dates, and where the ground is bare since when. */
function forest(stressOf: (place: Place) => Stress | null, bareFrom: (place: Place) => number = () => 0): StateParts {
  const count = size * size;
  const columns = new PixelColumns(count, 'landsicht');
  const soil = new Uint8Array(count);
  columns.stage.fill(stages.modelled);
  columns.odds.fill(1e-3);
  for (let i = 0; i < count; i++) {
    const place = { col: i % size, row: Math.floor(i / size) };
    const stress = stressOf(place);
    if (stress != null) {
      columns.stressed[i] = 1;
      columns.odds[i] = 200;
      columns.discolouration[i] = 2;
      columns.firstAnomalyDay[i] = stress.day;
      columns.stressDates[i] = 4;
      columns.stressSum[i] = stress.level * 10; // the n-th of four dates counts n times
    }
    columns.firstSoilDay[i] = bareFrom(place);
    if (columns.firstSoilDay[i] !== 0) soil[i] = soilForGood;
  }
  const pixels = Int32Array.from({ length: count }, (_, i) => i);
  return { pixels, columns, training: null, soil, width: size, firstDay: 1, lastDay: july + 45, biases: [] };
}

function percentAt(parts: StateParts, { col, row }: Place): number {
  const around = surroundingsOf(parts);
  return new DamageOdds(parts.columns, landsichtRules, { around, lastDay: parts.lastDay }).percent(row * size + col);
}

const inside = ({ col, row }: Place, from: number, to: number): boolean => col >= from && col < to && row >= from && row < to;
const centre = { col: 12, row: 12 };

it('a stand that dries at once is less likely damage than a spot, unless it is dead', () => {
  const stand = (level: number) => forest((place) => (inside(place, 4, 20) ? { day: july, level } : null));
  const spot = forest((place) => (inside(place, 10, 14) ? { day: july, level: 0.15 } : null));
  expect(percentAt(spot, centre)).toBeGreaterThan(landsichtRules.confirmPercent);
  expect(percentAt(stand(0.15), centre)).toBeLessThan(10);
  expect(percentAt(stand(0.32), centre)).toBeGreaterThan(landsichtRules.confirmPercent);
});

it('a stand that dies one row after the other is no drought', () => {
  const creeping = forest((place) => (inside(place, 4, 20) ? { day: july - 300 + 25 * place.col, level: 0.2 } : null));
  expect(surroundingsOf(creeping).together[centre.row * size + centre.col]).toBeLessThan(0.25);
});

it('damage known for long makes its neighbours likelier, damage of this month does not', () => {
  const beside = (day: number) =>
    surroundingsOf(forest(({ col }) => (col < 10 ? { day, level: 0.2 } : null))).known[centre.row * size + centre.col];
  expect(beside(july - 100)).toBeGreaterThan(0.2);
  expect(beside(july)).toBe(0);
});

it('the border of a felling is an edge, a spot that stood there before is not', () => {
  const border = ({ col }: Place) => (col === 12 ? { day: july, level: 0.2 } : null);
  const felled = (day: number) => (place: Place) => (place.col < 12 ? day : 0);
  const edges = (day: number): number => surroundingsOf(forest(border, felled(day))).cutEdge.reduce((a, b) => a + b, 0);
  expect(edges(july - 20)).toBe(size);
  expect(edges(july + 95)).toBe(0);
});

it('sums over boxes are those of adding up, at corners too', () => {
  const values = Int16Array.from({ length: 35 }, (_, k) => ((k * 37) % 11) - 5);
  const sums = new BoxSums(values, 7);
  for (const [offset, reach] of [
    [0, 1],
    [17, 1],
    [34, 2],
    [20, 9],
  ] as const) {
    let sum = 0;
    values.forEach((value, at) => {
      const far = Math.max(Math.abs((at % 7) - (offset % 7)), Math.abs(Math.floor(at / 7) - Math.floor(offset / 7)));
      if (far <= reach) sum += value;
    });
    expect(sums.around(offset, reach)).toBe(sum);
  }
});
