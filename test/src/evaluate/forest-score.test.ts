import { describe, expect, it } from 'vitest';
import {
  bySpotSize,
  byTrap,
  confirmedAccuracy,
  delays,
  type ForestCase,
  firstSeenNear,
  joinCases,
  truthAt,
  withinWeeks,
} from './forest-score.js';
import { earliestNear, near, spotSizes } from './forest-spots.js';

/** Ten pixels in a row: two spots of 1 and 3 attacked pixels, a partly attacked one, sound ones. */
function drawn(changes: Partial<ForestCase> = {}): ForestCase {
  const onset = [800, 0, 0, 0, 500, 500, 500, 0, 0, 950];
  const attacked = onset.map((day, k) => (day > 0 ? 100 : k === 3 ? 25 : 0));
  const confirmed = [0, 0, 0, 1, 1, 1, 0, 1, 0, 1];
  const set = onset.map((day) => (day > 0 ? 1 : 0));
  return {
    spruce: new Uint8Array(10).fill(1),
    attacked,
    onset,
    cut: [0, 0, 0, 0, 0, 540, 0, 0, 0, 0],
    trap: [0, 3, 0, 0, 0, 0, 0, 0, 3, 0],
    spotPx: spotSizes(set, 10),
    nearAttack: near(set, 10, 2),
    nearOnset: earliestNear(onset, 10, 2),
    lastDay: new Uint16Array(10).fill(1000),
    confirmed,
    nearConfirmed: near(confirmed, 10, 2),
    firstAnomaly: confirmed.map((one) => (one ? 560 : 0)),
    confirmedDay: confirmed.map((one) => (one ? 590 : 0)),
    observations: new Uint8Array(10).fill(40),
    ...changes,
  };
}

describe('truthAt', () => {
  it('leaves out partly attacked pixels, young attacks, those felled before they could show, and what is not modelled', () => {
    const forest = drawn({ observations: [40, 40, 0, 40, 40, 40, 40, 40, 40, 40] });
    const truths = Array.from({ length: 10 }, (_, at) => truthAt(forest, at));
    expect(truths).toEqual([
      'attacked',
      'sound',
      'undecided', // not modelled
      'undecided', // a quarter of its trees
      'attacked',
      'undecided', // felled after 40 days
      'attacked',
      'sound',
      'sound',
      'undecided', // attacked 50 days ago
    ]);
  });
});

describe('confirmedAccuracy', () => {
  it('counts pixel by pixel', () => {
    // right: 4, and 5 and 9 though nobody demanded them; wrong: 7; demanded: 0, 4, 6
    const score = confirmedAccuracy(drawn(), 0);
    expect(score).toMatchObject({ right: 3, wrong: 1, demanded: 3, precision: 0.75, recall: 1 / 3 });
    expect(score.f1).toBeCloseTo(0.5 / (0.75 + 1 / 3));
  });

  it('takes a neighbour within 20 m for a hit, and no false alarm within 20 m of an attack', () => {
    expect(confirmedAccuracy(drawn(), 20)).toMatchObject({ right: 3, wrong: 0, precision: 1, recall: 2 / 3 });
  });
});

describe('withinWeeks', () => {
  const seenOn = [880, 0, 600, 0, 480, 0, 560, 0, 0, 960];

  it('wants the flag within the weeks and calls flags on sound ground or long before the attack false', () => {
    // attacked and standing 10 weeks: pixels 0 (seen after 80 d), 4 (20 d too early), 6 (60 d); false: 4, and 2 unless it is near an attack
    const alone = drawn({ nearAttack: new Uint8Array(10) });
    expect(withinWeeks(alone, seenOn, 10)).toEqual({ weeks: 10, attacked: 3, falseFlags: 2, pa: 1 / 3, ua: 2 / 4 });
    expect(withinWeeks(alone, seenOn, 13)).toMatchObject({ attacked: 3, pa: 2 / 3, ua: 3 / 5 });
    expect(withinWeeks(drawn(), seenOn, 13)).toMatchObject({ falseFlags: 1, pa: 2 / 3, ua: 3 / 4 });
  });

  it('finds an attack also by a flag in time within 20 m of it, on either side', () => {
    const forest = drawn();
    const seenNear = firstSeenNear(forest.onset, seenOn, 10);
    // 0: 880 itself; 4, 5 and 6: the flag of 560 at 6, since 480 is too early and 600 later; 9: its own
    expect([...seenNear]).toEqual([880, 0, 0, 0, 560, 560, 560, 0, 0, 960]);
    expect(withinWeeks(forest, seenOn, 13, seenNear)).toMatchObject({ attacked: 3, falseFlags: 1, pa: 1, ua: 3 / 4 });
  });

  it('lets no flag on older attacks find a younger one', () => {
    expect([...firstSeenNear([500, 560, 0, 510], [570, 0, 0, 575], 4)]).toEqual([570, 0, 0, 575]);
    expect([...firstSeenNear([500, 510, 0, 560], [570, 0, 0, 0], 4)]).toEqual([570, 570, 0, 0]);
  });

  it('judges within six weeks also what was felled soon after', () => {
    expect(withinWeeks(drawn(), seenOn, 6).attacked).toBe(4);
    expect(withinWeeks(drawn(), seenOn, 5).attacked).toBe(5);
  });
});

it('delays are counted from the attack, over hits only', () => {
  expect(delays(drawn(), [890, 0, 600, 0, 560, 0, 0, 0, 0, 0])).toEqual({ median: 60, p90: 90, pixels: 2 });
});

it('bySpotSize tells single pixels from spots', () => {
  const scores = bySpotSize(drawn());
  expect(scores.map(({ attacked }) => attacked)).toEqual([1, 2, 0, 0]);
  expect(scores[0]).toMatchObject({ recall: 0, recall20m: 0 });
  expect(scores[1]).toMatchObject({ recall: 0.5, recall20m: 1 });
  expect(scores[3]?.recall).toBeNull();
});

it('byTrap counts false alarms by what the ground is, away from attacks', () => {
  const onset = new Array<number>(10).fill(0);
  const forest = drawn({ onset, attacked: onset, nearAttack: [0, 0, 0, 1, 0, 0, 0, 0, 0, 0] });
  expect(byTrap(forest, [0, 700, 0, 0, 0, 0, 0, 0, 0, 0], 2)).toEqual([
    { trap: 0, pixels: 7, confirmed: 4, ever: 0, per100PxYear: 0 },
    { trap: 3, pixels: 2, confirmed: 0, ever: 1, per100PxYear: 25 },
  ]);
});

it('joinCases pools pixels, not ratios', () => {
  const pooled = confirmedAccuracy(joinCases([drawn(), drawn({ confirmed: new Uint8Array(10) })]), 0);
  expect(pooled).toMatchObject({ right: 3, wrong: 1, demanded: 6 });
});
