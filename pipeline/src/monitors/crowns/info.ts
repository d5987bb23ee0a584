import type { MonitorAttribute, MonitorInfo } from '@landsicht/core';

/** Codes of the layer `class`. */
export const crownCodes = { none: 0, live: 1, red: 3, grey: 4, notObserved: 255 } as const;

export const crownAttributes: readonly MonitorAttribute[] = [
  { id: 'stage', shortName: 'stage', title: { de: 'Stadium (red, grey)', en: 'Stage (red, grey)' }, type: 'text' },
  { id: 'diameterM', shortName: 'diameter_m', title: { de: 'Kronendurchmesser', en: 'Crown diameter' }, type: 'number', unit: 'm' },
  { id: 'crownAreaM2', shortName: 'crown_m2', title: { de: 'Kronenfläche', en: 'Crown area' }, type: 'number', unit: 'm²' },
  {
    id: 'greennessLoss',
    shortName: 'green_loss',
    title: { de: 'Verlust an Grün (0 = wie lebend, 1 = neutral)', en: 'Loss of greenness (0 = as live, 1 = neutral)' },
    type: 'number',
  },
  { id: 'heightM', shortName: 'height_m', title: { de: 'Höhe der Spitze', en: 'Height of the top' }, type: 'number', unit: 'm' },
];

export const crownsInfo = {
  id: 'crowns',
  version: '1.0.0',
  title: { de: 'Tote Kronen', en: 'Dead crowns' },
  question: { de: 'Welche Bäume stehen tot oder sterben?', en: 'Which standing trees are dead or dying?' },
  color: '#c62828',
  sensors: ['orthophoto', 'drone', 'generic'],
  needs: ['red', 'green', 'blue'],
  optional: ['nir'],
  needsUnit: 'dn',
  parameters: {
    ndsm: {
      default: '',
      unit: 'path',
      title: { de: 'Höhe über Grund (GeoTIFF), leer = keine', en: 'Height above ground (GeoTIFF), empty = none' },
      source: 'height removes bare ground that looks like dead crowns (FVA: DSM height > 5 m; forest.md section 6)',
    },
    minimumHeightM: {
      default: 5,
      minimum: 1,
      maximum: 30,
      unit: 'm',
      title: { de: 'Ab dieser Höhe ist es ein Baum (mit ndsm)', en: 'From this height on it is a tree (with ndsm)' },
      source: 'FVA: DSM height > 5 m (forest.md section 6)',
    },
    smoothM: {
      default: 1.4,
      minimum: 0.2,
      maximum: 5,
      unit: 'm',
      title: { de: 'Glättung: Seite des Fensters', en: 'Smoothing: side of the window' },
      source: '7 px at 20 cm (forest.md section 6)',
    },
    loss: {
      default: 0.5,
      minimum: 0.2,
      maximum: 1.5,
      unit: '0 = live canopy of the image, 1 = neutral',
      title: { de: 'Ab diesem Verlust an Grün ist eine Krone tot', en: 'From this loss of greenness on a crown is dead' },
      source:
        'half-way from the live canopy of the same image to neutral (NDVI 0, green chromaticity 1/3): infested spruce in a Latvian CIR flight has 1.19 in NDVI and 1.09 in chromaticity (means in forest.md section 6); raised to three robust deviations of the live canopy',
    },
    redStage: {
      default: 0.12,
      minimum: 0,
      maximum: 0.5,
      unit: '(red − blue) / (red + blue)',
      title: { de: 'Darüber rotbraun, darunter grau', en: 'Red-brown above, grey below' },
      source:
        'estimate: middle between weathered wood, which is neutral (0), and brown needles, which reflect about 1.7 times as much red as blue',
    },
    roughness: {
      default: 0.5,
      minimum: 0,
      maximum: 2,
      unit: 'share of the live canopy’s',
      title: { de: 'So rau wie Kronen (ohne ndsm)', en: 'As rough as crowns (without ndsm)' },
      source:
        'estimate: half the local contrast (deviation / mean of brightness over 2.2 m) of the live canopy of the same image; bare ground is smooth',
    },
    minimumAreaM2: {
      default: 1,
      minimum: 0.1,
      maximum: 100,
      unit: 'm²',
      title: { de: 'Kleinste Krone', en: 'Smallest crown' },
      source: 'drop < 1 m² at 20 cm (forest.md section 6)',
    },
    leafOff: {
      default: 'refuse',
      unit: 'name',
      title: { de: 'Laubfreie Flüge: refuse oder judge', en: 'Leaf-off flights: refuse or judge' },
      source: 'leaf-off is not dead (deadtrees.earth, forest.md section 6)',
    },
  },
  classes: [
    { id: 'none', code: crownCodes.none, title: { de: 'Keine Krone', en: 'No crown' }, color: '#ffffff00', detect: false },
    { id: 'live', code: crownCodes.live, title: { de: 'Lebende Kronen', en: 'Live canopy' }, color: '#2e7d3260', detect: false },
    { id: 'red', code: crownCodes.red, title: { de: 'Rotbraune Krone', en: 'Red-brown crown' }, color: '#c62828', detect: true },
    { id: 'grey', code: crownCodes.grey, title: { de: 'Graue Krone', en: 'Grey crown' }, color: '#5e35b1', detect: true },
    {
      id: 'not-observed',
      code: crownCodes.notObserved,
      title: { de: 'Nicht beobachtet', en: 'Not observed' },
      color: '#6b7280',
      detect: false,
    },
  ],
  layers: [
    { id: 'class', title: { de: 'Kronen', en: 'Crowns' }, kind: 'classes' },
    { id: 'likelihood', title: { de: 'Likelihood toter Krone', en: 'Likelihood of a dead crown' }, kind: 'percent' },
    { id: 'exclusion', title: { de: 'Nicht beobachtet', en: 'Not observed' }, kind: 'reason' },
  ],
  attributes: crownAttributes,
  limits: [
    {
      de: 'Befallene, noch grüne Bäume sind im Luftbild nicht zu erkennen.',
      en: 'Trees that are infested but still green cannot be told from an aerial image.',
    },
    {
      de: 'Kahle Laubbäume und Lärchen außerhalb der Vegetationszeit sehen wie tote Bäume aus: laubfreie Flüge werden nicht beurteilt.',
      en: 'Bare broadleaf trees and larches out of season look like dead ones: leaf-off flights are not judged.',
    },
    {
      de: 'Ohne Höhenmodell können Schlagabraum, Felsen und liegendes Holz für tote Kronen gehalten werden.',
      en: 'Without a height model, slash, rocks and lying wood can be taken for dead crowns.',
    },
    {
      de: 'Ohne nahes Infrarot entscheidet nur die Farbe; vergilbte und blühende Kronen können tot scheinen.',
      en: 'Without near infrared colour decides alone; yellowed and flowering crowns can look dead.',
    },
    {
      de: 'Kronen im tiefen Schatten werden nicht beurteilt. Die Likelihood ist nicht an Feldaufnahmen geeicht.',
      en: 'Crowns in deep shadow are not judged. The likelihood is not calibrated on field surveys.',
    },
  ],
} as const satisfies MonitorInfo;
