import { join } from 'node:path';
import type { BboxLonLat, Detection, MonitorAttribute, MonitorInfo } from '@landsicht/core';
import { readDetections } from '../store/geoparquet.js';
import type { ExportUnit } from './copy-layers.js';
import { type ExportTable, exportColumns } from './export-table.js';

/** All detections of the units, with every attribute any version of the monitor declared for them. */
export async function readExportTable(info: MonitorInfo, units: readonly ExportUnit[]): Promise<ExportTable> {
  const detections: Detection[] = [];
  const attributes = new Map<string, MonitorAttribute>((info.attributes ?? []).map((attribute) => [attribute.id, attribute]));
  for (const { dir, manifest } of units) {
    for (const attribute of manifest.monitor.attributes ?? []) if (!attributes.has(attribute.id)) attributes.set(attribute.id, attribute);
    const file = manifest.files.find(({ role }) => role === 'detections');
    if (file != null) for (const detection of await readDetections(join(dir, file.path))) detections.push(detection);
  }
  const declared = [...attributes.values()];
  const boxes = units.map(({ manifest }) => manifest.bboxLonLat);
  return {
    info,
    detections,
    attributes: declared,
    columns: exportColumns(info, declared),
    attribution: [...new Set(units.flatMap(({ manifest }) => manifest.inputs.flatMap(({ attribution }) => attribution ?? [])))].join('; '),
    bboxLonLat: boxes.reduce<BboxLonLat>(
      ([w, s, e, n], [bw, bs, be, bn]) => [Math.min(w, bw), Math.min(s, bs), Math.max(e, be), Math.max(n, bn)],
      boxes[0] ?? [0, 0, 0, 0],
    ),
  };
}
