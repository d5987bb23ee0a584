import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { bboxLonLatOf, footprintLonLat, type Grid, type StacAsset, type StacItem } from '@landsicht/core';

export const attribution = 'Landsicht simulator (no real data)';

export interface CollectionText {
  readonly id: string;
  readonly folder: string;
  readonly title: string;
  readonly description: string;
}

export const collections = {
  'sentinel-1': {
    id: 'sim-sentinel-1-grd',
    folder: 'sentinel-1',
    title: 'Sentinel-1 GRD (simulated)',
    description: 'Simulated σ0 VV and VH, linear power, geocoded at 10 m, with the exact water and flood extent.',
  },
  'sentinel-2': {
    id: 'sim-sentinel-2-l2a',
    folder: 'sentinel-2',
    title: 'Sentinel-2 L2A (simulated)',
    description: 'Simulated surface reflectance with clouds and shadows, with the exact stage of bark beetle attack.',
  },
  dop20: {
    id: 'sim-dop20',
    folder: 'dop20',
    title: 'Orthophoto 20 cm (simulated)',
    description: 'Simulated RGBI aerial photograph with every tree crown known.',
  },
  layers: {
    id: 'sim-layers',
    folder: 'layers',
    title: 'Land model (simulated)',
    description: 'Relief, land cover, parcels, compartments, buildings and roads of the simulated land, and what happened on it.',
  },
} as const satisfies Record<string, CollectionText>;

export type CollectionName = keyof typeof collections;

/** An asset to describe: path on disk and what STAC says about it besides checksum and size. */
export interface AssetFile {
  readonly key: string;
  readonly path: string;
  readonly title: string;
  readonly type: 'cog' | 'geojson' | 'json';
  readonly roles: readonly string[];
  /** Grid of a raster. */
  readonly grid?: Grid;
  readonly members?: Readonly<Record<string, unknown>>;
}

const mediaTypes = {
  cog: 'image/tiff; application=geotiff; profile=cloud-optimized',
  geojson: 'application/geo+json',
  json: 'application/json',
} as const;

const extensions = [
  'https://stac-extensions.github.io/projection/v1.2.0/schema.json',
  'https://stac-extensions.github.io/raster/v1.1.0/schema.json',
  'https://stac-extensions.github.io/file/v2.1.0/schema.json',
];

export interface ItemParts {
  readonly id: string;
  readonly collection: CollectionName;
  readonly grid: Grid;
  readonly utc: Date;
  readonly properties: Readonly<Record<string, unknown>>;
  readonly extensions: readonly string[];
  readonly assets: readonly AssetFile[];
}

/** Folder of an item. */
export function itemDir(root: string, collection: CollectionName, id: string): string {
  return join(root, collections[collection].folder, id);
}

export async function writeItem(root: string, parts: ItemParts): Promise<StacItem> {
  const dir = itemDir(root, parts.collection, parts.id);
  const assets: Record<string, StacAsset> = {};
  for (const file of parts.assets) assets[file.key] = await describeAsset(dir, file);
  const item: StacItem = {
    type: 'Feature',
    stac_version: '1.0.0',
    stac_extensions: [...extensions, ...parts.extensions],
    id: parts.id,
    collection: collections[parts.collection].id,
    geometry: { type: 'Polygon', coordinates: [footprintLonLat(parts.grid, 2).map(([lon, lat]) => [degrees(lon), degrees(lat)])] },
    bbox: bboxLonLatOf(parts.grid).map(degrees),
    properties: {
      datetime: parts.utc.toISOString(),
      ...parts.properties,
      ...projection(parts.grid),
      'landsicht:simulated': true,
      attribution,
    },
    links: [
      { rel: 'self', href: `./${parts.id}.json`, type: mediaTypes.geojson },
      { rel: 'root', href: '../../catalog.json', type: mediaTypes.json },
      { rel: 'parent', href: '../collection.json', type: mediaTypes.json },
      { rel: 'collection', href: '../collection.json', type: mediaTypes.json },
    ],
    assets,
  };
  await writeJson(join(dir, `${parts.id}.json`), item);
  return item;
}

async function describeAsset(dir: string, { key: _, path, title, type, roles, grid, members }: AssetFile): Promise<StacAsset> {
  return {
    href: `./${relative(dir, path)}`,
    type: mediaTypes[type],
    title,
    roles,
    ...(grid == null ? {} : { ...projection(grid), gsd: grid.transform[0] }),
    ...members,
    'file:size': (await stat(path)).size,
    'file:checksum': `1220${await sha256Of(path)}`,
  };
}

function projection(grid: Grid): Record<string, unknown> {
  return {
    'proj:epsg': grid.epsg,
    'proj:code': `EPSG:${grid.epsg}`,
    'proj:shape': [grid.height, grid.width],
    'proj:transform': [...grid.transform],
  };
}

/** 1e-7° is 1 cm: last-bit differences of a machine's maths vanish. */
export function degrees(value: number): number {
  return Math.round(value * 1e7) / 1e7;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Catalogue and collections, last: a catalogue that exists is complete. Returns its path. */
export async function writeCatalogue(root: string, seed: number, items: readonly StacItem[]): Promise<string> {
  const used = (Object.keys(collections) as CollectionName[]).filter((name) =>
    items.some((item) => item.collection === collections[name].id),
  );
  for (const name of used)
    await writeCollection(
      root,
      collections[name],
      items.filter((item) => item.collection === collections[name].id),
    );
  const path = join(root, 'catalog.json');
  await writeJson(path, {
    type: 'Catalog',
    stac_version: '1.0.0',
    id: `landsicht-simulator-${seed}`,
    title: 'Simulated land',
    description: `A fictitious piece of low-mountain Saxony, seed ${seed}. ${attribution}.`,
    'landsicht:simulated': true,
    links: [
      { rel: 'root', href: './catalog.json', type: mediaTypes.json },
      ...used.map((name) => ({
        rel: 'child',
        href: `./${collections[name].folder}/collection.json`,
        type: mediaTypes.json,
        title: collections[name].title,
      })),
    ],
  });
  return path;
}

async function writeCollection(
  root: string,
  { id, folder, title, description }: CollectionText,
  items: readonly StacItem[],
): Promise<void> {
  const boxes = items.map((item) => item.bbox ?? []);
  const at = (k: number): number[] => boxes.map((box) => box[k] as number);
  const times = items.map((item) => item.properties.datetime as string).sort();
  await writeJson(join(root, folder, 'collection.json'), {
    type: 'Collection',
    stac_version: '1.0.0',
    id,
    title,
    description,
    license: 'proprietary',
    providers: [{ name: attribution, roles: ['producer'] }],
    extent: {
      spatial: { bbox: [[Math.min(...at(0)), Math.min(...at(1)), Math.max(...at(2)), Math.max(...at(3))]] },
      temporal: { interval: [[times[0], times.at(-1)]] },
    },
    'landsicht:simulated': true,
    links: [
      { rel: 'root', href: '../catalog.json', type: mediaTypes.json },
      { rel: 'parent', href: '../catalog.json', type: mediaTypes.json },
      ...items.map((item) => ({ rel: 'item', href: `./${item.id}/${item.id}.json`, type: mediaTypes.geojson })),
    ],
  });
}

export async function writeJson(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `${JSON.stringify(value, null, 1)}\n`);
}
