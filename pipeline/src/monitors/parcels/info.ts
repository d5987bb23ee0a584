import type { MonitorAttribute, MonitorInfo } from '@landsicht/core';

/** Codes of the layer `light`. */
export const lightCodes = { green: 1, yellow: 2, red: 3, notObserved: 255 } as const;

export const parcelAttributes: readonly MonitorAttribute[] = [
  { id: 'parcel', shortName: 'parcel', title: { de: 'Schlag', en: 'Parcel' }, type: 'text' },
  { id: 'condition', shortName: 'condition', title: { de: 'Entscheidende Auflage', en: 'Deciding condition' }, type: 'text' },
  { id: 'cause', shortName: 'cause', title: { de: 'Ursache', en: 'Cause' }, type: 'text' },
  { id: 'crop', shortName: 'crop', title: { de: 'Angegebene Nutzung', en: 'Declared crop' }, type: 'text' },
  { id: 'hectares', shortName: 'hectares', title: { de: 'Fläche', en: 'Area' }, type: 'number', unit: 'ha' },
  { id: 'lastClear', shortName: 'last_clear', title: { de: 'Letzter klarer Blick', en: 'Last clear look' }, type: 'date' },
  { id: 'clearDates', shortName: 'clear', title: { de: 'Klare Blicke', en: 'Clear looks' }, type: 'number' },
];

export const parcelsInfo = {
  id: 'parcels',
  version: '1.0.1',
  title: { de: 'Schläge', en: 'Parcels' },
  question: { de: 'Fand statt, was für den Schlag angegeben wurde?', en: 'Did take place what was declared for the parcel?' },
  color: '#4f7f2f',
  sensors: ['sentinel-2-l2a', 'sentinel-1'],
  needs: ['red', 'nir'],
  optional: ['blue', 'green', 'rededge1', 'rededge2', 'rededge3', 'nir08', 'swir16', 'swir22'],
  needsUnit: 'reflectance',
  sensorNeeds: { 'sentinel-1': { needs: [], optional: ['vv', 'vh', 'coh-vv', 'coh-vh'], needsUnit: 'linear-power' } },
  parameters: {
    year: {
      default: 0,
      minimum: 0,
      maximum: 2100,
      unit: 'legal year',
      title: {
        de: 'Antragsjahr; 0 = das der neuesten Aufnahme (Januar: das Vorjahr)',
        en: 'Year of the claim; 0 = that of the newest acquisition (January: the year before)',
      },
      source:
        'the season looks from 1 October before the year to 31 January after it, because soil cover is judged over two winters (parcels.md 4.4)',
    },
    parcels: {
      default: 'workspace:parcels',
      unit: 'path or folder',
      title: {
        de: 'Angemeldete Schläge: Datei, oder die im Arbeitsbereich eingelesenen',
        en: 'Declared parcels: a file, or those imported into the workspace',
      },
      source: 'landsicht ingest --parcels FILE',
    },
    asOf: {
      default: '',
      unit: 'ISO 8601 day',
      title: {
        de: 'Stand: bis zu diesem Tag ist bekannt; leer = Tag der letzten Aufnahme',
        en: 'As of: what was known up to this day; empty = day of the last acquisition',
      },
      source: 'a window is over only after its last day, also where no acquisition follows it (parcels.md 8)',
    },
    rules: {
      default: '',
      unit: 'path or folder',
      title: { de: 'Ordner mit Regeln; leer = die von Landsicht', en: 'Folder of rules; empty = those of Landsicht' },
      source: 'parcels.md 8: rules are data, because their wording changes with the year',
    },
  },
  classes: [
    { id: 'green', code: lightCodes.green, title: { de: 'Grün: erfüllt', en: 'Green: met' }, color: '#3b8f3e', detect: true },
    {
      id: 'yellow',
      code: lightCodes.yellow,
      title: { de: 'Gelb: nicht schlüssig', en: 'Yellow: not conclusive' },
      color: '#e8b92f',
      detect: true,
    },
    {
      id: 'red',
      code: lightCodes.red,
      title: { de: 'Rot: Verstoß vorgeschlagen', en: 'Red: breach proposed' },
      color: '#c43b2e',
      detect: true,
    },
    {
      id: 'not-observed',
      code: lightCodes.notObserved,
      title: { de: 'Kein Schlag oder nicht beurteilt', en: 'No parcel, or not judged' },
      color: '#9e9e9e80',
      detect: false,
    },
  ],
  layers: [{ id: 'light', title: { de: 'Ampel', en: 'Traffic light' }, kind: 'classes' }],
  attributes: parcelAttributes,
  listed: ['parcel', 'crop', 'lastClear'],
  limits: [
    {
      de: 'Rot ist ein Vorschlag und eine Aufgabe für Menschen, nie eine Kürzung; die Maschine schließt nur grün ab.',
      en: 'Red is a proposal and a task for people, never a cut; the machine closes green alone.',
    },
    {
      de: 'Schläge mit weniger als 8 inneren Pixeln von 10 m (unter etwa 0,3 ha, oder schmaler als 25 m) werden nicht beurteilt.',
      en: 'Parcels with fewer than 8 inner pixels of 10 m (below about 0.3 ha, or narrower than 25 m) are not judged.',
    },
    {
      de: 'Ohne genug klare Aufnahmen bleibt die Ampel gelb: Eine fehlende Mahd ist erst eine Aussage, wenn keine Lücke länger als 20 Tage ist.',
      en: 'Without enough clear acquisitions the light stays yellow: a missing mowing means something only if no gap is longer than 20 days.',
    },
    {
      de: 'Gruppen von Kulturen, nicht Sorten; Beweidung, Wiesenvögel und die Art der Ernte werden nicht gesehen.',
      en: 'Groups of crops, not varieties; grazing, nesting birds and how a field was harvested are not seen.',
    },
  ],
} as const satisfies MonitorInfo<'red' | 'nir'>;
