import { LandsichtError, type Scene, type SceneBand, type StacItem } from '@landsicht/core';
import { acquiredUtcOf } from './acquired-utc.js';
import { attributionOf } from './attribution.js';
import { type BandSource, bandsOf } from './band-map.js';
import { maskOf } from './mask-map.js';
import { unitOf } from './radiometry-of.js';
import { SceneReader } from './read-scene.js';
import { type FileOptions, type SceneFile, SceneFiles } from './scene-files.js';
import { sensorOf } from './sensor-of.js';

export interface OpenSceneOptions extends FileOptions {
  readonly signal?: AbortSignal;
  /** Metres around cloud, cirrus and cloud shadow that count as next to cloud; default 0. */
  readonly cloudBufferM?: number;
}

/** A STAC item (absolute hrefs) as a Scene. Opens the file of the finest band; others when they are read. */
export async function openScene(item: StacItem, { cloudBufferM = 0, signal, ...access }: OpenSceneOptions = {}): Promise<Scene> {
  const acquiredUtc = acquiredUtcOf(item);
  const sensor = sensorOf(item);
  const mask = maskOf(item);
  const measured = bandsOf(item);
  const sources = mask == null ? measured : [...measured, maskBand(mask.kind, mask.asset)];
  if (measured.length === 0) throw noBands(item);
  const files = new SceneFiles(item, access);
  try {
    const opened = await openFinest(measured, files, signal);
    const { grid } = finestOf(opened);
    const attribution = attributionOf(item, sensor, acquiredUtc);
    const reader = new SceneReader({ item, sensor, grid, sources, mask, cloudBufferM, files });
    return {
      id: item.id,
      sensor,
      acquiredUtc,
      grid,
      bands: sources.map((source) => describeBand(source, sensor, opened)),
      ...optionalFacts(item),
      ...(attribution == null ? {} : { attribution }),
      read: (bands, options) => reader.read(bands, options),
      close: () => files.close(),
    };
  } catch (error) {
    await files.close();
    throw error;
  }
}

function maskBand(name: string, asset: string): BandSource {
  const declared = { scale: null, offset: null, nodata: null, unit: null, dataType: null };
  return { name, asset, index: 0, bandId: name, resolutionM: null, declared };
}

/** Opens the file that the item says is finest; every file of which it does not tell. Panchromatic bands do not set the grid. */
async function openFinest(bands: readonly BandSource[], files: SceneFiles, signal?: AbortSignal): Promise<readonly SceneFile[]> {
  const colours = bands.filter(({ name }) => name !== 'pan');
  const candidates = colours.length === 0 ? bands : colours;
  const known = candidates.filter(({ resolutionM }) => resolutionM != null).sort((a, b) => (a.resolutionM ?? 0) - (b.resolutionM ?? 0));
  const unknown = candidates.filter(({ resolutionM }) => resolutionM == null);
  const assets = new Set([...known.slice(0, 1), ...unknown].map(({ asset }) => asset));
  return Promise.all([...assets].map((asset) => files.open(asset, null, signal)));
}

function finestOf(files: readonly SceneFile[]): SceneFile {
  return files.reduce((finest, file) => (file.resolutionM < finest.resolutionM * 0.999 ? file : finest));
}

const dataTypes: Readonly<Record<string, SceneBand['pixelType']>> = {
  uint8: 'u8',
  int8: 'i8',
  uint16: 'u16',
  int16: 'i16',
  uint32: 'u32',
  int32: 'i32',
  float32: 'f32',
  float64: 'f64',
};

function describeBand(source: BandSource, sensor: Scene['sensor'], opened: readonly SceneFile[]): SceneBand {
  const file = opened.find(({ asset }) => asset === source.asset);
  const info = file?.file.bands[source.index];
  const storedType = file?.file.pixelType ?? dataTypes[source.declared.dataType ?? ''] ?? (source.name === 'qa-pixel' ? 'u16' : 'u8');
  const unit = unitOf(source, {
    sensor,
    pixelType: storedType,
    file: { scale: info?.scale ?? 1, offset: info?.offset ?? 0, unit: info?.unit ?? null },
  });
  const resolutionM = file?.resolutionM ?? source.resolutionM ?? finestOf(opened).resolutionM;
  return { name: source.name, unit, pixelType: unit === 'dn' || unit === 'class' ? storedType : 'f32', resolutionM };
}

function optionalFacts({ properties }: StacItem): Partial<Scene> {
  const platform = properties['platform'];
  const orbitState = properties['sat:orbit_state'];
  const relativeOrbit = properties['sat:relative_orbit'];
  const cloudPercent = properties['eo:cloud_cover'];
  return {
    ...(typeof platform === 'string' ? { platform } : {}),
    ...(orbitState === 'ascending' || orbitState === 'descending' ? { orbitState } : {}),
    ...(typeof relativeOrbit === 'number' ? { relativeOrbit } : {}),
    ...(typeof cloudPercent === 'number' ? { cloudPercent } : {}),
  };
}

function noBands(item: StacItem): LandsichtError {
  const assets = Object.keys(item.assets).join(', ') || 'none';
  return new LandsichtError(
    'band-missing',
    `Item ${item.id}: no asset is a band Landsicht knows (blue, green, red, nir, vv, …). Its assets: ${assets}. Name them in eo:bands or bands, e.g. "bands": [{"name": "red"}]`,
  );
}
