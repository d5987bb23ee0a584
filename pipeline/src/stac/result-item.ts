import { bboxLonLatOf, footprintLonLat, type Grid, type MonitorClass, type MonitorInfo, type StacItem } from '@landsicht/core';
import type { UnitFile, UnitTask } from '../runs/unit.js';

export interface ResultItem {
  readonly task: Pick<UnitTask, 'key' | 'inputs' | 'parameters'>;
  readonly info: MonitorInfo;
  readonly grid: Grid;
  readonly observedUtc: string;
  readonly files: readonly UnitFile[];
}

/** A unit's result as a STAC 1.0 item with projection 1.2 (both `proj:epsg` and `proj:code`), processing and classification fields. Hrefs are relative. */
export function resultItem({ task, info, grid, observedUtc, files }: ResultItem): StacItem {
  const assets = files.map((file) => {
    const layer = info.layers.find(({ id }) => id === file.layer);
    const roles = file.role === 'layer' ? ['data'] : file.role === 'detections' ? ['data', 'vector'] : ['metadata'];
    return [
      file.layer ?? file.role,
      {
        href: `./${file.path}`,
        type: file.mediaType,
        roles,
        ...(layer == null ? {} : { title: layer.title.en }),
        ...(layer?.kind === 'classes' ? { 'classification:classes': (layer.classes ?? info.classes).map(describeClass) } : {}),
      },
    ] as const;
  });
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    stac_extensions: [
      'https://stac-extensions.github.io/projection/v1.2.0/schema.json',
      'https://stac-extensions.github.io/processing/v1.2.0/schema.json',
      'https://stac-extensions.github.io/classification/v2.0.0/schema.json',
    ],
    id: task.key,
    collection: info.id,
    geometry: { type: 'Polygon', coordinates: [footprintLonLat(grid)] },
    bbox: [...bboxLonLatOf(grid)],
    properties: {
      datetime: observedUtc,
      title: info.title.en,
      'proj:epsg': grid.epsg,
      'proj:code': `EPSG:${grid.epsg}`,
      'proj:shape': [grid.height, grid.width],
      'proj:transform': [...grid.transform],
      'processing:software': { landsicht: info.version },
      'landsicht:parameters': task.parameters,
      'landsicht:made_by': 'machine',
    },
    links: task.inputs.map(({ itemId, role }) => ({
      rel: 'derived_from',
      href: `urn:landsicht:item:${encodeURIComponent(itemId)}`,
      title: role,
    })),
    assets: Object.fromEntries(assets),
  };
}

function describeClass({ code, id, title, color }: MonitorClass): object {
  return { value: code, name: id, description: title.en, color_hint: color.slice(1, 7).toUpperCase() };
}
