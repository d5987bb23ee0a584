import { LandsichtError, type SensorId, type StacItem } from '@landsicht/core';

const sensorIds: Readonly<Record<SensorId, true>> = {
  'sentinel-1': true,
  'sentinel-2-l2a': true,
  'sentinel-2-l1c': true,
  'landsat-c2-l2': true,
  'landsat-l1': true,
  hls: true,
  orthophoto: true,
  drone: true,
  generic: true,
};

/** Which sensor's rules an item follows. The property `landsicht:sensor` decides where given. */
export function sensorOf(item: StacItem): SensorId {
  const declared = item.properties['landsicht:sensor'];
  if (declared != null) {
    if (typeof declared === 'string' && Object.hasOwn(sensorIds, declared)) return declared as SensorId;
    throw new LandsichtError(
      'item-invalid',
      `Item ${item.id}: landsicht:sensor is ${JSON.stringify(declared)}; expected one of ${Object.keys(sensorIds).join(', ')}`,
    );
  }
  const text = describe(item);
  const assets = Object.keys(item.assets).map((key) => key.toLowerCase());
  if (/(^|\W)hls/.test(text)) return 'hls';
  if (/sentinel[-_ ]?1|(^|\s)s1[abcd]?_/.test(text)) return 'sentinel-1';
  if (/sentinel[-_ ]?2|(^|\s)s2[abcd]?_|(^|\s)sentinel-s2/.test(text)) return sentinel2Level(text, assets);
  if (/landsat|(^|\s)l[cotem]0?\d_l/.test(text)) return landsatLevel(text, assets);
  if (/drone|(^|\W)ua[vs](\W|$)|drohne/.test(text)) return 'drone';
  if (/(^|\W)dop\d*|ortho|naip|(^|\W)aerial/.test(text)) return 'orthophoto';
  if (/(^|\W)sar(\W|$)|c-sar/.test(text) && assets.some((key) => key === 'vv' || key === 'vh')) return 'sentinel-1';
  return 'generic';
}

/** Everything in an item that names its sensor, in lower case, parted by blanks. */
function describe({ id, collection, properties }: StacItem): string {
  const named = ['platform', 'eo:platform', 'constellation', 'instruments', 'collection', 's2:product_type', 's2:product_uri'];
  const levels = ['processing:level', 'landsat:processing_level', 'landsat:correction', 'sentinel:product_id'];
  return [collection ?? '', id, ...[...named, ...levels].map((key) => String(properties[key] ?? ''))].join(' ').toLowerCase();
}

function sentinel2Level(text: string, assets: readonly string[]): SensorId {
  if (/l1c|msi1c|level-?1c/.test(text)) return 'sentinel-2-l1c';
  if (/l2a|msi2a|level-?2a/.test(text)) return 'sentinel-2-l2a';
  return assets.some((key) => key === 'b10') ? 'sentinel-2-l1c' : 'sentinel-2-l2a'; // B10 (cirrus) is not in L2A
}

/** Surface reflectance by USGS Collection 2 rules, Level-1 counts, or some other agency's product (generic). */
function landsatLevel(text: string, assets: readonly string[]): SensorId {
  if (assets.some((key) => key.startsWith('nbar'))) return 'generic';
  if (/c2[-_]?l2|_l2s[pr]|(^|\s)l2s[pr]/.test(text)) return 'landsat-c2-l2';
  return /l1|level-?1/.test(text) ? 'landsat-l1' : 'generic';
}
