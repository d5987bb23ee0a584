import { LandsichtError, type MonitorLayer, pixelSizeM } from '@landsicht/core';
import { zoomRange } from '@landsicht/pipeline/quicklook';
import type { Store, StoredUnit } from '@landsicht/pipeline/store';
import type { Context } from 'hono';
import { apiUrl } from './links.js';
import type { Unit, UnitLayer } from './schemas.js';

export type UnitFile = StoredUnit['manifest']['files'][number];

/** A layer of a unit: what the monitor says of it, and its file. */
export interface LayerOfUnit {
  readonly layer: MonitorLayer;
  readonly file: UnitFile;
}

/** Layers that have a file, in the monitor's order. */
export function layersOf({ manifest }: StoredUnit): LayerOfUnit[] {
  return manifest.monitor.layers.flatMap((layer) => {
    const file = manifest.files.find((candidate) => candidate.role === 'layer' && candidate.layer === layer.id);
    return file == null ? [] : [{ layer, file }];
  });
}

export async function unitOf(store: Store, key: string): Promise<StoredUnit> {
  const unit = await store.unit(key);
  if (unit == null)
    throw new LandsichtError(
      'not-found',
      'There is no unit of this key; its result may have been removed. /api/units lists those there are.',
    );
  return unit;
}

export async function layerOf(store: Store, key: string, id: string): Promise<LayerOfUnit & { unit: StoredUnit }> {
  const unit = await unitOf(store, key);
  const found = layersOf(unit).find(({ layer }) => layer.id === id);
  if (found == null)
    throw new LandsichtError(
      'not-found',
      `This unit has no such layer; it has: ${layersOf(unit)
        .map(({ layer }) => layer.id)
        .join(', ')}`,
    );
  return { ...found, unit };
}

/** Whom to credit wherever the unit is shown. */
export function attributionOf({ manifest }: StoredUnit): string {
  return [...new Set(manifest.inputs.flatMap(({ attribution }) => attribution ?? []))].join(' · ');
}

/** What a layer is, wherever it is listed. */
export function layerSummary({ id, title, kind, classes }: MonitorLayer): Pick<UnitLayer, 'id' | 'title' | 'kind' | 'classes'> {
  return { id, title, kind, ...(classes == null ? {} : { classes: [...classes] }) };
}

export function layerDocument(c: Context, unit: StoredUnit, { layer }: LayerOfUnit): UnitLayer {
  const url = `${apiUrl(c)}/units/${unit.manifest.key}/layers/${encodeURIComponent(layer.id)}`;
  return {
    ...layerSummary(layer),
    tiles: `${url}/tiles/{z}/{x}/{y}.png`,
    tileJson: `${url}.json`,
    download: `${url}.tif`,
    value: `${url}/value`,
    ...zoomRange(unit.manifest.grid),
  };
}

export function unitDocument(c: Context, unit: StoredUnit): Unit {
  const { key, monitor, observedUtc, bboxLonLat, grid, inputs, parameters, model, summary, flags } = unit.manifest;
  return {
    key,
    monitor: monitor.id,
    monitorVersion: monitor.version,
    observedUtc: new Date(observedUtc).toISOString(),
    bboxLonLat: [...bboxLonLat],
    epsg: grid.epsg,
    pixelSizeM: pixelSizeM(grid).x,
    detections: unit.detections,
    current: unit.current,
    explain: `${apiUrl(c)}/units/${key}/explain`,
    layers: layersOf(unit).map((layer) => layerDocument(c, unit, layer)),
    inputs: [...inputs],
    parameters: { ...parameters },
    model,
    summary: { ...summary },
    flags: [...flags],
    attribution: attributionOf(unit),
    madeBy: 'machine',
  };
}
