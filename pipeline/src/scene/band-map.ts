import type { SensorId, StacAsset, StacItem } from '@landsicht/core';
import { type BandNumbering, bandIdOf, bandNameOf, bandNumbering } from './band-name.js';
import { sensorOf } from './sensor-of.js';

/** What an item says about the numbers of a band; null where it is silent. */
export interface DeclaredValues {
  readonly scale: number | null;
  readonly offset: number | null;
  readonly nodata: number | null;
  readonly unit: string | null;
  readonly dataType: string | null;
}

/** Where a band of a scene is found. */
export interface BandSource {
  /** Landsicht's common name (core/src/scene.ts). */
  readonly name: string;
  /** Key of the asset. */
  readonly asset: string;
  /** Zero-based band of the asset's file. */
  readonly index: number;
  /** The producer's id in lower case: `b8a`, `b6_vcid_1`, `vv`. */
  readonly bandId: string;
  /** Nominal pixel size; null where the item does not tell. */
  readonly resolutionM: number | null;
  readonly declared: DeclaredValues;
}

/** Bands of an item by Landsicht's names, one source each: the finest, calibrated, most readable of its assets. */
export function bandsOf(item: StacItem): BandSource[] {
  const sensor = sensorOf(item);
  const numbering = bandNumbering(sensor, platformOf(item));
  const best = new Map<string, BandSource>();
  for (const [key, asset] of Object.entries(item.assets)) {
    if (!isRaster(key, asset)) continue;
    for (const source of sourcesIn(item, key, { sensor, numbering })) {
      const other = best.get(source.name);
      if (other == null || rank(item, source) < rank(item, other)) best.set(source.name, source);
    }
  }
  return [...best.values()];
}

/** Platform, collection and id: what tells TM from OLI, and HLS's S30 from L30. */
export function platformOf({ id, collection, properties }: StacItem): string {
  return [properties['platform'], properties['eo:platform'], collection, id].map((text) => String(text ?? '').toLowerCase()).join(' ');
}

const shownRoles = new Set(['thumbnail', 'overview', 'metadata', 'labels', 'tiles', 'data-mask', 'saturation', 'cloud']);
const shownKeys =
  /^(visual|tci|preview|thumbnail|overview|rendered_preview|tilejson|label|labels|qa.*|scl|clm.*|.*fmask|aot|wvp)(_\d+m)?(-jp2)?(\.tif)?$/i;
const notRasters = /\.(txt|xml|json|html?|jpe?g|png|csv|nc|grib2?|safe|yaml)($|\?)/i;

/** Whether an asset holds pixels to measure, not to look at. */
function isRaster(key: string, asset: StacAsset): boolean {
  const roles = asset.roles ?? [];
  if (shownKeys.test(key) || roles.some((role) => shownRoles.has(role))) return false;
  if (roles.includes('visual') && !roles.includes('reflectance')) return false;
  return asset.type == null ? !notRasters.test(asset.href) : /^image\/(tiff|jp2|vnd\.stac\.geotiff|x\.geotiff)/.test(asset.type);
}

interface Rules {
  readonly sensor: SensorId;
  readonly numbering: BandNumbering;
}

function sourcesIn(item: StacItem, key: string, { sensor, numbering }: Rules): BandSource[] {
  const asset = item.assets[key];
  if (asset == null) return [];
  const bands = declaredBands(asset);
  return bands.flatMap((band, index) => {
    // a multi-band asset's key names no single band; a band's own id tells more than its common name ("rededge" is three bands)
    const id = text(band['name']) ?? text(band['id']);
    const common = text(band['common_name']) ?? text(band['eo:common_name']);
    const named = numberedFirst(numbering) ? [id, bands.length === 1 ? key : null, common] : [common, id, bands.length === 1 ? key : null];
    // the Sentinel-2 asset of an item of another sensor (a co-registered pair) still has its own ids
    const name = named.map((said) => (said == null ? null : bandNameOf(said, numbering))).find((found) => found != null);
    if (name == null) return [];
    const bandId = bandIdOf(id != null && isNumbered(id) ? id : bands.length === 1 ? key : (id ?? key));
    return [{ name, asset: key, index, bandId, resolutionM: resolutionOf(item, key, name, sensor), declared: declaredValues(asset, band) }];
  });
}

/** Sentinel-2 ids are exact, its common names are not; Landsat's numbers differ by satellite, its common names do not. */
function numberedFirst(numbering: BandNumbering): boolean {
  return numbering === 'sentinel-2' || numbering === 'none';
}

function isNumbered(id: string): boolean {
  return /^b\d/.test(bandIdOf(id));
}

type Json = Readonly<Record<string, unknown>>;

/** STAC 1.1 `bands`, or 1.0 `eo:bands` with `raster:bands` beside them; one nameless band where neither is given. */
function declaredBands(asset: StacAsset): Json[] {
  const bands = objects(asset['bands']);
  const eo = objects(asset['eo:bands']);
  const raster = objects(asset['raster:bands']);
  const count = Math.max(1, bands.length, eo.length, raster.length);
  return Array.from({ length: count }, (_, i) => ({ ...raster[i], ...eo[i], ...bands[i] }));
}

function declaredValues(asset: StacAsset, band: Json): DeclaredValues {
  const find = (key: string): unknown => band[key] ?? band[`raster:${key}`] ?? asset[key] ?? asset[`raster:${key}`];
  return {
    scale: number(find('scale')),
    offset: number(find('offset')),
    nodata: number(find('nodata')),
    unit: text(find('unit')),
    dataType: text(find('data_type')),
  };
}

const sentinel2Coarse: Readonly<Record<string, number>> = {
  coastal: 60,
  nir09: 60,
  cirrus: 60,
  rededge1: 20,
  rededge2: 20,
  rededge3: 20,
  nir08: 20,
  swir16: 20,
  swir22: 20,
};

function resolutionOf(item: StacItem, key: string, name: string, sensor: SensorId): number | null {
  const asset = item.assets[key];
  const bySuffix = /[-_](10|20|60)m(\b|_|$)/.exec(key);
  if (bySuffix != null) return Number(bySuffix[1]);
  const band = objects(asset?.['raster:bands'])[0] ?? objects(asset?.['bands'])[0];
  const own =
    number(band?.['spatial_resolution']) ?? number(band?.['raster:spatial_resolution']) ?? pixelOf(asset) ?? number(asset?.['gsd']);
  if (own != null) return own;
  if (sensor === 'sentinel-2-l1c' || sensor === 'sentinel-2-l2a') return sentinel2Coarse[name] ?? 10;
  if (name === 'pan') return 15;
  return pixelOf(item.properties) ?? number(item.properties['gsd']);
}

/** Pixel width in metres of a `proj:transform`; degrees count as at the equator. */
function pixelOf(holder: Json | undefined): number | null {
  const transform = holder?.['proj:transform'];
  const size = Array.isArray(transform) ? Math.abs(Number(transform[0])) : Number.NaN;
  if (!(size > 0)) return null;
  return size < 0.01 ? size * 111_320 : size;
}

/** Lower is better: finer, then flat-reflectance of Theia (FRE), then COG before JPEG 2000. */
function rank(item: StacItem, { asset, resolutionM }: BandSource): number {
  const { href = '', type = '' } = item.assets[asset] ?? {};
  const jp2 = /jp2/.test(type) || /\.jp2($|\?)/.test(href) ? 1 : 0;
  return (resolutionM ?? 1e6) * 10 + (/^sre/i.test(asset) ? 2 : 0) + jp2;
}

function objects(value: unknown): Json[] {
  return Array.isArray(value) ? value.map((entry) => (typeof entry === 'object' && entry != null ? (entry as Json) : {})) : [];
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}
