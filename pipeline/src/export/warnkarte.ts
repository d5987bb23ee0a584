import { LandsichtError } from '@landsicht/core';
import type { Polygon } from 'geojson';
import { type ExportTable, outlineIn, partsOf } from './export-table.js';
import { type GeoPackageFeature, geoPackage } from './geopackage.js';

/** What the Warnkarte import of the PRIWA app takes (Deadwood-ai/deadtrees, api/src/priwa/warnkarte.py, read 2026-11-24). */
const importer = {
  epsg: 32632,
  maxFileBytes: 50 * 1024 * 1024,
  maxVerticesPerPolygon: 100_000,
  maxVertices: 1_000_000,
  maxPayloadBytes: 10 * 1024 * 1024,
} as const;

/** JSON around the hexadecimal WKB of one polygon. */
const PAYLOAD_BYTES_PER_POLYGON = 64;

/** The day its file name must end with: that of the newest observation. */
export function warnkarteDay({ detections }: ExportTable): string {
  const newest = detections.reduce((latest, { observedUtc }) => Math.max(latest, observedUtc.valueOf()), Number.NEGATIVE_INFINITY);
  if (newest === Number.NEGATIVE_INFINITY) throw nothingToWarnOf();
  return new Date(newest).toISOString().slice(0, 10);
}

/** A GeoPackage of one layer of Polygons in EPSG:32632 with the only column `probability` in steps of 0.1; detections without a likelihood are left out. */
export async function warnkarte(table: ExportTable): Promise<Uint8Array> {
  const features: GeoPackageFeature[] = [];
  for (const detection of table.detections) {
    if (detection.likelihood == null) continue;
    const probability = Math.min(10, Math.max(0, Math.round(detection.likelihood * 10))) / 10;
    for (const coordinates of partsOf(outlineIn(detection, importer.epsg))) {
      features.push({ geometry: { type: 'Polygon', coordinates }, values: [probability] });
    }
  }
  if (features.length === 0) throw nothingToWarnOf();
  assertFits(features.map(({ geometry }) => geometry as Polygon));
  const bytes = await geoPackage(
    {
      name: `warnkarte_${warnkarteDay(table)}`,
      title: 'Warnkarte',
      description: table.attribution,
      epsg: importer.epsg,
      geometryType: 'POLYGON',
      columns: [{ name: 'probability', title: { de: 'Wahrscheinlichkeit', en: 'Probability' }, type: 'number' }],
      lastChangeUtc: `${warnkarteDay(table)}T00:00:00.000Z`,
    },
    features,
  );
  if (bytes.length > importer.maxFileBytes) throw tooLarge(`${bytes.length} bytes`, `${importer.maxFileBytes} bytes`);
  return bytes;
}

function assertFits(polygons: readonly Polygon[]): void {
  let vertices = 0;
  let payloadBytes = 2;
  for (const { coordinates } of polygons) {
    const own = coordinates.reduce((sum, ring) => sum + ring.length, 0);
    if (own > importer.maxVerticesPerPolygon) throw tooLarge(`a polygon of ${own} corners`, `${importer.maxVerticesPerPolygon}`);
    vertices += own;
    payloadBytes += PAYLOAD_BYTES_PER_POLYGON + 2 * (9 + 4 * coordinates.length + 16 * own); // two hexadecimal digits a byte
  }
  if (vertices > importer.maxVertices) throw tooLarge(`${vertices} corners`, `${importer.maxVertices}`);
  if (payloadBytes > importer.maxPayloadBytes) throw tooLarge(`${payloadBytes} bytes of outlines`, `${importer.maxPayloadBytes}`);
}

function tooLarge(got: string, limit: string): LandsichtError {
  return new LandsichtError(
    'bad-argument',
    `Warnkarte: got ${got}, its importer takes at most ${limit}. Run the monitor over a smaller area, with a larger minimum area or simplification`,
  );
}

function nothingToWarnOf(): LandsichtError {
  return new LandsichtError(
    'bad-argument',
    'Warnkarte: no detection has a likelihood, and its importer refuses an empty layer. Run the monitor first, or choose another format',
  );
}
