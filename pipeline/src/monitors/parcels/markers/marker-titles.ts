import type { LocalText } from '@landsicht/core';
import type { MarkerType } from './marker.js';

interface MarkerTitle {
  readonly title: LocalText;
  /** Of the signal: a fall or rise between two looks, or a state from one look to another (parcels.md 4.5). */
  readonly direction: 'fall' | 'rise' | 'state';
  /** Of the rule: goes up when the same season may give another answer. */
  readonly version: number;
}

/** Every marker in words. */
export const markerTitles: Readonly<Record<MarkerType, MarkerTitle>> = {
  mowing: { title: { de: 'Mahd', en: 'Mowing' }, direction: 'fall', version: 1 },
  'bare-soil': { title: { de: 'Offener Boden', en: 'Bare soil' }, direction: 'state', version: 1 },
  ploughing: {
    title: { de: 'Boden freigelegt (Umbruch, Bearbeitung)', en: 'Soil laid bare (ploughing, tillage)' },
    direction: 'fall',
    version: 1,
  },
  stubble: { title: { de: 'Stoppel', en: 'Stubble' }, direction: 'state', version: 1 },
  harvest: { title: { de: 'Ernte', en: 'Harvest' }, direction: 'fall', version: 1 },
  vegetation: { title: { de: 'Pflanzenbestand', en: 'Plants present' }, direction: 'state', version: 1 },
  'catch-crop': { title: { de: 'Zwischenfrucht', en: 'Catch crop' }, direction: 'rise', version: 1 },
  'soil-cover': { title: { de: 'Bodenbedeckung im Winter', en: 'Soil cover in winter' }, direction: 'state', version: 1 },
  'rape-flowering': { title: { de: 'Rapsblüte', en: 'Rape in flower' }, direction: 'rise', version: 1 },
  'grassland-ploughed': { title: { de: 'Dauergrünland umgebrochen', en: 'Permanent grassland ploughed' }, direction: 'fall', version: 1 },
  heterogeneity: { title: { de: 'Zwei Kulturen in einem Schlag', en: 'Two crops in one parcel' }, direction: 'state', version: 1 },
  sealing: { title: { de: 'Neue Versiegelung oder Gebäude', en: 'New sealing or building' }, direction: 'fall', version: 1 },
  woody: { title: { de: 'Gehölzaufwuchs', en: 'Woody growth' }, direction: 'state', version: 1 },
  photovoltaics: { title: { de: 'Photovoltaik', en: 'Photovoltaics' }, direction: 'fall', version: 1 },
};
