import {
  type Affine,
  affine,
  bboxLonLatOf,
  bytesPerPixel,
  describeGrid,
  type Grid,
  isKnownEpsg,
  LandsichtError,
  pixelSizeM,
  type StacAsset,
  type StacItem,
} from '@landsicht/core';
import { openByteSource } from '../raster/byte-source.js';
import { openRaster } from '../raster/open-raster.js';
import type { RasterFile } from '../raster/raster-file.js';
import type { AssetAccess } from '../sources/access/asset-access.js';
import { affinePlacement, assertSameCrs, type Placement } from './align.js';
import { type GcpMesh, gcpMesh, meshGrid, meshPlacement } from './gcp-mesh.js';

export interface FileOptions {
  /** Sent with every HTTP request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Signs the addresses of sources that need it; its headers win. */
  readonly access?: AssetAccess;
}

/** An open asset with its place on the ground. */
export interface SceneFile {
  readonly asset: string;
  readonly file: RasterFile;
  /** What bands of this file lie on; of a file with ground control points a UTM grid that covers it. */
  readonly grid: Grid;
  /** The file's own grid; null with ground control points. */
  readonly fileGrid: Grid | null;
  readonly placement: Placement;
  readonly resolutionM: number;
}

/** The files of one item, each opened when first needed and then kept. */
export class SceneFiles {
  private readonly item: StacItem;
  private readonly options: FileOptions;
  private readonly opened = new Map<string, Promise<SceneFile>>();

  constructor(item: StacItem, options: FileOptions) {
    this.item = item;
    this.options = options;
  }

  /** `scene`: the grid whose CRS the file must share. */
  async open(asset: string, scene: Grid | null, signal?: AbortSignal): Promise<SceneFile> {
    const known = this.opened.get(asset);
    const opening = known ?? this.openAsset(asset, signal);
    if (known == null) {
      this.opened.set(asset, opening);
      opening.catch(() => this.opened.delete(asset)); // a failure (or abort) may be tried again
    }
    const file = await opening;
    if (scene != null) assertSameCrs(scene, file.grid, this.where(asset));
    return file;
  }

  /** The text of an asset (MTL, annotation XML). */
  async text(asset: string, signal?: AbortSignal): Promise<string> {
    const { href, headers } = await this.resolve(asset, signal);
    const source = await openByteSource(href, { headers, ...(signal == null ? {} : { signal }) });
    try {
      const bytes = Number.isFinite(source.sizeBytes) ? source.sizeBytes : longestTextBytes;
      if (bytes > longestTextBytes) {
        throw new LandsichtError(
          'item-invalid',
          `${this.where(asset)}: ${bytes} bytes are no metadata file (at most ${longestTextBytes}). Check its href`,
        );
      }
      return new TextDecoder().decode(await source.read(0, bytes, signal));
    } finally {
      await source.close();
    }
  }

  /** Key of the first asset that matches. */
  find(pattern: RegExp): string | null {
    return Object.keys(this.item.assets).find((key) => pattern.test(key)) ?? null;
  }

  where(asset: string): string {
    return `Item ${this.item.id}, asset "${asset}" (${withoutQuery(this.item.assets[asset]?.href ?? '')})`;
  }

  async close(): Promise<void> {
    const files = await Promise.allSettled(this.opened.values());
    this.opened.clear();
    await Promise.all(files.map((result) => (result.status === 'fulfilled' ? result.value.file.close() : null)));
  }

  private async resolve(key: string, signal?: AbortSignal): Promise<{ href: string; headers: Readonly<Record<string, string>> }> {
    const asset = this.item.assets[key] as StacAsset;
    const { access, headers = {} } = this.options;
    if (access == null) return { href: asset.href, headers };
    const resolved = await access.resolve(asset, signal);
    return { href: resolved.href, headers: { ...headers, ...resolved.headers } };
  }

  private async openAsset(asset: string, signal?: AbortSignal): Promise<SceneFile> {
    const { href, headers } = await this.resolve(asset, signal);
    const file = await openRaster(href, { headers, ...(signal == null ? {} : { signal }) });
    try {
      assertPlausible(file);
      return this.located(asset, file);
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  private located(asset: string, file: RasterFile): SceneFile {
    if (file.georeference === 'gcps' && file.grid == null && file.gcpEpsg != null) {
      const mesh: GcpMesh = gcpMesh(file.gcps, file.gcpEpsg, this.where(asset));
      const grid = meshGrid(mesh);
      return { asset, file, grid, fileGrid: null, placement: meshPlacement(mesh, file), resolutionM: grid.transform[0] };
    }
    const grid = this.gridOf(asset, file);
    if (!liesOnEarth(grid)) {
      throw new LandsichtError(
        'crs-mismatch',
        `${this.where(asset)}: ${describeGrid(grid)} lies nowhere on Earth. Correct the georeference of the file, or proj:transform and proj:code of the item`,
      );
    }
    return {
      asset,
      file,
      grid,
      fileGrid: grid,
      placement: affinePlacement(grid),
      resolutionM: Math.min(...Object.values(pixelSizeM(grid))),
    };
  }

  /** The file's grid; where it has none, the item's. They must not contradict each other. */
  private gridOf(key: string, file: RasterFile): Grid {
    const declared = this.declaredEpsg(key);
    if (file.grid != null) {
      if (declared == null || declared === file.grid.epsg) return file.grid;
      throw new LandsichtError(
        'crs-mismatch',
        `${this.where(key)}: the item says EPSG:${declared}, the file is in EPSG:${file.grid.epsg}. Correct proj:epsg and proj:code of the item, or the file with gdal_edit.py -a_srs`,
      );
    }
    const transform = this.member(key, 'proj:transform');
    const shape = this.member(key, 'proj:shape');
    const { width, height } = file;
    const fits = Array.isArray(shape) && shape[0] === height && shape[1] === width;
    if (declared != null && fits && isTransform(transform) && isKnownEpsg(declared)) {
      const [a, b, c, d, e, f] = transform;
      return { width, height, transform: [a, b, c, d, e, f], epsg: declared };
    }
    throw new LandsichtError(
      'crs-missing',
      `${this.where(key)}: ${georeferences[file.georeference]}, and the item gives no proj:code (or proj:epsg), proj:shape [${height}, ${width}] and proj:transform to stand in. Add them to the item, or put the CRS into the file, e.g. gdal_edit.py -a_srs EPSG:25833`,
    );
  }

  private declaredEpsg(key: string): number | null {
    const epsg = this.member(key, 'proj:epsg');
    if (typeof epsg === 'number') return epsg;
    const code = /^EPSG:(\d+)$/i.exec(String(this.member(key, 'proj:code') ?? ''));
    return code == null ? null : Number(code[1]);
  }

  private member(key: string, name: string): unknown {
    return this.item.assets[key]?.[name] ?? this.item.properties[name];
  }
}

/** Six numbers (or the nine of a matrix) that give pixels an area. */
function isTransform(value: unknown): value is Affine {
  if (!Array.isArray(value) || value.length < 6 || !value.every((n) => typeof n === 'number' && Number.isFinite(n))) return false;
  return affine.pixelArea(value as unknown as Affine) > 0;
}

function liesOnEarth(grid: Grid): boolean {
  try {
    return bboxLonLatOf(grid).every(Number.isFinite);
  } catch {
    return false; // proj4 throws for coordinates that overflow
  }
}

/** Highest ratio of decoded to stored bytes of any compression imagery comes in (LZW). */
const highestRatio = 4_096;
/** Smaller images are quickly walked through even where they are empty. */
const plausibleBytes = 2 ** 30;

/** A few bytes that claim gigabytes: nobody shall walk through them window by window. */
function assertPlausible({ href, width, height, bands, pixelType, storedBytes = Number.POSITIVE_INFINITY }: RasterFile): void {
  const claimedBytes = width * height * bands.length * bytesPerPixel[pixelType];
  if (claimedBytes <= plausibleBytes || storedBytes * highestRatio >= claimedBytes) return;
  throw new LandsichtError(
    'raster-too-large',
    `${href}: claims ${width}×${height} px (${(claimedBytes / 1e9).toFixed(1)} GB) in ${storedBytes} bytes of pixels. The file is damaged, or it is empty and must be cut to the area of interest first: gdal_translate -projwin`,
  );
}

const longestTextBytes = 32 * 2 ** 20;

const georeferences: Readonly<Record<RasterFile['georeference'], string>> = {
  affine: 'the file has a coordinate system that Landsicht does not know',
  gcps: 'the file has ground control points without a known coordinate system',
  'no-crs': 'the file has a place but no coordinate system',
  none: 'the file has no georeference',
};

/** Signed addresses carry secrets behind the question mark. */
function withoutQuery(href: string): string {
  return href.split('?', 1)[0] ?? href;
}
