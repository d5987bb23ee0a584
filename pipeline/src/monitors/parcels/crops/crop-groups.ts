import type { LocalText } from '@landsicht/core';

/**
 * What a season of signals tells apart with confidence: groups, not varieties (parcels.md 5). Summer crops lie bare into June and are told
 * apart too seldom to close a light (maize against sunflower and soy: one in seven mistaken on WorldCereal France 2023). Fallow, vegetables
 * and mixtures have no group: they have no common course of the year.
 */
export const cropGroups = {
  'winter-cereals': { title: { de: 'Wintergetreide', en: 'Winter cereals' } },
  'spring-cereals': { title: { de: 'Sommergetreide', en: 'Spring cereals' } },
  rapeseed: { title: { de: 'Raps', en: 'Rapeseed' } },
  'summer-crops': {
    title: { de: 'Sommerkulturen (Mais, Hirse, Sonnenblume, Soja, Rübe)', en: 'Summer crops (maize, sorghum, sunflower, soy, beet)' },
  },
  legumes: { title: { de: 'Körnerleguminosen', en: 'Dry pulses' } },
  grass: { title: { de: 'Grünland, Feldfutter und Dauerkulturen', en: 'Grassland, fodder and permanent crops' } },
} as const satisfies Record<string, { title: LocalText }>;

export type CropGroup = keyof typeof cropGroups;

export const cropGroupIds = Object.keys(cropGroups) as readonly CropGroup[];

/** Label of the WorldCereal legend (2023 phase II) → group. */
const groupOfLabel: Readonly<Record<string, CropGroup>> = {
  wheat: 'winter-cereals',
  winter_wheat: 'winter-cereals',
  spring_wheat: 'spring-cereals',
  barley: 'winter-cereals',
  winter_barley: 'winter-cereals',
  spring_barley: 'spring-cereals',
  rye: 'winter-cereals',
  winter_rye: 'winter-cereals',
  spring_rye: 'spring-cereals',
  oats: 'winter-cereals',
  winter_oats: 'winter-cereals',
  spring_oats: 'spring-cereals',
  triticale: 'winter-cereals',
  maize: 'summer-crops',
  sorghum: 'summer-crops',
  millet: 'summer-crops',
  rapeseed_rape: 'rapeseed',
  sunflower: 'summer-crops',
  soy_soybeans: 'summer-crops',
  other_oilseed: 'summer-crops',
  sugar_beet: 'summer-crops',
  potatoes: 'summer-crops',
  dry_pulses_legumes: 'legumes',
  grass_fodder_crops: 'grass',
  no_temporary_crop: 'grass',
};

export function cropGroupOfLabel(label: string): CropGroup | null {
  return Object.hasOwn(groupOfLabel, label) ? (groupOfLabel[label] ?? null) : null;
}
