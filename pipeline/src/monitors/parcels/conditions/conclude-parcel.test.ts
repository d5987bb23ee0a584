import { describe, expect, it } from 'vitest';
import type { Parcel } from '../import/parcel.js';
import type { CauseCode, Marker, ParcelMarkers } from '../markers/marker.js';
import { concludeParcel, worstLight } from './conclude-parcel.js';
import type { Conclusion, Light } from './conclusion.js';
import type { EvidenceCrop } from './evidence.js';
import { loadRules } from './load-rules.js';
import { type DrawnSeason, drawnMarker, drawnMarkers, drawnParcel, drawnSeason } from './testing/drawn-season.js';

const rules = await loadRules();

interface Drawn {
  readonly parcel?: Partial<Parcel>;
  readonly season?: DrawnSeason;
  readonly markers?: readonly Marker[];
  readonly about?: Partial<ParcelMarkers>;
  readonly crop?: EvidenceCrop | null;
  readonly asOf?: string;
}

function concluded(condition: string, { parcel, season, markers, about, crop = null, asOf = '2027-01-31' }: Drawn): Conclusion | undefined {
  return concludeParcel({
    parcel: drawnParcel(parcel),
    season: drawnSeason(season),
    markers: drawnMarkers(markers, about),
    ...{ crop, rules, asOf },
  }).find((one) => one.condition === condition);
}

type Golden = readonly [what: string, drawn: Drawn, light: Light, causes: readonly CauseCode[]];

const grass = { cropCode: '451' };
const wheat = { cropCode: '115', cropName: 'Winterweizen' };
const fallow = { cropCode: '591', cropName: 'Brache', ecoSchemes: ['1a'] };
const mown = drawnMarker('mowing', '2026-05-23', { start: '2026-05-13', values: { ndviBefore: 0.9, ndviAfter: 0.68, ndviDrop: 0.22 } });
const crop = (declared: number, other: number): EvidenceCrop => ({
  declaredGroup: 'winter-cereals',
  probabilities: { 'winter-cereals': declared, rapeseed: other, grass: 1 - declared - other },
  clearDatesAprSep: 19,
});
const cover = (at: 'start' | 'end', state: 'covered' | 'bare') =>
  drawnMarker('soil-cover', at === 'start' ? '2026-11-18' : '2027-01-08', { values: { at, state } });
const twoClusters = (values: Marker['values']) => drawnMarker('heterogeneity', '2026-05-23', { values });
const lowAfterCut = (date: string) => (date > '2026-05-20' && date < '2026-07-01' ? 0.5 : 0.85);

const goldens: Readonly<Record<string, readonly Golden[]>> = {
  'minimum-activity-grassland': [
    ['a sure mowing is enough', { parcel: grass, markers: [mown] }, 'green', []],
    ['nothing all season, well watched', { parcel: grass }, 'red', []],
    ['nothing so far, window open', { parcel: grass, asOf: '2026-08-01' }, 'yellow', ['WINDOW_OPEN']],
    ['nothing, but gaps of 30 days', { parcel: grass, season: { everyDays: 30 } }, 'yellow', ['FEW_OBS']],
    ['nothing, but only 20 pixels', { parcel: grass, season: { pixels: 20 } }, 'yellow', ['SMALL']],
    ['an unsure mowing', { parcel: grass, markers: [{ ...mown, confidence: 0.5 }] }, 'yellow', ['WEAK_EVIDENCE']],
    ['too small for satellites', { parcel: { ...grass, lane: 'none', causes: ['SMALL'] } }, 'yellow', ['SMALL']],
    ['a strip', { parcel: { ...grass, lane: 'none', causes: ['NARROW'] } }, 'yellow', ['NARROW']],
    ['a faulty outline', { parcel: { ...grass, lane: 'none', causes: ['BOUNDARY_CONFLICT'] } }, 'yellow', ['BOUNDARY_CONFLICT']],
    ['two uses in one', { parcel: grass, markers: [mown], about: { flags: ['HETEROGENEOUS'] } }, 'yellow', ['HETEROGENEOUS']],
    ['beside a wood', { parcel: grass, about: { flags: ['SHADED_EDGE'] } }, 'yellow', ['SHADED_EDGE']],
    ['no scene at all', { parcel: grass, season: { from: '2026-01-01', to: '2025-01-01' } }, 'yellow', ['NO_IMAGERY']],
    [
      'the question could not be asked',
      { parcel: grass, about: { unanswered: [{ type: 'mowing', status: 'NOT_VALID', reason: { de: 'x', en: 'x' } }] } },
      'yellow',
      ['FEW_OBS'],
    ],
    ['not to be watched', { parcel: grass, about: { monitorable: false, flags: ['FEW_OBS'] } }, 'yellow', ['FEW_OBS']],
  ],
  'minimum-activity-arable': [
    ['a harvest', { parcel: wheat, markers: [drawnMarker('harvest', '2026-07-22')] }, 'green', []],
    ['a crop, then bare soil', { parcel: wheat, markers: [drawnMarker('bare-soil', '2026-08-22')] }, 'green', []],
    ['flat, nothing all year', { parcel: wheat, season: { ndvi: () => 0.4 } }, 'red', []],
    ['flat, but gaps of 40 days', { parcel: wheat, season: { ndvi: () => 0.4, everyDays: 40 } }, 'yellow', ['FEW_OBS']],
    ['flat so far', { parcel: wheat, season: { ndvi: () => 0.4 }, asOf: '2026-10-01' }, 'yellow', ['WINDOW_OPEN']],
    [
      'it grew, but no use seen',
      { parcel: wheat, season: { ndvi: (date) => (date < '2026-05-01' ? 0.4 : 0.8) } },
      'yellow',
      ['WEAK_EVIDENCE'],
    ],
  ],
  'crop-group': [
    ['probable', { parcel: wheat, crop: crop(0.82, 0.1) }, 'green', []],
    ['another group', { parcel: wheat, crop: crop(0.02, 0.9) }, 'red', []],
    ['another group, three dates', { parcel: wheat, crop: crop(0.02, 0.9), season: { everyDays: 60 } }, 'yellow', ['FEW_OBS']],
    ['another group, before 31 July', { parcel: wheat, crop: crop(0.02, 0.9), asOf: '2026-07-15' }, 'yellow', ['WINDOW_OPEN']],
    ['neither', { parcel: wheat, crop: crop(0.3, 0.5) }, 'yellow', ['WEAK_EVIDENCE']],
    ['no group', { parcel: wheat, crop: { ...crop(0.3, 0.5), declaredGroup: null } }, 'yellow', ['UNKNOWN_CROP']],
  ],
  'fallow-no-use': [
    ['no drop', { parcel: fallow }, 'green', []],
    ['a drop, two low dates after it', { parcel: fallow, markers: [mown], season: { ndvi: lowAfterCut } }, 'red', []],
    [
      'a drop that radar confirms',
      { parcel: fallow, markers: [{ ...mown, values: { ...mown.values, radar: 'coherence agrees' } }] },
      'red',
      [],
    ],
    ['a drop, high again at once', { parcel: fallow, markers: [mown], season: { ndvi: () => 0.88 } }, 'yellow', ['WEAK_EVIDENCE']],
    [
      'a drop that may have come after the season closed',
      {
        parcel: fallow,
        markers: [{ ...mown, start: '2026-08-12', end: '2026-08-20', observedOn: '2026-08-20' }],
        season: { ndvi: (day) => (day > '2026-08-15' ? 0.5 : 0.85) },
      },
      'yellow',
      ['WEAK_EVIDENCE'],
    ],
    ['no drop, but gaps of 40 days', { parcel: fallow, season: { everyDays: 40 } }, 'yellow', ['FEW_OBS']],
    ['no drop, but 5 pixels', { parcel: fallow, season: { pixels: 5 } }, 'yellow', ['SMALL']],
  ],
  'old-grass-strip': [
    ['a part left', { parcel: { ecoSchemes: ['1d'] }, markers: [{ ...mown, values: { unmownShare: 0.12 } }] }, 'green', []],
    ['nothing left', { parcel: { ecoSchemes: ['1d'] }, markers: [{ ...mown, values: { unmownShare: 0 } }] }, 'red', []],
    [
      'more than a strip left',
      { parcel: { ecoSchemes: ['1d'] }, markers: [{ ...mown, values: { unmownShare: 0.5 } }] },
      'yellow',
      ['WEAK_EVIDENCE'],
    ],
    ['too few pixels for a strip', { parcel: { ecoSchemes: ['1d'] }, season: { pixels: 20 } }, 'yellow', ['SMALL']],
  ],
  'permanent-grassland-not-ploughed': [
    ['never bare', { parcel: grass }, 'green', []],
    [
      'a third bare on two dates',
      { parcel: grass, markers: [drawnMarker('grassland-ploughed', '2026-09-03', { values: { share: 0.45, looks: 2, areaHa: 1.8 } })] },
      'red',
      [],
    ],
    ['bare once', { parcel: grass, markers: [drawnMarker('bare-soil', '2026-09-03')] }, 'yellow', ['WEAK_EVIDENCE']],
    ['never bare, but six weeks unseen', { parcel: grass, season: { everyDays: 50 } }, 'yellow', ['FEW_OBS']],
  ],
  'soil-cover': [
    ['covered at both ends', { parcel: wheat, markers: [cover('start', 'covered'), cover('end', 'covered')] }, 'green', []],
    ['bare at both ends', { parcel: wheat, markers: [cover('start', 'bare'), cover('end', 'bare')] }, 'red', []],
    ['bare at one end', { parcel: wheat, markers: [cover('start', 'bare'), cover('end', 'covered')] }, 'yellow', ['WEAK_EVIDENCE']],
  ],
  'catch-crop': [
    [
      'bare before it was sown, weak after it',
      {
        parcel: { commitments: ['catch-crop'] },
        markers: [
          drawnMarker('bare-soil', '2026-08-10', { values: { looks: 3 } }),
          drawnMarker('catch-crop', '2026-10-16', { values: { strength: 'WEAK' } }),
        ],
      },
      'yellow',
      ['WEAK_EVIDENCE'],
    ],
    [
      'strong',
      { parcel: { commitments: ['catch-crop'] }, markers: [drawnMarker('catch-crop', '2026-10-01', { values: { strength: 'STRONG' } })] },
      'green',
      [],
    ],
    [
      'bare twice',
      { parcel: { commitments: ['catch-crop'] }, markers: [drawnMarker('bare-soil', '2026-09-10', { values: { looks: 2 } })] },
      'red',
      [],
    ],
    [
      'bare twice in open window',
      {
        parcel: { commitments: ['catch-crop'] },
        markers: [drawnMarker('bare-soil', '2026-09-10', { values: { looks: 2 } })],
        asOf: '2026-10-01',
      },
      'yellow',
      ['WINDOW_OPEN'],
    ],
    [
      'weak',
      { parcel: { commitments: ['catch-crop'] }, markers: [drawnMarker('catch-crop', '2026-10-01', { values: { strength: 'WEAK' } })] },
      'yellow',
      ['WEAK_EVIDENCE'],
    ],
  ],
  homogeneity: [
    ['one cluster, drawn over a hedge', { parcel: { causes: ['BOUNDARY_CONFLICT'] } }, 'yellow', ['BOUNDARY_CONFLICT']],
    ['one cluster', {}, 'green', []],
    ['two clusters', { markers: [twoClusters({ ndviDistance: 0.3, smallerPixels: 60, months: 3 })] }, 'red', []],
    [
      'two clusters in one month',
      { markers: [twoClusters({ ndviDistance: 0.3, smallerPixels: 60, months: 1 })] },
      'yellow',
      ['HETEROGENEOUS'],
    ],
    ['one cluster, 20 pixels', { season: { pixels: 20 } }, 'yellow', ['SMALL']],
  ],
  'ineligible-land': [
    ['no change', {}, 'green', []],
    [
      'a building on the orthophoto',
      { markers: [drawnMarker('sealing', '2026-06-02', { values: { areaHa: 0.04, confirmedOn: 'DOP' } })] },
      'red',
      [],
    ],
    [
      'a building, not yet on an orthophoto',
      { markers: [drawnMarker('sealing', '2026-06-02', { values: { areaHa: 0.04 } })] },
      'yellow',
      ['WEAK_EVIDENCE'],
    ],
    ['less than 0.01 ha', { markers: [drawnMarker('sealing', '2026-06-02', { values: { areaHa: 0.005 } })] }, 'green', []],
  ],
};

it('has goldens of green, yellow and red for every rule', () => {
  expect(Object.keys(goldens).sort()).toEqual(rules.rules.map(({ id }) => id).sort());
  for (const [id, cases] of Object.entries(goldens))
    expect([id, ...new Set(cases.map(([, , light]) => light))].sort()).toEqual([id, 'green', 'red', 'yellow'].sort());
});

describe.each(Object.entries(goldens))('%s', (condition, cases) => {
  it.each(cases)('%s', (_, drawn, light, causes) => {
    const conclusion = concluded(condition, drawn);
    expect(conclusion).toMatchObject({ light, causes, condition, legalYear: 2026 });
    expect(conclusion?.reason.de).not.toMatch(/[{}[\]]/);
    expect(conclusion?.reason.en).not.toMatch(/[{}[\]]/);
  });
});

describe('sentences', () => {
  it('say the numbers in both languages', () => {
    expect(concluded('minimum-activity-grassland', { parcel: grass, markers: [mown] })?.reason).toEqual({
      de: 'Gemäht zwischen 13.05.2026 und 23.05.2026: NDVI 0,9 → 0,68 (Konfidenz 0,8, nötig 0,6).',
      en: 'Mown between 13 May 2026 and 23 May 2026: NDVI 0.9 → 0.68 (confidence 0.8, 0.6 needed).',
    });
  });

  it('say how little was seen', () => {
    expect(concluded('fallow-no-use', { parcel: fallow, season: { everyDays: 40 } })?.reason.en).toBe(
      'Neither rest nor use is shown for certain. Too little seen: 3 clear dates from 1 Apr 2026 to 15 Aug 2026, longest gap 40 days; 4 needed, gap at most 20 days.',
    );
  });
});

it('tells the question that could not be answered where enough was seen otherwise', () => {
  const reason = { de: 'Kein Blick nach dem 15. Januar', en: 'No look after 15 January' };
  const about = { unanswered: [{ type: 'soil-cover', status: 'NOT_VALID', reason }] } as const;
  expect(concluded('soil-cover', { parcel: wheat, markers: [cover('start', 'covered')], about })).toMatchObject({
    ...{ light: 'yellow', causes: ['FEW_OBS'] },
    reason: { en: 'Soil cover was not seen at both ends. No look after 15 January.' },
  });
});

describe('finality', () => {
  it('leaves a duty not to act open until the window ends', () => {
    expect(concluded('fallow-no-use', { parcel: fallow, asOf: '2026-06-30' })).toMatchObject({ light: 'green', isFinal: false });
    expect(concluded('fallow-no-use', { parcel: fallow, asOf: '2026-08-16' })).toMatchObject({ light: 'green', isFinal: true });
  });

  it('closes a duty to act once it was seen', () => {
    expect(concluded('minimum-activity-grassland', { parcel: grass, markers: [mown], asOf: '2026-06-01' })).toMatchObject({
      isFinal: true,
    });
  });

  it('says nothing before a window begins, and does not look ahead of the day it speaks of', () => {
    expect(concluded('soil-cover', { parcel: wheat, asOf: '2026-11-14' })).toBeUndefined();
    expect(concluded('minimum-activity-grassland', { parcel: grass, markers: [mown], asOf: '2026-05-01' })?.light).toBe('yellow');
  });

  it('judges summer crops by their later date', () => {
    const summer: EvidenceCrop = {
      declaredGroup: 'summer-crops',
      probabilities: { 'summer-crops': 0.01, grass: 0.95 },
      clearDatesAprSep: 12,
    };
    const maize = { cropCode: '411' };
    expect(concluded('crop-group', { parcel: maize, crop: summer, asOf: '2026-09-01' })).toMatchObject({
      light: 'yellow',
      windowEnd: '2026-09-15',
    });
    expect(concluded('crop-group', { parcel: maize, crop: summer, asOf: '2026-09-16' })).toMatchObject({ light: 'red' });
  });
});

it('applies rules by code, eco-scheme and kind', () => {
  const conditionsOf = (parcel: Partial<Parcel>) =>
    concludeParcel({
      parcel: drawnParcel(parcel),
      season: drawnSeason(),
      markers: drawnMarkers(),
      crop: null,
      rules,
      asOf: '2026-10-01',
    }).map(({ condition }) => condition);
  expect(conditionsOf(wheat)).toEqual(['crop-group', 'homogeneity', 'ineligible-land', 'minimum-activity-arable']);
  expect(conditionsOf(fallow)).toEqual(['fallow-no-use', 'homogeneity', 'ineligible-land']);
  expect(conditionsOf({ kind: 'reference' })).toEqual(['ineligible-land']);
});

it('takes the worst light of a parcel', () => {
  expect([worstLight([]), worstLight(['green']), worstLight(['green', 'yellow']), worstLight(['yellow', 'red', 'green'])]).toEqual([
    null,
    'green',
    'yellow',
    'red',
  ]);
});
