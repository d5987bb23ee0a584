import type { MonitorInfo } from '@landsicht/core';

/** Codes of the layers `flood` and `water`. */
export const floodCodes = { dry: 0, flood: 1, reference: 2, water: 3, notObserved: 255 } as const;

export const floodInfo = {
  id: 'flood',
  version: '1.0.0',
  title: { de: 'Hochwasser', en: 'Flood' },
  question: { de: 'Wo steht Wasser, das sonst nicht da ist?', en: 'Where is water that is normally not there?' },
  color: '#1565c0',
  sensors: ['sentinel-1'],
  needs: ['vh'],
  needsUnit: 'linear-power',
  parameters: {
    seedVhDb: {
      default: -23,
      minimum: -35,
      maximum: -10,
      unit: 'dB',
      title: { de: 'Sicheres Wasser unterhalb von', en: 'Certain water below' },
      source:
        'lower bound of the VH water range of OPERA DSWx-S1 cross-pol thresholds [−28, −18] dB; Sen1Floods11 event thresholds −19.6…−25.1 dB',
    },
    growVhDb: {
      default: -20,
      minimum: -35,
      maximum: -10,
      unit: 'dB',
      title: { de: 'Wachsen bis', en: 'Grow up to' },
      source: 'Sen1Floods11 event VH thresholds, upper end (−19.56 dB); open calm water lies below, land medians at −16.4 dB',
    },
    leeWindowPx: {
      default: 7,
      minimum: 3,
      maximum: 31,
      unit: 'px',
      title: { de: 'Fenster des Lee-Filters', en: 'Lee filter window' },
      source: 'Lee 1980; 7×7 at 10 m keeps objects ≥ 0.3 ha',
    },
    leeEnl: {
      default: 4.4,
      minimum: 1,
      maximum: 100,
      unit: 'looks',
      title: { de: 'Äquivalente Anzahl Looks', en: 'Equivalent number of looks' },
      source: 'Sentinel-1 IW GRDH: 4.4 (ESA product definition)',
    },
    minimumPx: {
      default: 30,
      minimum: 1,
      maximum: 100_000,
      unit: 'px',
      title: { de: 'Kleinste Fläche', en: 'Minimum object' },
      source: 'minimum mapping unit 0.3 ha at 10 m',
    },
    simplifyPx: {
      default: 1,
      minimum: 0,
      maximum: 10,
      unit: 'px',
      title: { de: 'Vereinfachung der Umrisse', en: 'Simplification of outlines' },
      source: 'one pixel removes the staircase and moves no border farther than the sensor resolves; areas are measured before it',
    },
    referenceScenes: {
      default: 3,
      minimum: 0,
      maximum: 10,
      unit: 'scenes',
      title: { de: 'Frühere Aufnahmen als Referenz', en: 'Earlier scenes as reference' },
      source: 'GFM compares within one relative orbit; majority of the latest three',
    },
  },
  classes: [
    { id: 'dry', code: floodCodes.dry, title: { de: 'Kein Wasser', en: 'No water' }, color: '#ffffff00', detect: false },
    { id: 'flood', code: floodCodes.flood, title: { de: 'Überflutung beobachtet', en: 'Flood observed' }, color: '#1565c0', detect: true },
    {
      id: 'reference',
      code: floodCodes.reference,
      title: { de: 'Referenzwasser', en: 'Reference water' },
      color: '#8fb8d9',
      detect: false,
    },
    {
      id: 'water',
      code: floodCodes.water,
      title: { de: 'Wasser beobachtet (ohne Referenz)', en: 'Water observed (no reference)' },
      color: '#3f7fc4',
      detect: true,
    },
    {
      id: 'not-observed',
      code: floodCodes.notObserved,
      title: { de: 'Nicht beobachtet', en: 'Not observed' },
      color: '#9e9e9e80',
      detect: false,
    },
  ],
  layers: [
    { id: 'flood', title: { de: 'Überflutung', en: 'Flood' }, kind: 'classes' },
    { id: 'water', title: { de: 'Wasser', en: 'Water' }, kind: 'classes' },
    { id: 'reference', title: { de: 'Referenzwasser', en: 'Reference water' }, kind: 'classes' },
    { id: 'image', title: { de: 'Radarbild VH', en: 'Radar image VH' }, kind: 'image' },
    { id: 'exclusion', title: { de: 'Nicht beobachtet', en: 'Not observed' }, kind: 'reason' },
  ],
  limits: [
    {
      de: 'Wasser unter Bäumen und zwischen Häusern ist im Radar nicht dunkel und wird übersehen.',
      en: 'Water under trees and between houses is not dark to radar and is missed.',
    },
    {
      de: 'Glatte trockene Flächen (Asphalt, Sand, gewalzter Boden) können wie Wasser aussehen.',
      en: 'Smooth dry ground (asphalt, sand, rolled soil) can look like water.',
    },
    {
      de: 'Objekte unter 0,3 ha oder schmaler als etwa 50 m werden nicht erfasst.',
      en: 'Objects below 0.3 ha or narrower than about 50 m are not mapped.',
    },
    {
      de: 'Diese einfache Form schließt noch keine Radarschatten aus; die Likelihood fehlt.',
      en: 'This simple form does not exclude radar shadow yet and gives no likelihood.',
    },
  ],
} as const satisfies MonitorInfo<'vh'>;
