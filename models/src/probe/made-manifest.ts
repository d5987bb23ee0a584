import { createHash } from 'node:crypto';
import type { ModelManifest } from '../package/manifest.js';

/** The manifest of a network made for a test. */
export function madeManifest(
  id: string,
  bytes: Uint8Array,
  { bands, classes }: { readonly bands: string[]; readonly classes: string[] },
): ModelManifest {
  const sides = { data_type: 'float32' } as const;
  return {
    type: 'Feature',
    stac_version: '1.1.0',
    stac_extensions: ['https://stac-extensions.github.io/mlm/v1.3.0/schema.json'],
    id,
    geometry: null,
    properties: {
      datetime: '2026-01-01T00:00:00Z',
      license: 'EUPL-1.2',
      'mlm:name': id,
      'mlm:architecture': 'U-Net',
      'mlm:tasks': ['semantic-segmentation'],
      'mlm:framework': 'ONNX',
      'mlm:total_parameters': 1000,
      'mlm:input': [
        {
          name: 'image',
          bands,
          input: { shape: [-1, bands.length, -1, -1], dim_order: ['batch', 'bands', 'height', 'width'], ...sides },
          value_scaling: [],
          resize_type: null,
        },
      ],
      'mlm:output': [
        {
          name: 'answer',
          tasks: ['semantic-segmentation'],
          result: { shape: [-1, classes.length, -1, -1], dim_order: ['batch', 'class', 'height', 'width'], ...sides },
          'classification:classes': classes.map((name, value) => ({ value, name })),
          post_processing_function: null,
        },
      ],
      'landsicht:title': { de: 'Probe', en: 'Sample' },
      'landsicht:monitor': 'flood',
      'landsicht:status': 'experimental',
      'landsicht:tile_px': 64,
      'landsicht:overlap_px': 16,
      'landsicht:pixel_m': [10, 10],
      'landsicht:temperature': 1,
      'landsicht:training': {},
    },
    assets: {
      model: { href: 'model.onnx', 'file:checksum': `1220${createHash('sha256').update(bytes).digest('hex')}`, 'file:size': bytes.length },
    },
  };
}
