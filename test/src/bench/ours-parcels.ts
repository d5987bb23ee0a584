import { readFile } from 'node:fs/promises';
import type { Grid, StacAsset, StacItem } from '@landsicht/core';
import { createAssetAccess, parcelSets, readScenes } from '@landsicht/pipeline';

/** Usage: ours-parcels.js ITEM FIELDS THREADS; prints {"seconds", "check", "stages"} as peers-parcels.py does. Check: a sum over all parcels. */
const [itemPath = '', fieldsPath = '', threads = ''] = process.argv.slice(2);
const start = performance.now();
const cpu = process.cpuUsage();
const item = JSON.parse(await readFile(itemPath, 'utf8')) as StacItem;
const { features } = JSON.parse(await readFile(fieldsPath, 'utf8')) as { features: Parameters<typeof parcelSets>[0] };
const red = item.assets['red'] as StacAsset;
const [height = 0, width = 0] = red['proj:shape'] as number[];
const transform = red['proj:transform'] as Grid['transform'];
const sets = parcelSets(features, { width, height, transform, epsg: 25833 });
const setsSeconds = (performance.now() - start) / 1000;
let check = 0;
await readScenes([item], {
  sets,
  parcels: features.length,
  context: { signal: new AbortController().signal, access: createAssetAccess(), threads: Number(threads) },
  progress: () => undefined,
  refuse: () => false,
  store: async (_, parts) => {
    // 12 classes, then count, mean, sd … of each band: means of B08 and B11, spread of NDVI and NDTI
    for (const { records, pixelStart } of parts) {
      const length = records.length / pixelStart.length;
      for (let i = 0; i < pixelStart.length; i++)
        for (const [band, statistic] of [
          [3, 1],
          [11, 1],
          [4, 2],
          [13, 2],
        ] as const)
          check += records[i * length + 12 + 10 * band + statistic] as number;
    }
  },
});
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(cpu);
const stages = { 'inner pixels': [setsSeconds, setsSeconds], all: [seconds, (user + system) / 1e6] };
process.stdout.write(`${JSON.stringify({ seconds, check, stages })}\n`);
