import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { affine, LandsichtError, maskReasons, type StacItem } from '@landsicht/core';
import { coverCode, lookAlikeKind, simulate } from '@landsicht/data-samples';
import { createAssetAccess, monitorOf, openCogWriter, openRaster } from '@landsicht/pipeline';
import { addScene, emptyScores, type SceneScores } from './flood-scores.js';

const extentM = 2400;

/** Reasons that are true of each kind; wet snow, harvested fields and smooth soil are seen, so only darkness or a slope (of the land's own DEM) may exclude them. */
const rightReasons: readonly ReadonlySet<number>[] = (() => {
  const codes = (...reasons: (keyof typeof maskReasons)[]) => new Set<number>(reasons.map((reason) => maskReasons[reason].code));
  const sets = new Array<ReadonlySet<number>>(Object.keys(lookAlikeKind).length + 1).fill(new Set());
  sets[lookAlikeKind.windyWater] = codes('wind');
  sets[lookAlikeKind.wetSnow] = codes('snow', 'steep', 'dark-ground');
  sets[lookAlikeKind.harvestedField] = codes('dark-ground', 'steep', 'layover');
  sets[lookAlikeKind.smoothSoil] = codes('dark-ground', 'steep', 'layover');
  sets[lookAlikeKind.radarShadow] = codes('radar-shadow', 'layover', 'steep');
  sets[lookAlikeKind.town] = codes('urban');
  return sets;
})();

/**
 * The filter's window of 7 px mixes a pixel with ground up to 3 px away: beside trees and houses of the truth, also over a narrow river,
 * it is true that they hide it.
 */
const filterReachPx = 3;
const hiding = {
  urban: [coverCode.building, coverCode.garden],
  'dense-vegetation': [coverCode.spruce, coverCode.mixed, coverCode.deciduous],
} as const;

/** Simulates five passes over the land of a seed, runs the flood monitor on the last one, and counts what it says against the truth. */
export async function scoreSeed(seed: number, dir: string, settings: Readonly<Record<string, string | number>> = {}): Promise<SceneScores> {
  await rm(dir, { recursive: true, force: true });
  const { catalog } = await simulate({
    dir,
    seed,
    preset: 'small',
    extentM,
    only: ['sentinel-1', 'layers'],
    lookAlikes: true,
    writeCog: openCogWriter,
  });
  return scoreCatalog(catalog, settings);
}

/** Runs the monitor on the last pass of a simulated catalogue and counts what it says. */
export async function scoreCatalog(catalog: string, settings: Readonly<Record<string, string | number>> = {}): Promise<SceneScores> {
  const items = await itemsOf(catalog);
  const layers = items.find(({ collection }) => collection === 'sim-layers');
  const passes = items.filter(({ collection }) => collection === 'sim-sentinel-1-grd').sort((a, b) => (a.id < b.id ? -1 : 1));
  const subject = passes.at(-1);
  const monitor = monitorOf('flood');
  if (layers == null || subject == null || monitor == null) throw new LandsichtError('not-found', `${catalog}: has no radar scenes`);
  const defaults = Object.fromEntries(Object.entries(monitor.info.parameters).map(([name, { default: value }]) => [name, value]));
  const parameters = { ...defaults, dem: layers.assets['dem']?.href ?? '', referenceScenes: 5, ...settings };
  const unit = monitor.plan(passes, { parameters, bboxLonLat: null }).find(({ inputs }) => inputs[0]?.itemId === subject.id);
  if (unit == null) throw new LandsichtError('not-found', `${subject.id}: no unit was planned`);
  const unitDir = join(dirname(catalog), 'unit');
  await mkdir(unitDir, { recursive: true });
  await monitor.run(
    { key: 'simulated', monitor: 'flood', monitorVersion: monitor.info.version, parameters, assets: [], ...unit },
    { dir: unitDir, progress: () => {}, signal: new AbortController().signal, access: createAssetAccess() },
  );
  const result = (layer: string) => pixelsOf(join(unitDir, `${layer}.tif`));
  const truth = (asset: string) => pixelsOf(subject.assets[asset]?.href ?? '');
  return addScene(
    emptyScores(rightReasons.length),
    {
      flood: await result('flood'),
      likelihood: await result('likelihood'),
      exclusion: await result('exclusion'),
      truth: await truth('flood'),
      kind: await truth('look_alike'),
      trueThere: await hiddenPlaces(layers.assets['landcover']?.href ?? '', subject.assets['look_alike']?.href ?? ''),
    },
    rightReasons,
  );
}

/** Where trees and houses hide the ground, by reason code, on the grid of the scene at `scenePath`; the cover may reach farther. */
async function hiddenPlaces(coverPath: string, scenePath: string): Promise<Map<number, Uint8Array>> {
  const scene = await openRaster(scenePath);
  const land = await openRaster(coverPath);
  try {
    if (scene.grid == null || land.grid == null) throw new LandsichtError('crs-missing', `${coverPath}: has no georeference`);
    const { grid } = scene;
    const [left, top] = affine.apply(affine.invert(land.grid.transform), ...affine.apply(grid.transform, 0, 0)).map(Math.round) as [
      number,
      number,
    ];
    const cover = (await land.read({ bands: [0] })).data[0] ?? [];
    const isNear = (col: number, row: number, codes: readonly number[]) => {
      for (let r = row - filterReachPx; r <= row + filterReachPx; r++)
        for (let c = col - filterReachPx; c <= col + filterReachPx; c++)
          if (codes.includes(cover[(top + r) * land.width + left + c] ?? 0)) return true;
      return false;
    };
    const placesOf = (codes: readonly number[]) =>
      Uint8Array.from({ length: grid.width * grid.height }, (_, i) => (isNear(i % grid.width, Math.floor(i / grid.width), codes) ? 1 : 0));
    return new Map(Object.entries(hiding).map(([reason, codes]) => [maskReasons[reason as keyof typeof hiding].code, placesOf(codes)]));
  } finally {
    await scene.close();
    await land.close();
  }
}

async function pixelsOf(path: string): Promise<ArrayLike<number>> {
  const file = await openRaster(path);
  try {
    return (await file.read({ bands: [0] })).data[0] ?? [];
  } finally {
    await file.close();
  }
}

/** Items of a static catalogue with absolute addresses. */
async function itemsOf(path: string): Promise<StacItem[]> {
  const { links } = JSON.parse(await readFile(path, 'utf8')) as { links: { rel: string; href: string }[] };
  const items: StacItem[] = [];
  for (const { rel, href } of links) {
    const target = join(dirname(path), href);
    if (rel === 'child') items.push(...(await itemsOf(target)));
    if (rel === 'item') items.push(absolute(JSON.parse(await readFile(target, 'utf8')) as StacItem, dirname(target)));
  }
  return items;
}

function absolute(item: StacItem, dir: string): StacItem {
  const assets = Object.entries(item.assets).map(([key, asset]) => [key, { ...asset, href: join(dir, asset.href) }]);
  return { ...item, assets: Object.fromEntries(assets) };
}
