import { type Grid, type Raster, type Scene, type StacItem, tileWindows } from '@landsicht/core';
import { bandsOf } from '../../../scene/band-map.js';
import { type OpenSceneOptions, openScene } from '../../../scene/open-scene.js';
import type { Polarisation } from './backscatter.js';

/** A radar scene that is understood, and what had to be put right. */
export interface RadarInput {
  readonly scene: Scene;
  /** Band that holds each polarisation; null = the scene lacks it. */
  readonly bands: Readonly<Record<Polarisation, string | null>>;
  /** Of `vv_only`, `units_db_detected`, `units_linear_detected`, `polarisations_swapped`. */
  readonly flags: readonly string[];
}

/** Looked at for a first impression: so many windows of so many pixels a side, spread over the scene. */
const samplesPerSide = 3;
const samplePx = 128;
/** Median σ0 of any landscape lies between these, in dB; above 0 it would send back more than it got. */
const plausible = { minimumDb: -40, maximumDb: 0 };

/**
 * Opens a radar item and checks what it says about itself. Numbers said to be linear of which hardly any is positive, but which make sense
 * as dB, are read as dB; numbers said to be dB with a median above 0 dB are read as linear. VH above VV (which no natural surface does in
 * the median) means that the names are exchanged.
 */
export async function openRadar(item: StacItem, options: OpenSceneOptions): Promise<RadarInput> {
  const names = bandsOf(item).map(({ name }) => name);
  const present = (['vh', 'vv'] as const).filter((one) => names.includes(one));
  const asSaid = await openScene(item, options);
  const said = await sampleScene(asSaid, present, options.signal);
  const { scene, sample, flags } = (await asOtherUnit(item, options, present, said)) ?? { scene: null, sample: said, flags: [] };
  if (scene != null) await asSaid.close();
  const isSwapped = sample.vh != null && sample.vv != null && sample.vh.medianDb > sample.vv.medianDb + 1;
  const bandOf = (one: Polarisation) => (present.includes(one) ? one : null);
  return {
    scene: scene ?? asSaid,
    bands: isSwapped ? { vh: 'vv', vv: 'vh' } : { vh: bandOf('vh'), vv: bandOf('vv') },
    flags: [...flags, ...(isSwapped ? ['polarisations_swapped'] : []), ...(present.includes('vh') ? [] : ['vv_only'])],
  };
}

interface Sample {
  readonly medianDb: number;
  readonly share: number;
}
type Samples = Readonly<Record<Polarisation, Sample | null>>;

/** The scene in the other unit, if that makes sense of it and the one said does not. */
async function asOtherUnit(item: StacItem, options: OpenSceneOptions, present: readonly Polarisation[], said: Samples) {
  const main = said.vh ?? said.vv;
  const isAboveAll = main != null && main.medianDb > plausible.maximumDb;
  const isHardlyThere = main == null || main.share < 0.2;
  if (!isAboveAll && !isHardlyThere) return null;
  const unit = isAboveAll ? 'linear' : 'dB';
  const scene = await openScene(withUnit(item, unit), options);
  try {
    const sample = await sampleScene(scene, present, options.signal);
    const other = sample.vh ?? sample.vv;
    const makesSense =
      other != null &&
      other.medianDb > plausible.minimumDb &&
      other.medianDb < plausible.maximumDb &&
      other.share >= Math.max(0.01, isAboveAll ? 0 : 4 * (main?.share ?? 0));
    if (makesSense) return { scene, sample, flags: [isAboveAll ? 'units_linear_detected' : 'units_db_detected'] };
  } catch (error) {
    await scene.close();
    throw error;
  }
  await scene.close();
  return null;
}

/** The item with another unit on its radar bands. */
function withUnit(item: StacItem, unit: 'dB' | 'linear'): StacItem {
  const radar = bandsOf(item).filter(({ name }) => name === 'vv' || name === 'vh');
  const assets = Object.fromEntries(
    Object.entries(item.assets).map(([key, asset]) => {
      const own = radar.filter((source) => source.asset === key);
      if (own.length === 0) return [key, asset];
      const list = (name: string) => (Array.isArray(asset[name]) ? (asset[name] as object[]) : []);
      const count = Math.max(1, list('bands').length, list('eo:bands').length, list('raster:bands').length);
      const bands = Array.from({ length: count }, (_, i) => ({
        ...list('raster:bands')[i],
        ...list('eo:bands')[i],
        ...list('bands')[i],
        ...(own.some(({ index }) => index === i) ? { unit } : {}),
      }));
      return [key, { ...asset, bands }];
    }),
  );
  return { ...item, assets };
}

async function sampleScene(scene: Scene, present: readonly Polarisation[], signal: AbortSignal | undefined): Promise<Samples> {
  const rasters: Raster[] = [];
  for (const window of sampleWindows(scene.grid))
    rasters.push(await scene.read(present, { window, ...(signal == null ? {} : { signal }) }));
  const of = (one: Polarisation) => (present.includes(one) ? sampleOf(rasters, one) : null);
  return { vh: of('vh'), vv: of('vv') };
}

/** Windows at the middle of a 3 × 3 division of the grid. */
function sampleWindows(grid: Grid) {
  const cellPx = Math.ceil(Math.max(grid.width, grid.height) / samplesPerSide);
  return tileWindows(grid, cellPx).map(({ col, row, width, height }) => {
    const size = { width: Math.min(samplePx, width), height: Math.min(samplePx, height) };
    return { col: col + Math.floor((width - size.width) / 2), row: row + Math.floor((height - size.height) / 2), ...size };
  });
}

function sampleOf(rasters: readonly Raster[], band: string): Sample | null {
  const total = rasters.reduce((sum, { valid }) => sum + valid.length, 0);
  const values = new Float64Array(total);
  let n = 0;
  for (const { bands, valid } of rasters) {
    const stored = bands[band];
    for (let i = 0; i < valid.length; i++) if (valid[i] === 1) values[n++] = Number(stored?.[i]);
  }
  if (n === 0) return null;
  const sorted = values.subarray(0, n).sort();
  return { medianDb: 10 * Math.log10(sorted[n >> 1] as number), share: n / total };
}
