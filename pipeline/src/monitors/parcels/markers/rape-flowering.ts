import type { LocalText } from '@landsicht/core';
import { type ClearLook, medianOf, scenesOf } from './clear-series.js';
import { weighed } from './confidence.js';
import type { Marker } from './marker.js';
import { round } from './mowing-drop.js';

/**
 * Yellow petals: NDYI peaks between 21 April and 19 May while NDVI dips from .85 to .68 and near infrared stays high (parcels.md 5). Reflectances
 * 0..1, month-days widened for Saxony's weather. On WorldCereal France 2023 (set there): 5 of 6 rape parcels, none of 224 others.
 */
const floweringRules = {
  from: '04-01',
  to: '05-31',
  bloomFrom: '04-21',
  bloomTo: '05-19',
  minimumNdyi: 0.28,
  minimumGreen: 0.1,
  minimumNir: 0.45,
  maximumNdvi: 0.82,
  /** NDVI was and is again this much higher within so many days. */
  minimumDip: 0.06,
  dipDays: 45,
  confidence: 0.9,
} as const;

/** The look of fullest bloom; null where rape did not flower; a text where no clear look fell into its four weeks. */
export function floweringMarker(looks: readonly ClearLook[], year: number): Marker | LocalText | null {
  const rules = floweringRules;
  if (!looks.some(({ date }) => date >= `${year}-${rules.bloomFrom}` && date <= `${year}-${rules.bloomTo}`)) {
    return {
      de: `Kein klarer Blick zwischen ${year}-${rules.bloomFrom} und ${year}-${rules.bloomTo}, wenn Raps blüht`,
      en: `No clear look between ${year}-${rules.bloomFrom} and ${year}-${rules.bloomTo}, when rape is in flower`,
    };
  }
  const blooms = looks
    .filter(({ date }) => date >= `${year}-${rules.from}` && date <= `${year}-${rules.to}`)
    .flatMap((look) => {
      const [ndyi, green, nir] = ['NDYI', 'B03', 'B08'].map((band) => medianOf(look.look, band)) as (number | null)[];
      const ndvi = medianOf(look.look, 'NDVI');
      if (ndyi == null || green == null || nir == null || ndvi == null) return [];
      if (ndyi < rules.minimumNdyi || green < rules.minimumGreen || nir < rules.minimumNir || ndvi > rules.maximumNdvi) return [];
      const higher = (others: readonly ClearLook[]) =>
        others.filter((other) => (medianOf(other.look, 'NDVI') ?? other.ndvi) >= ndvi + rules.minimumDip);
      const before = higher(looks.filter(({ epochDay }) => epochDay < look.epochDay && epochDay >= look.epochDay - rules.dipDays)).at(-1);
      const after = higher(looks.filter(({ epochDay }) => epochDay > look.epochDay && epochDay <= look.epochDay + rules.dipDays))[0];
      return before == null || after == null ? [] : [{ look, ndyi, green, nir, ndvi, before, after }];
    });
  const [fullest] = blooms.sort((a, b) => b.ndyi - a.ndyi);
  if (fullest == null) return null;
  const { look, ndyi, green, nir, ndvi, before, after } = fullest;
  return {
    type: 'rape-flowering',
    start: before.date,
    end: after.date,
    observedOn: look.date,
    confidence: weighed(rules.confidence, look.pixels),
    values: {
      ndyi: round(ndyi, 4),
      green: round(green, 4),
      nir: round(nir, 4),
      ndvi: round(ndvi, 4),
      ndviBefore: round(before.ndvi, 4),
      ndviAfter: round(after.ndvi, 4),
      looks: blooms.length,
    },
    ...scenesOf([before, look, after]),
  };
}
