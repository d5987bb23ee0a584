import type { ExportTable } from './export-table.js';

/** RFC 7946 in lon/lat; a monitor's own attributes lie beside the common ones, where a GIS shows them as columns. */
export function geoJson({ detections, attribution }: ExportTable): string {
  const features = detections.map(({ geometry, attributes, ...common }) => ({
    type: 'Feature',
    id: common.id,
    geometry,
    properties: { ...common, observedUtc: common.observedUtc.toISOString(), madeBy: 'machine', ...attributes },
  }));
  return `${JSON.stringify({ type: 'FeatureCollection', attribution, features })}\n`;
}
