import { mkdir } from 'node:fs/promises';
import { LandsichtError, type StacItem, type WriteCog } from '@landsicht/core';
import { Land } from './land/land.js';
import { type LandRaster, makeLandRaster } from './land/land-raster.js';
import { assertExtentM, type Extent, extentAround, regionM } from './land/region.js';
import { writeLayers } from './layers/write-layers.js';
import { defaultOpticalUtc, opticalPass } from './optical/optical-pass.js';
import { writeOpticalScene } from './optical/write-optical.js';
import { orthoPixelM, orthoPlace } from './ortho/render-ortho.js';
import { writeOrtho } from './ortho/write-ortho.js';
import { LookAlikes, lookAlikeRadarUtc, tableHills, withTableHills } from './radar/look-alikes.js';
import { defaultRadarUtc, radarPass } from './radar/radar-scene.js';
import { writeRadarScene } from './radar/write-radar.js';
import { type CollectionName, writeCatalogue } from './write/stac-files.js';
import type { StreamOptions } from './write/stream-rasters.js';

export interface SimulateOptions {
  /** Folder to write into; made if missing. */
  readonly dir: string;
  /** Default 1. The same seed gives the same bytes. */
  readonly seed?: number;
  /** `small`: 5 × 5 km around the town, river, forest and fields; `full`: the whole region of 20 × 20 km. */
  readonly preset: 'small' | 'full';
  /** Another side length in metres, a multiple of 20 up to 109 800 (10 980 pixels, a Sentinel-2 tile). Beyond the region the land repeats mirrored. */
  readonly extentM?: number;
  /** Default all. */
  readonly only?: readonly CollectionName[];
  /** Acquisition times instead of the default ones (RFC 3339, UTC). */
  readonly sentinel1Utc?: readonly string[];
  readonly sentinel2Utc?: readonly string[];
  /** Adds to the radar scenes what is mistaken for flood, with its truth; flood and passes are then in autumn. Default false. */
  readonly lookAlikes?: boolean;
  /** Rows rendered at a time, even, default 64: memory, not pixels. */
  readonly bandRows?: number;
  readonly writeCog: WriteCog;
  readonly signal?: AbortSignal;
  readonly progress?: (fraction: number, message: string) => void;
}

export interface Simulated {
  /** Path of catalog.json. */
  readonly catalog: string;
  readonly items: number;
}

const orthoSizePx = 1000;
/** 2 km. */
const surroundingsPx = 200;

/** Renders scenes, orthophoto, layers and truth of one land and writes them as COGs with a static STAC catalogue. */
export async function simulate(options: SimulateOptions): Promise<Simulated> {
  const {
    dir,
    seed = 1,
    preset,
    only,
    lookAlikes: wantsLookAlikes = false,
    sentinel1Utc = wantsLookAlikes ? lookAlikeRadarUtc : defaultRadarUtc,
    sentinel2Utc = defaultOpticalUtc,
    bandRows,
    writeCog,
    signal,
  } = options;
  if (bandRows != null && (bandRows < 2 || bandRows % 2 !== 0))
    throw new LandsichtError('bad-argument', `bandRows is ${bandRows}; expected an even number of rows`);
  for (const utc of [...sentinel1Utc, ...sentinel2Utc]) {
    if (Number.isNaN(Date.parse(utc)))
      throw new LandsichtError('bad-argument', `"${utc}" is no time; expected RFC 3339 such as 2025-06-17T16:51:12Z`);
  }
  const extentM = options.extentM ?? (preset === 'small' ? 5000 : regionM);
  assertExtentM(extentM);
  const wants = (name: CollectionName): boolean => only == null || only.includes(name);
  const land = new Land(seed);
  const centre = extentCentre(land, preset);
  const extent = extentAround(centre[0], centre[1], extentM);
  const steps: Step[] = [];
  let lookAlikes: LookAlikes | null = null;
  // elevation models reach beyond a scene: water leaves it
  const surroundings = (stream: StreamOptions): LandRaster => {
    const hills = tableHills(land, makeLandRaster(land, extent, stream));
    const { col, row, sizePx } = extent;
    const around = { col: col - surroundingsPx, row: row - surroundingsPx, sizePx: sizePx + 2 * surroundingsPx };
    return withTableHills(makeLandRaster(land, around, stream), hills);
  };
  if (wants('layers')) steps.push(['Layers', (o, raster) => writeLayers(dir, land, wantsLookAlikes ? surroundings(o) : raster(), o)]);
  if (wants('sentinel-1')) {
    for (const utc of sentinel1Utc)
      steps.push([
        `Sentinel-1 ${utc.slice(0, 10)}`,
        (o, raster) => {
          if (wantsLookAlikes) lookAlikes ??= new LookAlikes(land, raster());
          return writeRadarScene(dir, land, raster(), radarPass(utc), { ...o, lookAlikes });
        },
      ]);
  }
  if (wants('sentinel-2')) {
    for (const utc of sentinel2Utc)
      steps.push([`Sentinel-2 ${utc.slice(0, 10)}`, (o, raster) => writeOpticalScene(dir, land, raster(), opticalPass(utc, seed), o)]);
  }
  if (wants('dop20')) {
    const place = orthoPlace(land, centre, reachM(extent), orthoSizePx * orthoPixelM);
    steps.push(['Orthophoto', (o) => writeOrtho(dir, land, place, orthoSizePx, o)]);
  }

  await mkdir(dir, { recursive: true });
  const items: StacItem[] = [];
  let made: LandRaster | null = null;
  for (const [k, [message, run]] of steps.entries()) {
    const progress = (fraction: number): void => options.progress?.((k + fraction) / steps.length, message);
    progress(0);
    const stream = { writeCog, signal, bandRows, progress };
    const raster = (): LandRaster => {
      if (made == null) {
        made = makeLandRaster(land, extent, stream);
        if (wantsLookAlikes) made = withTableHills(made, tableHills(land, made));
      }
      return made;
    };
    items.push(await run(stream, raster));
  }
  const catalog = await writeCatalogue(dir, seed, items);
  options.progress?.(1, 'Done');
  return { catalog, items: items.length };
}

/** What is being made, and its maker; the land of the extent is made when first asked for. */
type Step = readonly [message: string, run: (options: StreamOptions, raster: () => LandRaster) => Promise<StacItem>];

/** Middle of an extent: the region's, or for `small` a place just south of the town's river. */
export function extentCentre(land: Land, preset: 'small' | 'full'): readonly [x: number, y: number] {
  const [town] = land.settlements;
  if (preset === 'full' || town == null) return [regionM / 2, regionM / 2];
  return [town.x - 300, town.y - 100];
}

/** Half of the extent's side, within the region and without its margin. */
function reachM({ sizePx }: Extent): number {
  return Math.min(regionM / 2, sizePx * 5) - 200;
}
