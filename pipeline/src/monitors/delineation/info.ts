import type { MonitorAttribute, MonitorInfo } from '@landsicht/core';

/** Codes of the layer `field`. */
export const fieldCodes = { border: 0, field: 1, notObserved: 255 } as const;

export const fieldAttributes: readonly MonitorAttribute[] = [
  { id: 'dates', shortName: 'dates', title: { de: 'Klare Aufnahmen', en: 'Clear acquisitions' }, type: 'number' },
  { id: 'ndviMaximum', shortName: 'ndvi_max', title: { de: 'Höchster mittlerer NDVI', en: 'Highest mean NDVI' }, type: 'number' },
  { id: 'ndviMinimum', shortName: 'ndvi_min', title: { de: 'Niedrigster mittlerer NDVI', en: 'Lowest mean NDVI' }, type: 'number' },
];

export const delineationInfo = {
  id: 'delineation',
  version: '1.0.0',
  title: { de: 'Feldgrenzen', en: 'Field boundaries' },
  question: { de: 'Welche Flächen wurden über die Saison gleich bewirtschaftet?', en: 'Which areas were farmed alike over the season?' },
  color: '#8c6d31',
  sensors: ['sentinel-2-l2a'],
  needs: ['red', 'nir'],
  needsUnit: 'reflectance',
  parameters: {
    cloudPercent: {
      default: 2,
      minimum: 0,
      maximum: 90,
      unit: '%',
      title: {
        de: 'Höchster nicht beobachteter Anteil einer Aufnahme im Gebiet',
        en: 'Highest share of an acquisition not observed in the area',
      },
      source: 'edges of clouds look like edges of fields; nearly clear dates are enough (4–6, parcels.md 7)',
    },
    minimumDepth: {
      default: 0.03,
      minimum: 0,
      maximum: 1,
      unit: 'NDVI per pixel',
      title: { de: 'Kante, die zwei Becken trennt', en: 'Edge that keeps two basins apart' },
      source: 'h-minima of 0.03 (parcels.md 7): the noise of a single NDVI observation is 0.032 (204 pairs of dates up to 3 days apart)',
    },
    maximumDistance: {
      default: 0.12,
      minimum: 0,
      maximum: 2,
      unit: 'NDVI',
      title: { de: 'Nachbarn mit kleinerem Abstand der Verläufe sind ein Feld', en: 'Neighbours whose courses differ less are one field' },
      source:
        'between the spread within a closed field (0.02–0.06, p90 0.10–0.16) and the distance of two crops (0.17, Sen4CAP heterogeneity M3)',
    },
    minimumM2: {
      default: 500,
      minimum: 0,
      maximum: 1_000_000,
      unit: 'm²',
      title: { de: 'Kleinste Fläche', en: 'Smallest area' },
      source: 'FTW baselines drop fields below 500 m²',
    },
    simplifyM: {
      default: 7.5,
      minimum: 0,
      maximum: 100,
      unit: 'm',
      title: { de: 'Vereinfachung gemeinsamer Grenzen', en: 'Simplification of shared borders' },
      source: 'parcels.md 7: 7.5–15 m, once for both sides of a border',
    },
  },
  classes: [
    { id: 'border', code: fieldCodes.border, title: { de: 'Grenze', en: 'Border' }, color: '#5d4a22', detect: false },
    { id: 'field', code: fieldCodes.field, title: { de: 'Feld', en: 'Field' }, color: '#d9c89a', detect: true },
    {
      id: 'not-observed',
      code: fieldCodes.notObserved,
      title: { de: 'Nicht beobachtet', en: 'Not observed' },
      color: '#9e9e9e80',
      detect: false,
    },
  ],
  layers: [
    { id: 'field', title: { de: 'Felder', en: 'Fields' }, kind: 'classes' },
    { id: 'edge', title: { de: 'Kantenstärke', en: 'Edge strength' }, kind: 'percent' },
  ],
  attributes: fieldAttributes,
  limits: [
    {
      de: 'Zwei Felder derselben Frucht mit gleichem Verlauf werden ein Feld; Hecken und Wege unter 10 m werden nicht gesehen.',
      en: 'Two fields of one crop that grew alike become one; hedges and tracks narrower than 10 m are not seen.',
    },
    {
      de: 'Auch Wald, Siedlung und Gewässer werden umrandet: Die Umrisse sagen, was gleich verlief, nicht dass es Ackerland ist.',
      en: 'Forest, settlements and water are outlined too: the outlines say what behaved alike, not that it is farmland.',
    },
    {
      de: 'Ein Vorschlag für Teilungen und geänderte Grenzen; er ersetzt kein LPIS.',
      en: 'A proposal of splits and changed borders; it replaces no LPIS.',
    },
  ],
} as const satisfies MonitorInfo<'red' | 'nir'>;
