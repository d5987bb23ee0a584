import { describe, expect, it } from 'vitest';
import type { Marker } from './marker.js';
import { scoreMowings } from './score-mowing.js';

const marker = (start: string, end: string): Marker => ({ type: 'mowing', start, end, observedOn: end, confidence: 0.7, values: {} });

describe('scoreMowings', () => {
  it('counts a mowing within ten days of an interval, each marker once (worked by hand)', () => {
    const score = scoreMowings([
      {
        events: ['2024-05-11', '2024-05-31', '2024-08-01'],
        markers: [marker('2024-05-20', '2024-05-25'), marker('2024-09-01', '2024-09-05')],
      },
      { events: ['2024-06-16'], markers: [marker('2024-06-01', '2024-06-05')] },
    ]);
    // 11 May lies nine days before the first marker and takes it; 31 May finds it taken; 16 June lies eleven days after
    expect(score).toMatchObject({ hits: 1, events: 4, markers: 3, recall: 0.25 });
    expect(score.precision).toBeCloseTo(1 / 3);
    expect(score.f1).toBeCloseTo(2 / 7);
  });

  it('has no ratio of nothing', () => {
    expect(scoreMowings([{ events: [], markers: [] }])).toMatchObject({ precision: null, recall: null, f1: null });
  });
});
