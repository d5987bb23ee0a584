import type { SensorId, StacItem } from '@landsicht/core';

/** What to credit wherever pixels or results are shown: the item's own words, else what the licence of the sensor's data asks for. */
export function attributionOf(item: StacItem, sensor: SensorId, acquiredUtc: Date): string | null {
  const own = item.properties['landsicht:attribution'] ?? item.properties['attribution'];
  if (typeof own === 'string') return own;
  switch (sensor) {
    case 'sentinel-1':
    case 'sentinel-2-l1c':
    case 'sentinel-2-l2a':
      return `Contains modified Copernicus Sentinel data ${acquiredUtc.getUTCFullYear()}`;
    case 'landsat-c2-l2':
    case 'landsat-l1':
      return 'Landsat data courtesy of the U.S. Geological Survey';
    case 'hls':
      return `NASA Harmonized Landsat and Sentinel-2; contains modified Copernicus Sentinel data ${acquiredUtc.getUTCFullYear()}`;
    case 'orthophoto':
    case 'drone':
    case 'generic':
      return providersOf(item);
  }
}

function providersOf({ properties }: StacItem): string | null {
  const providers = properties['providers'];
  if (!Array.isArray(providers)) return null;
  const names = providers.flatMap((provider: { name?: unknown } | null) => (typeof provider?.name === 'string' ? [provider.name] : []));
  return names.length === 0 ? null : `© ${names.join(', ')}`;
}
