import type { MonitorClass } from '@landsicht/core';

/** Codes of the layer `state`: what stands on the ground after the last date. */
export const stateCodes = {
  healthy: 0,
  temporaryStress: 1,
  diebackLow: 2,
  diebackMedium: 3,
  diebackStrong: 4,
  cut: 5,
  sanitaryCut: 6,
  mixed: 7,
  cutRegrowth: 8,
  sanitaryCutRegrowth: 9,
  notModelled: 255,
} as const;

/** Codes of the layer `tier`. */
export const tierCodes = { none: 0, suspected: 1, confirmed: 2, cleared: 3, notModelled: 255 } as const;

const [open, regrowth, dying, medium] = ['#8c6d31', '#b8c95a', '#c62828', '#f2933a'] as const;

/** Legend of the layer `state`; `sachsenforst` is the class of the state's own four-class map, null = none of them. */
export const stateClasses: readonly (MonitorClass & { readonly sachsenforst: 1 | 2 | 3 | 4 | null })[] = [
  { id: 'healthy', code: 0, title: { de: 'Gesund', en: 'Healthy' }, color: '#2e7d4f', detect: false, sachsenforst: null },
  {
    id: 'temporary-stress',
    code: 1,
    title: { de: 'Vorübergehender Stress', en: 'Temporary stress' },
    color: '#f7c59f',
    detect: false,
    sachsenforst: 4,
  },
  { id: 'dieback-low', code: 2, title: { de: 'Schaden, schwach', en: 'Dieback, low' }, color: medium, detect: true, sachsenforst: 4 },
  {
    id: 'dieback-medium',
    code: 3,
    title: { de: 'Schaden, mittel', en: 'Dieback, medium' },
    color: '#e8602c',
    detect: true,
    sachsenforst: 4,
  },
  { id: 'dieback-strong', code: 4, title: { de: 'Schaden, stark', en: 'Dieback, strong' }, color: dying, detect: true, sachsenforst: 3 },
  { id: 'cut', code: 5, title: { de: 'Freifläche, gefällt', en: 'Open ground, felled' }, color: open, detect: false, sachsenforst: 1 },
  { id: 'sanitary-cut', code: 6, title: { de: 'Geräumter Schaden', en: 'Sanitary cut' }, color: '#6b4f1d', detect: true, sachsenforst: 1 },
  { id: 'mixed', code: 7, title: { de: 'Mischbestand', en: 'Mixed stand' }, color: '#5c9ead', detect: false, sachsenforst: null },
  {
    id: 'cut-regrowth',
    code: 8,
    title: { de: 'Freifläche mit Jungwuchs', en: 'Open ground with regrowth' },
    color: regrowth,
    detect: false,
    sachsenforst: 2,
  },
  {
    id: 'sanitary-cut-regrowth',
    code: 9,
    title: { de: 'Geräumter Schaden mit Jungwuchs', en: 'Sanitary cut with regrowth' },
    color: '#8fa03a',
    detect: true,
    sachsenforst: 2,
  },
];
