import type { SensorId, StacItem } from '@landsicht/core';
import { bandsOf } from '../../../scene/band-map.js';
import { sensorOf } from '../../../scene/sensor-of.js';

/** Reflective bands that DSWx asks; `nir` stands in where there is no narrow near infrared. */
export const opticalNeeds = { needs: ['blue', 'green', 'red', 'nir08', 'swir16', 'swir22'], substitutes: { nir08: ['nir'] } } as const;

/** Acquisitions of one family look alike: they serve each other as reference. */
const families = {
  'sentinel-2-l2a': 'sentinel-2',
  'sentinel-2-l1c': 'sentinel-2',
  'landsat-c2-l2': 'landsat',
  'landsat-l1': 'landsat',
  hls: 'hls',
} as const satisfies Partial<Record<SensorId, string>>;

export type OpticalFamily = (typeof families)[keyof typeof families];

/** null for what is no optical satellite with short-wave infrared. */
export function opticalFamilyOf(sensor: SensorId): OpticalFamily | null {
  return (families as Partial<Record<SensorId, OpticalFamily>>)[sensor] ?? null;
}

/**
 * The optical scene in an item that pairs radar with it, as Sen1Floods11 does (asset `s2`); the item itself where it is an optical scene;
 * null where there is none. Reflectance with a scale and no offset has none (STAC raster extension): the pair is no product of ESA's, whose
 * offset would depend on its processing baseline. With 1.38 µm it is top-of-atmosphere (L1C).
 */
export function opticalPartOf(item: StacItem): StacItem | null {
  const sensor = sensorOf(item);
  if (opticalFamilyOf(sensor) != null) return item;
  if (sensor !== 'sentinel-1') return null;
  const sources = bandsOf(item);
  const { needs, substitutes } = opticalNeeds;
  const names = sources.map(({ name }) => name);
  if (!needs.every((need) => names.includes(need) || (need === 'nir08' && substitutes.nir08.some((other) => names.includes(other)))))
    return null;
  const own = new Set(sources.filter(({ name }) => name !== 'vv' && name !== 'vh').map(({ asset }) => asset));
  const radar = new Set(sources.map(({ asset }) => asset).filter((asset) => !own.has(asset)));
  const others = Object.entries(item.assets).filter(([key]) => !radar.has(key));
  const assets = others.map(([key, asset]) => {
    const bands = asset['bands'];
    if (!own.has(key) || !Array.isArray(bands)) return [key, asset] as const;
    return [
      key,
      { ...asset, bands: bands.map((band: object) => ('raster:scale' in band ? { 'raster:offset': 0, ...band } : band)) },
    ] as const;
  });
  const level = names.includes('cirrus') ? 'sentinel-2-l1c' : 'sentinel-2-l2a';
  return { ...item, properties: { ...item.properties, 'landsicht:sensor': level }, assets: Object.fromEntries(assets) };
}
