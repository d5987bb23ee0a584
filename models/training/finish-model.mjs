// Makes a trained network one of Landsicht's models, if both engines answer as PyTorch did:
//   node models/training/finish-model.mjs OUT models/flood-s1
// OUT: folder that flood_s1.py wrote. Needs `npm run build`.
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engines, parseManifest } from '@landsicht/models';

const [out, dir] = process.argv.slice(2);
if (out == null || dir == null) {
  process.stderr.write('usage: node models/training/finish-model.mjs OUT MODEL_FOLDER\n');
  process.exit(2);
}
const largestDifference = 1e-4;
const bytes = await readFile(join(out, 'model.onnx'));
const facts = JSON.parse(await readFile(join(out, 'facts.json'), 'utf8'));
const { shape, input, output } = JSON.parse(await readFile(join(out, 'parity.json'), 'utf8'));
for (const [name, load] of Object.entries(engines)) {
  const session = await (await load()).open(bytes, 'cpu');
  const { data } = await session.run({ data: Float32Array.from(input), shape });
  await session.close();
  const difference = data.reduce((most, value, i) => Math.max(most, Math.abs(value - output[i])), 0);
  process.stderr.write(`${name}: differs from PyTorch by ${difference.toExponential(1)} at most\n`);
  if (!(difference <= largestDifference)) process.exit(1);
}
const [lowDb, highDb] = facts.rangeDb;
const scalingOf = (k) => [
  { type: 'clip', minimum: lowDb, maximum: highDb },
  { type: 'z-score', mean: facts.meanDb[k], stddev: facts.stdDb[k] },
];
const manifest = {
  type: 'Feature',
  stac_version: '1.1.0',
  stac_extensions: [
    'https://stac-extensions.github.io/mlm/v1.3.0/schema.json',
    'https://stac-extensions.github.io/file/v2.1.0/schema.json',
  ],
  id: 'flood-s1',
  geometry: null,
  properties: {
    datetime: facts.finishedUtc ?? null,
    license: 'EUPL-1.2',
    'mlm:name': 'flood-s1',
    'mlm:architecture': 'U-Net',
    'mlm:tasks': ['semantic-segmentation'],
    'mlm:framework': 'ONNX',
    'mlm:total_parameters': facts.parameters,
    'mlm:input': [
      {
        name: 'sigma0 in dB',
        bands: ['vv', 'vh'],
        input: { shape: [-1, 2, -1, -1], dim_order: ['batch', 'bands', 'height', 'width'], data_type: 'float32' },
        value_scaling: [...scalingOf(0), ...scalingOf(1)],
        resize_type: null,
      },
    ],
    'mlm:output': [
      {
        name: 'probability of water',
        tasks: ['semantic-segmentation'],
        result: { shape: [-1, 1, -1, -1], dim_order: ['batch', 'class', 'height', 'width'], data_type: 'float32' },
        'classification:classes': [{ value: 1, name: 'water', title: 'Water' }],
        post_processing_function: null,
      },
    ],
    'landsicht:title': { de: 'Wasser aus Sentinel-1', en: 'Water from Sentinel-1' },
    'landsicht:monitor': 'flood',
    'landsicht:status': 'experimental',
    'landsicht:tile_px': 256,
    'landsicht:overlap_px': 32,
    'landsicht:pixel_m': [8, 14],
    'landsicht:temperature': facts.temperature,
    'landsicht:training': {
      data: 'simulated Sentinel-1 passes alone (data-samples), no real label',
      seeds: facts.seeds,
      validationSeeds: facts.validationSeeds,
      validationIou: facts.validation.iou,
      steps: facts.steps,
      minutes: facts.minutes,
      device: facts.device,
      torch: facts.torch,
    },
  },
  links: [],
  assets: {
    model: {
      href: 'model.onnx',
      type: 'application/octet-stream; framework=onnx',
      roles: ['mlm:model'],
      'file:checksum': `1220${createHash('sha256').update(bytes).digest('hex')}`,
      'file:size': bytes.length,
    },
  },
};
const text = `${JSON.stringify(manifest, null, 1)}\n`;
parseManifest(text, join(dir, 'manifest.json'));
await mkdir(dir, { recursive: true });
await copyFile(join(out, 'model.onnx'), join(dir, 'model.onnx'));
await writeFile(join(dir, 'manifest.json'), text);
process.stderr.write(`${dir}: ${facts.parameters} parameters, ${bytes.length} bytes\n`);
