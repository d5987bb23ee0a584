import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Grid, StacItem } from '@landsicht/core';
import { openRaster } from '../../../../raster/open-raster.js';
import { openSource } from '../../../../sources/open-source.js';
import { toDetections } from '../../../../vector/to-detections.js';
import { PolygonTracer, type TracedPolygon } from '../../../../vector/trace.js';
import type { Parcel } from '../../import/parcel.js';

export const agriDir = fileURLToPath(new URL('../../../../../../../shared/data/agri/', import.meta.url));
export const hasFlanders = existsSync(agriDir);
export const flandersSites = ['flanders-00002806639B424A', 'flanders-0000280849BAC91C'] as const;

/** Fields of one site: connected pixels of one crop code in its `crop.tif`, in the order of their first pixel. */
export async function flandersParcels(site: string): Promise<{ grid: Grid; parcels: (Parcel & { readonly pixels: number })[] }> {
  const file = await openRaster(join(agriDir, site, 'crop.tif'));
  const { data } = await file.read({});
  const { grid } = file;
  await file.close();
  if (grid == null) throw new Error(`${site}/crop.tif has no grid`);
  const tracer = new PolygonTracer(grid.width, { connectivity: 4 });
  const codes = Int32Array.from(data[0] ?? []);
  const polygons: TracedPolygon[] = [];
  for (let row = 0; row < grid.height; row++) polygons.push(...tracer.addRow(codes.subarray(row * grid.width, (row + 1) * grid.width)));
  polygons.push(...tracer.finish());
  polygons.sort((a, b) => a.firstRow - b.firstRow || a.firstCol - b.firstCol);
  const detections = toDetections(polygons, {
    grid,
    monitor: 'parcels',
    classOf: String,
    minimumAreaM2: 0,
    observedUtc: new Date(0),
    sceneIds: [],
    unitKey: site,
  });
  const parcels = detections.map((one, i) => ({
    id: `${site.slice(-4)}-${i}`,
    kind: 'declaration' as const,
    year: null,
    cropCode: one.class,
    cropName: null,
    flik: null,
    declaredHa: one.areaM2 / 10_000,
    areaHa: one.areaM2 / 10_000,
    areaEpsg: one.areaEpsg,
    geometry: one.geometry,
    lane: 'full' as const,
    causes: [],
    rows: [i + 1],
    pixels: polygons[i]?.pixelCount ?? 0,
  }));
  return { grid, parcels };
}

export async function flandersItems(site: string, prefix: 'S1_' | 'S2_'): Promise<StacItem[]> {
  const { signal } = new AbortController();
  const source = await openSource(join(agriDir, site, 'catalog.json'), {}, signal);
  const items: StacItem[] = [];
  for await (const item of source.search({}, signal)) if (item.id.startsWith(prefix)) items.push(item);
  return items.sort((a, b) => (a.id < b.id ? -1 : 1));
}
