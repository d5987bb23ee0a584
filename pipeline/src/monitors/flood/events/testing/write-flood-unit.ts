import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { affine, bboxLonLatOf, type Grid } from '@landsicht/core';
import { writeCog } from '../../../../raster/cog-writer.js';
import { beginUnit, commitUnit } from '../../../../runs/lake.js';
import type { UnitTask } from '../../../../runs/unit.js';
import { writeDetections } from '../../../../store/geoparquet.js';
import { toDetections } from '../../../../vector/to-detections.js';
import { PolygonTracer } from '../../../../vector/trace.js';
import { floodCodes, floodInfo } from '../../info.js';

export interface DrawnScene {
  readonly scene: string;
  readonly utc: string;
  /** A character is 50 m × 50 m: F flood, R reference water, W water without reference, ? not seen. */
  readonly map: readonly string[];
  /** 0..1, of the detections. */
  readonly likelihood?: number;
  /** Writes a layer `likelihood` with this percent in every flooded pixel. */
  readonly layerPercent?: number;
  readonly flags?: readonly string[];
  /** Makes another unit of the same scene. */
  readonly version?: string;
}

const codes: Readonly<Record<string, number>> = {
  F: floodCodes.flood,
  R: floodCodes.reference,
  W: floodCodes.water,
  '?': floodCodes.notObserved,
};
const side = 5;

/** Commits a drawn flood result to a lake, with its layer `flood` and its detections, as the monitor does. */
export async function writeFloodUnit(lakeDir: string, drawn: DrawnScene): Promise<string> {
  const { scene, utc, map, likelihood, layerPercent, flags = [], version = floodInfo.version } = drawn;
  const width = (map[0] as string).length * side;
  const grid: Grid = { width, height: map.length * side, transform: affine.northUp(410_000, 5_655_000, 10), epsg: 25833 };
  const pixels = Uint8Array.from({ length: width * grid.height }, (_, i) => {
    const character = map[Math.floor(i / width / side)]?.[Math.floor((i % width) / side)] ?? '.';
    return codes[character] ?? floodCodes.dry;
  });
  const key = createHash('sha256')
    .update(`${scene} ${utc} ${version} ${map.join('')}`)
    .digest('hex');
  const task: UnitTask = {
    key,
    monitor: floodInfo.id,
    monitorVersion: version,
    parameters: {},
    model: null,
    items: [],
    inputs: [{ itemId: scene, collection: 's1', sensor: 'sentinel-1', acquiredUtc: utc, attribution: null, role: 'subject' }],
    assets: [],
    window: null,
    title: scene,
  };
  const tracer = new PolygonTracer(width, { connectivity: 8 });
  const polygons = [];
  for (let row = 0; row < grid.height; row++) {
    const line = pixels
      .slice(row * width, (row + 1) * width)
      .map((code) => (code === floodCodes.flood || code === floodCodes.water ? code : 0));
    polygons.push(...tracer.addRow(line));
  }
  polygons.push(...tracer.finish());
  const detections = toDetections(polygons, {
    grid,
    monitor: floodInfo.id,
    classOf: (value) => (value === floodCodes.flood ? 'flood' : 'water'),
    minimumAreaM2: 0,
    ...(likelihood == null ? {} : { likelihoodOf: () => likelihood }),
    observedUtc: new Date(utc),
    sceneIds: [scene],
    unitKey: key,
  });
  const begun = await beginUnit(lakeDir, task);
  await writeDetections(join(begun.dir, 'detections.parquet'), detections);
  await writeCog(
    join(begun.dir, 'flood.tif'),
    { grid, pixelType: 'u8', bands: [{ name: 'flood' }], nodata: floodCodes.notObserved, overviews: 'mode' },
    [pixels],
  );
  if (layerPercent != null) {
    const percents = pixels.map((code) => (code === floodCodes.flood ? layerPercent : code === floodCodes.notObserved ? 255 : 0));
    await writeCog(
      join(begun.dir, 'likelihood.tif'),
      { grid, pixelType: 'u8', bands: [{ name: 'likelihood' }], nodata: 255, overviews: 'average' },
      [percents],
    );
  }
  await commitUnit(
    begun,
    task,
    { ...floodInfo, version },
    {
      files: [
        { path: 'detections.parquet', role: 'detections', mediaType: 'application/vnd.apache.parquet' },
        { path: 'flood.tif', role: 'layer', layer: 'flood', mediaType: 'image/tiff; application=geotiff' },
        ...(layerPercent == null
          ? []
          : [{ path: 'likelihood.tif', role: 'layer', layer: 'likelihood', mediaType: 'image/tiff; application=geotiff' } as const]),
      ],
      grid,
      bboxLonLat: bboxLonLatOf(grid),
      observedUtc: utc,
      summary: {},
      flags,
    },
  );
  return key;
}
