import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beetleSeries } from './beetle-series.js';
import { beetleDate, beetleTile } from './beetle-tile.js';
import type { BenchResult } from './bench-table.js';
import { ensemble, hand, stageBenches } from './flood-benches.js';
import { codesCog, rawCodes, rawSurface, speckleRows, surfaceCog } from './inputs.js';
import { compare, type Measured, measure } from './measure.js';
import { parcelSignals } from './parcel-signals.js';
import { pythonWith } from './peer-programs.js';
import { radarScenes } from './radar-scene.js';

export interface BenchContext {
  /** For inputs and results; thrown away at the end of the run. */
  readonly dir: string;
  /** The repository. */
  readonly root: string;
}

export type Bench = (context: BenchContext) => Promise<BenchResult>;

/** A Sentinel-2 tile at 20 m and at 10 m. */
const halfTilePx = 5490;
const tilePx = 10_980;

/** Every bench, in the order they run. */
export const benches: Readonly<Record<string, Bench>> = {
  'read-5490': (context) => readBand(context, halfTilePx),
  'read-10980': (context) => readBand(context, tilePx),
  'windows-512': readWindows,
  'write-10980': writeCogBand,
  'warp-5000': warpBand,
  'lee-10980': leeFilter,
  'components-10980': hysteresis,
  'trace-10980': tracePolygons,
  'flood-5490': (context) => floodScene(context, halfTilePx),
  'flood-10980': (context) => floodScene(context, tilePx),
  'flood-earlier-5490': (context) => ensemble(context, halfTilePx),
  'flood-earlier-10980': (context) => ensemble(context, tilePx),
  ...stageBenches(halfTilePx),
  'hand-50M': hand,
  'beetle-series': beetleSeries,
  'beetle-series-tile': beetleTile,
  'beetle-series-date': beetleDate,
  'parcel-signals': parcelSignals,
};

async function readBand({ dir, root }: BenchContext, sizePx: number): Promise<BenchResult> {
  const path = await surfaceCog(dir, sizePx);
  return sides(root, ['read', path], {
    ...gdal('ReadAsArray, 2 threads'),
    rounds: 5,
    targetRatio: 1.5,
    note: 'uint16, deflate, predictor 2',
  });
}

async function readWindows({ dir, root }: BenchContext): Promise<BenchResult> {
  const path = await surfaceCog(dir, tilePx);
  const [count, sizePx] = [200, 512];
  const places = Array.from({ length: count }, (_, i) => [(i * 3967) % (tilePx - sizePx), (i * 6101) % (tilePx - sizePx)]);
  const note = `${count} windows, across tile borders, of the 10 980² band`;
  return sides(root, ['windows', path, String(sizePx), JSON.stringify(places)], { ...gdal('ReadAsArray, 2 threads'), rounds: 3, note });
}

async function writeCogBand({ dir, root }: BenchContext): Promise<BenchResult> {
  const source = await rawSurface(dir, tilePx);
  return sides(root, ['write', source, join(dir, 'written.tif'), String(tilePx)], {
    ...gdal('gdal_translate -of COG, 2 threads'),
    rounds: 1,
    note: 'uint16, deflate 6, predictor 2, average overviews, streamed from raw rows',
  });
}

async function warpBand({ dir, root }: BenchContext): Promise<BenchResult> {
  const path = await surfaceCog(dir, 5000);
  return sides(root, ['warp', path, '3857'], {
    ...gdal('gdalwarp -multi, 2 threads, -wm 512'),
    rounds: 3,
    tolerance: 1e-4,
    note: 'bilinear, 25833 → 3857, from memory to memory, ours on one thread',
  });
}

async function leeFilter({ dir, root }: BenchContext): Promise<BenchResult> {
  const rows = 512;
  const path = await speckleRows(dir, tilePx, rows);
  return sides(root, ['lee', path, String(rows), String(tilePx), String(Math.ceil(tilePx / rows))], {
    ...scipy('uniform_filter'),
    rounds: 1,
    tolerance: 1e-3,
    note: '7×7, float32, in bands of 512 rows, one thread each',
  });
}

async function hysteresis({ dir, root }: BenchContext): Promise<BenchResult> {
  const path = await rawCodes(dir, tilePx);
  const note = 'both passes, 8-connected, ≥ 30 px, from raw rows';
  return sides(root, ['components', path, String(tilePx), '30'], { ...scipy('label'), rounds: 1, note });
}

async function tracePolygons({ dir, root }: BenchContext): Promise<BenchResult> {
  const path = await codesCog(dir, tilePx);
  return sides(root, ['trace', path], {
    ...gdal('Polygonize'),
    rounds: 1,
    tolerance: 1e-9,
    note: 'two classes, 4-connected, reading included',
  });
}

/** `landsicht run flood` on one simulated Sentinel-1 scene, as a user starts it: all of its time and its memory count. */
async function floodScene({ dir, root }: BenchContext, sizePx: number): Promise<BenchResult> {
  const catalog = await radarScenes(dir, sizePx, 0);
  const workspace = join(dir, `workspace-${sizePx}`);
  const cli = join(root, 'pipeline/dist/cli.js');
  const { seconds, peakMiB } = await measure(process.execPath, [cli, 'run', 'flood', '--catalog', catalog, '--workspace', workspace]);
  const done = await readdir(join(workspace, 'lake/flood'));
  if (done.length !== 1) throw new Error(`${workspace}/lake/flood: expected one unit, got ${done.length}`);
  return {
    seconds,
    peakMiB,
    peer: null,
    peerSeconds: null,
    peerPeakMiB: null,
    targetPeakMiB: 1536,
    note: 'from process start to the lake, one scene',
  };
}

interface Peer {
  readonly peer: string;
  /** Module that the peer needs, and the Debian packages that bring it. */
  readonly module: string;
  readonly packages: string;
}

const gdal = (what: string): Peer => ({ peer: `GDAL ${what}`, module: 'osgeo.gdal', packages: 'gdal-bin and python3-gdal' });
const scipy = (what: string): Peer => ({ peer: `SciPy ${what}`, module: 'scipy.ndimage', packages: 'python3-scipy' });

interface SidesOptions extends Peer {
  readonly rounds: number;
  readonly tolerance?: number;
  readonly targetRatio?: number;
  readonly note: string;
}

const oursPath = fileURLToPath(new URL('ours.js', import.meta.url));

/** The same verb and arguments to ours.js and, where it is installed, to the peer; each in a process of its own. */
async function sides(root: string, args: readonly string[], options: SidesOptions): Promise<BenchResult> {
  const { peer, module, packages, rounds, tolerance = 0, targetRatio, note } = options;
  const python = await pythonWith(module);
  const ours = (): Promise<Measured> => measure(process.execPath, [oursPath, ...args]);
  // tsc copies no Python: the peers stay among the sources
  const theirs = python == null ? null : (): Promise<Measured> => measure(python, [join(root, 'test/src/bench/peers.py'), ...args]);
  const measured = await compare(ours, theirs, { rounds, tolerance });
  return {
    seconds: measured.ours.seconds,
    peakMiB: measured.ours.peakMiB,
    peer: python == null ? `peer missing: needs ${packages}` : peer,
    peerSeconds: measured.peer?.seconds ?? null,
    peerPeakMiB: measured.peer?.peakMiB ?? null,
    ...(targetRatio == null ? {} : { targetRatio }),
    note,
  };
}
