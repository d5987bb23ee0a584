// Writes simulated Sentinel-1 passes with the truth of water, for flood_s1.py:
//   node models/training/simulate-flood.mjs OUT FIRST_SEED COUNT
// Needs `npm run build`. Seeds 1 to 999 belong to evaluation and tests.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { simulate } from '@landsicht/data-samples';
import { openCogWriter } from '@landsicht/pipeline';

const [out, first, count] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
if (out == null || !(first >= 1000) || !(count > 0)) {
  process.stderr.write('usage: node models/training/simulate-flood.mjs OUT FIRST_SEED COUNT, FIRST_SEED from 1000\n');
  process.exit(2);
}
// in autumn with what looks like flood: a pass before it, and the one that sees it
const passes = ['2025-10-22T16:51:12Z', '2025-11-03T16:51:12Z'];
for (let seed = first; seed < first + count; seed++) {
  const dir = join(out, String(seed));
  await mkdir(dir, { recursive: true });
  await simulate({
    dir,
    seed,
    preset: 'small',
    extentM: 4800,
    only: ['sentinel-1'],
    lookAlikes: true,
    sentinel1Utc: passes,
    writeCog: openCogWriter,
  });
  process.stderr.write(`seed ${seed}\n`);
}
