import type { FieldTruth, ViolationKind } from '@landsicht/data-samples';
import type { Light } from '@landsicht/pipeline';
import { describe, expect, it } from 'vitest';
import type { JudgedField } from './judge-fields.js';
import { conditionScores, cropScore, mowingScore, plantedFound } from './parcel-scores.js';
import { poolSeeds } from './simulated-parcels.js';

interface Drawn {
  readonly crop?: 'grass' | 'winterWheat';
  readonly violations?: readonly ViolationKind[];
  readonly cuts?: readonly string[];
  readonly lights?: Readonly<Record<string, Light>>;
  /** Start and end of each. */
  readonly mowings?: readonly (readonly [string, string])[];
  readonly probabilities?: Readonly<Record<string, number>>;
}

function field({ crop = 'grass', violations = [], cuts = [], lights = {}, mowings = [], probabilities = {} }: Drawn): JudgedField {
  const nutzcode = crop === 'grass' ? '451' : '115';
  const truth: FieldTruth = {
    ...{ id: 'p', declared: crop, nutzcode, promisesCatchCrop: false, violations, areaHa: 1, drawnHa: 1 },
    parts: [{ crop, nutzcode, share: 1, ringLonLat: [] }],
    events: cuts.map((date) => ({ type: 'mowing', date, part: 0 })),
  };
  const evidence = {
    markers: { id: 'p', monitorable: true, flags: [], markers: mowings.map(([start, end]) => ({ type: 'mowing', start, end })) },
    crop: { probabilities },
  };
  const conclusions = Object.entries(lights).map(([condition, light]) => ({ condition, light }));
  return { truth, evidence, conclusions } as unknown as JudgedField;
}

describe('the scores of a simulated season', () => {
  it('counts green on an unmown meadow as broken green, and what has no right answer apart', () => {
    const mown = field({ cuts: ['2025-05-20'], lights: { 'minimum-activity-grassland': 'green' } });
    const unmown = field({ violations: ['unmown'], lights: { 'minimum-activity-grassland': 'green', homogeneity: 'green' } });
    const overHedge = field({ violations: ['over-hedge'], lights: { homogeneity: 'yellow' } });
    const [homogeneity, activity] = conditionScores([mown, unmown, overHedge], 2025);
    expect(activity).toMatchObject({ met: { green: 1, yellow: 0, red: 0 }, broken: { green: 1, yellow: 0, red: 0 }, unclear: 0 });
    expect(homogeneity).toMatchObject({ met: { green: 1 }, broken: { green: 0 }, unclear: 1 });
  });

  it('takes the worst light of the conditions that a violation breaks, and no other', () => {
    const found = plantedFound([
      field({ violations: ['unmown'], lights: { 'minimum-activity-grassland': 'green', homogeneity: 'red' } }),
      field({ crop: 'winterWheat', violations: ['two-crops'], lights: { homogeneity: 'yellow', 'crop-group': 'green' } }),
      field({ crop: 'winterWheat', violations: ['two-crops'], lights: { homogeneity: 'yellow', 'crop-group': 'red' } }),
    ]);
    const of = (kind: ViolationKind) => found.find((one) => one.kind === kind)?.lights;
    expect(of('unmown')).toEqual({ green: 1, yellow: 0, red: 0 });
    expect(of('two-crops')).toEqual({ green: 0, yellow: 1, red: 1 });
  });

  it('gives each cut to one marker within the tolerance', () => {
    const meadow = field({
      cuts: ['2025-05-20', '2025-07-10', '2025-11-20'],
      mowings: [
        ['2025-05-31', '2025-06-05'], // 11 days late
        ['2025-07-15', '2025-07-20'],
        ['2025-07-18', '2025-07-25'], // the same cut again
      ],
    });
    expect(mowingScore([meadow], 2025, 10)).toEqual({ events: 2, markers: 3, right: 1 });
    expect(mowingScore([meadow], 2025, 11)).toEqual({ events: 2, markers: 3, right: 2 });
  });

  it('asks of the crop group which one is likeliest', () => {
    const right = field({ probabilities: { grass: 0.6, rapeseed: 0.4 } });
    const wrong = field({ crop: 'winterWheat', probabilities: { grass: 0.6, 'winter-cereals': 0.4 } });
    expect(cropScore([right, wrong, field({})])).toEqual({ judged: 2, right: 1 });
  });

  it('pools counts over seeds', () => {
    const fields = [field({ violations: ['unmown'], lights: { 'minimum-activity-grassland': 'yellow' } })];
    const seed = {
      parcels: 1,
      conditions: conditionScores(fields, 2025),
      planted: plantedFound(fields),
      mowing: { events: 2, markers: 1, right: 1 },
      crops: { judged: 1, right: 0 },
    };
    const all = poolSeeds([seed, seed]);
    expect(all).toMatchObject({ parcels: 2, mowing: { events: 4, markers: 2, right: 2 }, crops: { judged: 2, right: 0 } });
    expect(all.conditions).toMatchObject([{ condition: 'minimum-activity-grassland', broken: { yellow: 2 } }]);
    expect(all.planted.find(({ kind }) => kind === 'unmown')?.lights.yellow).toBe(2);
  });
});
