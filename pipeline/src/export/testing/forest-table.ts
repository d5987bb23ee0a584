import type { Detection, MonitorAttribute, MonitorInfo } from '@landsicht/core';
import { type ExportTable, exportColumns } from '../export-table.js';

export const forestAttributes: readonly MonitorAttribute[] = [
  { id: 'abteilung', shortName: 'abteilung', title: { de: 'Abteilung', en: 'Compartment' }, type: 'text' },
  { id: 'spruceShare', shortName: 'fichte', title: { de: 'Fichtenanteil', en: 'Share of spruce' }, type: 'number', unit: '%' },
  { id: 'confirmedOn', shortName: 'bestaetigt', title: { de: 'Bestätigt am', en: 'Confirmed on' }, type: 'date' },
  { id: 'sanitary', shortName: 'sanitaer', title: { de: 'Sanitärhieb', en: 'Sanitary cut' }, type: 'flag' },
];

export const forestInfo: MonitorInfo = {
  id: 'bark-beetle',
  version: '1.0.0',
  title: { de: 'Borkenkäfer', en: 'Bark beetle' },
  question: { de: 'Wo sterben Fichten?', en: 'Where do spruces die?' },
  color: '#b71c1c',
  sensors: ['sentinel-2-l2a'],
  needs: ['red'],
  needsUnit: 'reflectance',
  parameters: {},
  classes: [{ id: 'damage', code: 3, title: { de: 'Schadfläche', en: 'Damaged area' }, color: '#b71c1c', detect: true }],
  layers: [],
  attributes: forestAttributes,
  limits: [],
};

type Ring = [number, number][];

/** In the Erzgebirge, metres of about the right size in degrees. */
const at = (lon: number, lat: number, ring: Ring): Ring => ring.map(([x, y]) => [lon + x * 1e-5, lat + y * 1e-5]);
const square: Ring = [
  [0, 0],
  [100, 0],
  [100, 100],
  [0, 100],
  [0, 0],
];
const holeInIt: Ring = [
  [20, 20],
  [20, 60],
  [60, 60],
  [60, 20],
  [20, 20],
];
const bent: Ring = [
  [0, 0],
  [100, 0],
  [100, 20],
  [20, 20],
  [20, 80],
  [100, 80],
  [100, 100],
  [0, 100],
  [0, 0],
];

function detection(name: string, more: Partial<Detection>): Detection {
  return {
    id: name,
    monitor: 'bark-beetle',
    class: 'damage',
    geometry: { type: 'Polygon', coordinates: [at(13.1, 50.6, square)] },
    areaM2: 7890.12,
    areaEpsg: 32633,
    likelihood: 0.64,
    observedUtc: new Date('2019-07-07T10:20:30.000Z'),
    sceneIds: ['S2A_33UVS_20190707'],
    unitKey: 'f'.repeat(64),
    attributes: { abteilung: '12 a³ „Höhe“ <Süd> & Ost', spruceShare: 87.5, confirmedOn: '2019-07-07', sanitary: true },
    ...more,
  };
}

/** A polygon with a hole, two parts, a bent one whose centroid lies outside; umlauts, markup, nulls. */
export const forestDetections: readonly Detection[] = [
  detection('pierced', { geometry: { type: 'Polygon', coordinates: [at(13.1, 50.6, square), at(13.1, 50.6, holeInIt)] } }),
  detection('parts', {
    geometry: { type: 'MultiPolygon', coordinates: [[at(13.2, 50.6, square)], [at(13.21, 50.6, square), at(13.21, 50.6, holeInIt)]] },
    likelihood: 0.05,
    observedUtc: new Date('2019-08-01T10:20:30.000Z'),
    attributes: { abteilung: null, spruceShare: null, confirmedOn: null, sanitary: null },
  }),
  detection('bent', {
    geometry: { type: 'Polygon', coordinates: [at(13.3, 50.7, bent)] },
    likelihood: null,
    attributes: { abteilung: 'ß'.repeat(200), spruceShare: -0.25, confirmedOn: '2018-12-31', sanitary: false },
  }),
];

export function forestTable(detections: readonly Detection[] = forestDetections): ExportTable {
  return {
    info: forestInfo,
    detections,
    attributes: forestAttributes,
    columns: exportColumns(forestInfo, forestAttributes),
    attribution: 'Enthält Copernicus-Daten 2019',
    bboxLonLat: [13, 50.5, 13.5, 50.8],
  };
}
