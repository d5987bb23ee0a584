import type { MonitorClass, MonitorInfo, MonitorParameter, MonitorTier } from '@landsicht/core';
import { damageAttributes } from './damage-attributes.js';
import { seriesParameters } from './series/series-rules.js';
import { stateClasses, stateCodes, tierCodes } from './series/state-codes.js';

/** Ours around the series: which dates, which ground, which outlines. */
const unitParameters = {
  forestMask: {
    default: '',
    unit: 'path',
    title: {
      de: 'Waldmaske (Raster, GeoPackage, GeoJSON …), leer = jedes Pixel',
      en: 'Forest mask (raster, GeoPackage, GeoJSON …), empty = every pixel',
    },
    source: 'FORDEAD: BD Forêt spruce and fir, or OSO class 17; Wallonia: spruce probability above 50 % (forest.md 2)',
  },
  forestMaskAbove: {
    default: 0,
    unit: 'value of the mask',
    title: { de: 'Wald, wo die Maske größer ist als', en: 'Forest where the mask is above' },
    source: '0 for yes/no masks; 50 for a spruce probability in percent (Wallonia; strict 70)',
  },
  cloudShares: {
    default: '',
    unit: 'path',
    title: { de: 'Bewölkung je Termin (CSV), leer = aus der Maske', en: 'Cloud share by date (CSV), empty = from the mask' },
    source: 'FORDEAD: Ennuagement.csv',
  },
  limPercCloud: {
    default: 0.4,
    minimum: 0,
    maximum: 1,
    unit: 'share',
    title: { de: 'Termine mit mehr Bewölkung entfallen', en: 'Dates with more cloud are left out' },
    source: 'FORDEAD 1.11.4: lim_perc_cloud',
  },
  ignoredPeriod: {
    default: '',
    unit: 'MM-DD..MM-DD',
    title: { de: 'Jahreszeit, die nicht zählt', en: 'Season that does not count' },
    source: 'FORDEAD 1.11.4: ignored_period, none by default',
  },
  minimumPx: {
    default: 3,
    minimum: 1,
    maximum: 100_000,
    unit: 'px',
    title: { de: 'Kleinste Schadfläche', en: 'Smallest damage polygon' },
    source: '0.03–0.05 ha, 8-connected; below 0.05 ha not reliable (forest.md 7)',
  },
  compartments: {
    default: '',
    unit: 'path',
    title: { de: 'Forstorte (GeoPackage, GeoJSON … mit Abteilung)', en: 'Compartments (GeoPackage, GeoJSON … with Abteilung)' },
    source: 'forest.md 7: Revier, Forstbezirk, Abteilung, Unterabteilung, Teilfläche',
  },
} as const satisfies Readonly<Record<string, MonitorParameter>>;

const notModelled = { title: { de: 'Nicht modelliert', en: 'Not modelled' }, color: '#9e9e9e80', detect: false } as const;

/** Classes of the damage polygons: Sachsenforst's four, and suspicion, which is none of them. */
export const damageClasses = [
  {
    id: 'open',
    code: 1,
    title: { de: '1 Freifläche/Störungsfläche', en: '1 Open or disturbed area' },
    color: '#8c6d31',
    detect: true,
  },
  {
    id: 'open-regrowth',
    code: 2,
    title: { de: '2 Freifläche mit Jungwuchs und/oder Strauchvegetation', en: '2 Open area with young growth or shrubs' },
    color: '#b8c95a',
    detect: true,
  },
  {
    id: 'dying',
    code: 3,
    title: { de: '3 Schadfläche, voraussichtlich absterbend', en: '3 Damaged area, probably dying' },
    color: '#c62828',
    detect: true,
  },
  {
    id: 'medium-loss',
    code: 4,
    title: { de: '4 Schadfläche, mittlerer Vitalitätsverlust', en: '4 Damaged area, medium loss of vitality' },
    color: '#f2933a',
    detect: true,
  },
  {
    id: 'suspected',
    code: 5,
    title: { de: 'Verdacht (nicht bestätigt)', en: 'Suspicion (not confirmed)' },
    color: '#f6d743',
    detect: true,
  },
  { id: 'not-observed', code: stateCodes.notModelled, ...notModelled },
] as const satisfies readonly MonitorClass[];

export type DamageClassId = (typeof damageClasses)[number]['id'];

export const tierClasses = [
  { id: 'none', code: tierCodes.none, title: { de: 'Kein Schaden', en: 'No damage' }, color: '#ffffff00', detect: false },
  { id: 'suspected', code: tierCodes.suspected, title: { de: 'Verdacht', en: 'Suspected' }, color: '#f6d743', detect: true },
  { id: 'confirmed', code: tierCodes.confirmed, title: { de: 'Bestätigt', en: 'Confirmed' }, color: '#c62828', detect: true },
  { id: 'cleared', code: tierCodes.cleared, title: { de: 'Geräumt', en: 'Cleared' }, color: '#8c6d31', detect: true },
  { id: 'not-observed', code: tierCodes.notModelled, ...notModelled },
] as const satisfies readonly MonitorClass[];

const [, suspected, confirmed, cleared] = tierClasses;
const tierSteps = [
  { ...tierLook(suspected), since: 'firstSuspected', outline: 'dashed' },
  { ...tierLook(confirmed), since: 'confirmedOn', outline: 'solid' },
  { ...tierLook(cleared), since: 'clearedOn', outline: 'hatched' },
] as const satisfies readonly MonitorTier[];

export const barkBeetleInfo = {
  id: 'bark-beetle',
  version: '1.1.0',
  title: { de: 'Borkenkäfer', en: 'Bark beetle' },
  question: { de: 'Wo stirbt Fichte, seit wann, wie sicher?', en: 'Where does spruce die, since when, how surely?' },
  color: '#c62828',
  sensors: ['sentinel-2-l2a', 'hls', 'landsat-c2-l2'],
  // no date is refused for a band: which index can be computed is found out per date
  needs: ['nir08'],
  substitutes: { nir08: ['swir16', 'swir22', 'blue', 'green', 'red', 'nir'] },
  needsUnit: 'reflectance',
  parameters: {
    ...seriesParameters,
    soilDetection: { ...seriesParameters.soilDetection, unit: 'flag' },
    ...unitParameters,
  },
  classes: damageClasses,
  layers: [
    {
      id: 'state',
      title: { de: 'Zustand', en: 'State' },
      kind: 'classes',
      classes: [...stateClasses, { id: 'not-observed', code: stateCodes.notModelled, ...notModelled }],
    },
    { id: 'tier', title: { de: 'Stufe', en: 'Tier' }, kind: 'classes', classes: tierClasses },
    { id: 'first_anomaly', title: { de: 'Erste Anomalie', en: 'First anomaly' }, kind: 'days' },
    { id: 'confirmed', title: { de: 'Bestätigt am', en: 'Confirmed on' }, kind: 'days' },
    { id: 'cleared', title: { de: 'Geräumt am', en: 'Cleared on' }, kind: 'days' },
    { id: 'confidence', title: { de: 'Vertrauen', en: 'Confidence' }, kind: 'percent' },
    { id: 'observations', title: { de: 'Klare Termine', en: 'Clear dates' }, kind: 'count' },
  ],
  attributes: damageAttributes,
  ranking: 'score',
  listed: ['tier', 'firstAnomaly', 'confidence', 'revier', 'abteilung', 'unterabteilung', 'teilflaeche'],
  tiers: { attribute: 'tier', steps: tierSteps },
  limits: [
    {
      de: 'Frischen Befall (grüne Nadeln) sieht kein Satellit sicher: sichtbar wird der Verlust von Nadelwasser über Wochen. Beweis ist die Kontrolle am Stamm.',
      en: 'No satellite sees fresh infestation (green needles) surely: what shows is the loss of needle water over weeks. Proof is the check at the trunk.',
    },
    {
      de: 'Verdacht beruht auf ein bis zwei Terminen und ist oft falsch; bestätigt wird etwa vier Wochen nach der ersten Anomalie.',
      en: 'Suspicion rests on one or two dates and is often wrong; confirmation comes about four weeks after the first anomaly.',
    },
    {
      de: 'Die Ursache wird nicht erkannt: Dürre, Frost, Windwurf und Durchforstung können ebenso aussehen.',
      en: 'The cause is not seen: drought, frost, wind throw and thinning can look the same.',
    },
    { de: 'Flächen unter 0,05 ha sind nicht verlässlich.', en: 'Areas below 0.05 ha are not reliable.' },
    {
      de: 'Wolken, Dunst und Schnee, die keine Maske nennt, verursachen die meisten Fehlalarme.',
      en: 'Cloud, haze and snow that no mask names cause most false alarms.',
    },
    {
      de: 'Ohne zehn klare Termine und Jahre vor dem Befall gibt es kein Modell; das Stadium ist aus dem Alter des Schadens geschätzt.',
      en: 'Without ten clear dates and years before the outbreak there is no model; the stage is estimated from the age of the damage.',
    },
  ],
} as const satisfies MonitorInfo;

function tierLook({ id, title, color }: MonitorClass): Pick<MonitorTier, 'id' | 'title' | 'color'> {
  return { id, title, color };
}
