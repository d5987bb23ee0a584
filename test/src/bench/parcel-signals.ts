import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BenchResult } from './bench-table.js';
import type { BenchContext } from './benches.js';
import { compare, type Measured, measure } from './measure.js';
import { fields, opticalScene } from './parcel-scene.js';
import { pythonWith } from './peer-programs.js';

const sizePx = 10_980;
const parcels = 10_000;
const threads = 2;
const oursPath = fileURLToPath(new URL('ours-parcels.js', import.meta.url));

/** All statistics of all bands and indices of 10 000 parcels on one Sentinel-2 date, from files to numbers, inner pixels included. */
export async function parcelSignals({ dir, root }: BenchContext): Promise<BenchResult> {
  const args = [await opticalScene(dir, sizePx), await fields(dir, sizePx, parcels)];
  const python = await pythonWith('osgeo.gdal');
  const ours = (): Promise<Measured> => measure(process.execPath, [oursPath, ...args, String(threads)]);
  const peer = join(root, 'test/src/bench/peers-parcels.py');
  const theirs = python == null ? null : (): Promise<Measured> => measure(python, [peer, ...args]);
  const measured = await compare(ours, theirs, { rounds: 1, tolerance: 1e-3 });
  return {
    seconds: measured.ours.seconds,
    peakMiB: measured.ours.peakMiB,
    peer: python == null ? 'peer missing: needs gdal-bin and python3-gdal' : 'GDAL and NumPy zonal statistics',
    peerSeconds: measured.peer?.seconds ?? null,
    peerPeakMiB: measured.peer?.peakMiB ?? null,
    targetRatio: 0.2,
    targetSeconds: 40,
    targetPeakMiB: 1536,
    note: `${parcels} parcels, 10 bands and SCL of ${sizePx}², ${threads} threads`,
  };
}
