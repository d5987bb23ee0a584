import type { BandNeeds, MonitorInfo } from '@landsicht/core';
import { dswxClasses } from './optical/dswx-classes.js';
import { opticalNeeds } from './optical/optical-part.js';

/** Codes of the layers `flood` and `water`. */
export const floodCodes = { dry: 0, flood: 1, reference: 2, water: 3, notObserved: 255 } as const;

/** 1.38 µm tells thin ice cloud where a product has it. */
const opticalBands: BandNeeds = { ...opticalNeeds, optional: ['cirrus'], needsUnit: 'reflectance' };

export const floodInfo = {
  id: 'flood',
  version: '2.3.5',
  title: { de: 'Hochwasser', en: 'Flood' },
  question: { de: 'Wo steht Wasser, das sonst nicht da ist?', en: 'Where is water that is normally not there?' },
  color: '#1565c0',
  sensors: ['sentinel-1', 'sentinel-2-l2a', 'sentinel-2-l1c', 'landsat-c2-l2', 'landsat-l1', 'hls'],
  needs: ['vh'],
  substitutes: { vh: ['vv'] },
  needsUnit: 'linear-power',
  sensorNeeds: {
    'sentinel-2-l2a': opticalBands,
    'sentinel-2-l1c': opticalBands,
    'landsat-c2-l2': opticalBands,
    'landsat-l1': opticalBands,
    hls: opticalBands,
  },
  parameters: {
    sensor: {
      default: 'auto',
      unit: 'name',
      title: {
        de: 'Welche Aufnahmen: auto (alle; ein Paar als Radar), radar oder optical',
        en: 'Which scenes: auto (all; a pair as radar), radar or optical',
      },
      source: 'radar sees through the cloud that floods come with; optical scenes help in clear sky (flood.md)',
    },
    detector: {
      default: 'ensemble',
      unit: 'name',
      title: { de: 'Verfahren: ensemble, simple oder model', en: 'Method: ensemble, simple or model' },
      source:
        'GFM product definition: three detectors that vote; simple = hysteresis on VH alone (version 1); model = a trained network says what is water',
    },
    model: {
      default: 'flood-s1',
      unit: 'name',
      title: { de: 'model: welches Netz', en: 'model: which network' },
      source: 'landsicht models list; used with detector=model only',
    },
    dem: {
      default: '',
      unit: 'path',
      title: { de: 'Geländemodell (GeoTIFF), leer = keines', en: 'Terrain model (GeoTIFF), empty = none' },
      source: 'height above nearest drainage over 15 m or slope over 5° is no flood (flood.md 3.1; OPERA DSWx-S1, HydroSAR)',
    },
    landcover: {
      default: '',
      unit: 'path',
      title: { de: 'Landbedeckung (ESA WorldCover, GeoTIFF), leer = keine', en: 'Land cover (ESA WorldCover, GeoTIFF), empty = none' },
      source: 'GFM excludes where Sentinel-1 is not sensitive: built-up (50) and tree cover (10); flood.md 5',
    },
    reference: {
      default: '',
      unit: 'path',
      title: {
        de: 'Referenzwasser (GeoTIFF: 1 = Wasser, 0 = keines, sonst unbekannt; 12 Bänder = Monate), leer = keines',
        en: 'Reference water (GeoTIFF: 1 = water, 0 = none, else unknown; 12 bands = months), empty = none',
      },
      source: 'GFM subtracts permanent and seasonal water of the month; counts beside the earlier scenes',
    },
    landuse: {
      default: '',
      unit: 'path',
      title: {
        de: 'Landnutzung für die Flächentabelle (GeoJSON mit class oder GeoTIFF), leer = landcover',
        en: 'Land use for the table of areas (GeoJSON with class, or GeoTIFF), empty = landcover',
      },
      source: 'flooded hectares by land use (flood.md 6)',
    },
    exposure: {
      default: '',
      unit: 'path or folder',
      title: {
        de: 'Betroffenes: Ordner mit buildings, roads (GeoJSON) und population (GeoTIFF), oder eine Datei',
        en: 'What may be affected: folder with buildings, roads (GeoJSON) and population (GeoTIFF), or one file',
      },
      source: 'buildings, kilometres of road and people touched (flood.md 6)',
    },
    areas: {
      default: '',
      unit: 'path',
      title: { de: 'Gebiete der Flächentabelle (GeoJSON)', en: 'Areas of the table (GeoJSON)' },
      source: 'the table has a row for the whole scene and one for each area of interest (flood.md 6)',
    },
    halfWaterVhDb: {
      default: -19.4,
      minimum: -30,
      maximum: -10,
      unit: 'dB',
      title: {
        de: 'VH: Wasser so wahrscheinlich wie Land, wo beide zu trennen sind',
        en: 'VH: water as likely as land where both are told apart',
      },
      source:
        'a pixel half under dark water sends back half the power: 3 dB below the VH median of land of −16.4 dB (Sen1Floods11, 13 chips); upper end of its event thresholds −19.56 dB',
    },
    fallbackVhDb: {
      default: -21,
      minimum: -30,
      maximum: -10,
      unit: 'dB',
      title: { de: 'VH: Wasser so wahrscheinlich wie Land, sonst', en: 'VH: water as likely as land elsewhere' },
      source:
        'fixed threshold where no tile is bimodal: middle of the OPERA DSWx-S1 cross-pol bounds and of water and land (−25.0, −16.4 dB)',
    },
    halfWaterVvDb: {
      default: -13,
      minimum: -30,
      maximum: -5,
      unit: 'dB',
      title: { de: 'VV: dasselbe, wo beide zu trennen sind', en: 'VV: the same where both are told apart' },
      source: '3 dB below the VV median of land of −9.9 dB (Sen1Floods11, 13 chips); upper bound of Kittler-Illingworth thresholds in VV',
    },
    fallbackVvDb: {
      default: -15,
      minimum: -30,
      maximum: -5,
      unit: 'dB',
      title: { de: 'VV: dasselbe, sonst', en: 'VV: the same elsewhere' },
      source: 'HYDRAFloods starts at −14…−16 dB; HydroSAR caps VV at −15.5 dB',
    },
    seedVhDb: {
      default: -23,
      minimum: -35,
      maximum: -10,
      unit: 'dB',
      title: { de: 'simple: sicheres Wasser unterhalb von', en: 'simple: certain water below' },
      source:
        'lower bound of the VH water range of OPERA DSWx-S1 cross-pol thresholds [−28, −18] dB; Sen1Floods11 event thresholds −19.6…−25.1 dB',
    },
    growVhDb: {
      default: -20,
      minimum: -35,
      maximum: -10,
      unit: 'dB',
      title: { de: 'simple: wachsen bis', en: 'simple: grow up to' },
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
      maximum: 200,
      unit: 'scenes',
      title: { de: 'Frühere Aufnahmen als Referenz', en: 'Earlier scenes as reference' },
      source: 'GFM compares within one relative orbit, median of the last 3–5; from 32 on with a seasonal baseline',
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
    { id: 'likelihood', title: { de: 'Likelihood der Überflutung', en: 'Likelihood of flood' }, kind: 'percent' },
    { id: 'reference', title: { de: 'Referenzwasser', en: 'Reference water' }, kind: 'classes' },
    { id: 'image', title: { de: 'Bild (Radar VH oder 1,6 µm)', en: 'Image (radar VH or 1.6 µm)' }, kind: 'image' },
    { id: 'exclusion', title: { de: 'Nicht beobachtet', en: 'Not observed' }, kind: 'reason' },
    { id: 'depth', title: { de: 'Wassertiefe in m (Schätzung)', en: 'Water depth in m (estimate)' }, kind: 'count' },
    { id: 'dswx', title: { de: 'Optische Wassertests (DSWx)', en: 'Optical water tests (DSWx)' }, kind: 'classes', classes: dswxClasses },
  ],
  attributes: [
    {
      id: 'likelihoodP10',
      shortName: 'lik_p10',
      title: { de: 'Likelihood, unteres Zehntel', en: 'Likelihood, lowest tenth' },
      type: 'number',
      unit: '%',
    },
    {
      id: 'depthMeanM',
      shortName: 'depth_mean',
      title: { de: 'Mittlere Tiefe (Schätzung)', en: 'Mean depth (estimate)' },
      type: 'number',
      unit: 'm',
    },
    {
      id: 'depthMaxM',
      shortName: 'depth_max',
      title: { de: 'Größte Tiefe (Schätzung)', en: 'Greatest depth (estimate)' },
      type: 'number',
      unit: 'm',
    },
  ],
  limits: [
    {
      de: 'Die Wassertiefe ist aus der Höhe über dem nächsten Gewässer geschätzt, nicht gemessen; auf ebenem Grund nur eine Größenordnung.',
      en: 'Water depth is estimated from the height above the nearest drainage, not measured; on flat ground an order of magnitude only.',
    },
    {
      de: 'Optische Aufnahmen sehen nicht durch Wolken und in deren Schatten; trübes Wasser, das Wolke oder Schatten sein kann, gilt als nicht beobachtet.',
      en: 'Optical scenes see neither through cloud nor into its shadow; turbid water that could be either counts as not observed.',
    },
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
      de: 'Ohne frühere Aufnahme desselben Orbits entscheidet nur der Schwellwert; neu dunkle Felder können dann Wasser scheinen.',
      en: 'Without an earlier scene of the same orbit the threshold decides alone; fields newly dark can then look like water.',
    },
    {
      de: 'Radarschatten, Überlagerung und Hänge werden nur ausgeschlossen, wo ein Geländemodell angegeben ist; Bebauung und dichte Vegetation ab drei früheren Aufnahmen oder mit Landbedeckung.',
      en: 'Radar shadow, layover and slopes are excluded only where a terrain model is given; built-up land and dense vegetation from three earlier scenes on, or with land cover.',
    },
  ],
} as const satisfies MonitorInfo<'vh'>;
