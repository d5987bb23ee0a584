import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type BboxLonLat,
  type Detection,
  fullWindow,
  type Grid,
  intersectWindows,
  LandsichtError,
  rowBands,
  windowGrid,
  windowOfBboxLonLat,
} from '@landsicht/core';
import { openRaster } from '../../../raster/open-raster.js';
import { unitDir } from '../../../runs/lake-paths.js';
import type { Manifest, UnitFile } from '../../../runs/unit.js';
import { resultItem } from '../../../stac/result-item.js';
import { simplify } from '../../../vector/simplify.js';
import { toDetections } from '../../../vector/to-detections.js';
import { StateTracer } from '../finish-flood.js';
import { floodInfo } from '../info.js';
import { extentGrid } from './extent-grid.js';
import { type MaximumExtent, maximumExtent } from './maximum-extent.js';

export interface PeriodExtentOptions {
  readonly lakeDir: string;
  /** Flood units of the period. */
  readonly units: readonly Manifest[];
  readonly bboxLonLat: BboxLonLat | null;
  /** Folder to write into; made if missing. */
  readonly out: string;
  readonly signal?: AbortSignal;
}

export interface PeriodExtent extends MaximumExtent {
  readonly scenes: number;
  readonly outlines: number;
  /** Paths in `out`. */
  readonly files: readonly string[];
}

const names = { raster: 'flood-maximum.tif', outlines: 'flood-maximum.geojson', item: 'flood-maximum.json' } as const;
const bandRows = 512;

/** The most that was flooded over a period: a COG with the codes of `flood`, its outlines as GeoJSON, a STAC item over both. */
export async function periodExtent({ lakeDir, units, bboxLonLat, out, signal }: PeriodExtentOptions): Promise<PeriodExtent> {
  const [first] = units;
  if (first == null) throw new RangeError('periodExtent: no unit');
  const layers = units.map((unit) => {
    const layer = unit.files.find((file) => file.layer === 'flood');
    if (layer == null) throw new LandsichtError('lake-damaged', `Unit ${unit.key}: has no layer "flood". Run landsicht run flood again`);
    return join(unitDir(lakeDir, { monitor: unit.monitor.id, key: unit.key }), layer.path);
  });
  const grid = within(extentGrid(units.map((unit) => unit.grid)), bboxLonLat);
  await mkdir(out, { recursive: true });
  const raster = join(out, names.raster);
  const extent = await maximumExtent(layers, { path: raster, grid, bandRows, ...(signal == null ? {} : { signal }) });
  const key = createHash('sha256')
    .update(JSON.stringify([units.map((unit) => unit.key), grid]))
    .digest('hex');
  const times = units.map(({ observedUtc }) => observedUtc).sort();
  const [startUtc = '', endUtc = ''] = [times[0], times.at(-1)];
  const outlines = await outlinesOf(raster, grid, { key, endUtc, units });
  const attribution = [...new Set(units.flatMap(({ inputs }) => inputs.flatMap((input) => input.attribution ?? [])))].join('; ');
  await writeFile(join(out, names.outlines), geoJson(outlines, { attribution, startUtc, endUtc }));
  const files: UnitFile[] = [
    { path: names.raster, role: 'layer', layer: 'flood', mediaType: 'image/tiff; application=geotiff; profile=cloud-optimized' },
    { path: names.outlines, role: 'detections', mediaType: 'application/geo+json' },
  ];
  const inputs = units.flatMap((unit) => unit.inputs.filter(({ role }) => role === 'subject'));
  const item = resultItem({ task: { key, inputs, parameters: {} }, info: floodInfo, grid, observedUtc: endUtc, files });
  const period = { datetime: null, start_datetime: startUtc, end_datetime: endUtc, title: 'Maximum flood extent' };
  await writeFile(join(out, names.item), `${JSON.stringify({ ...item, properties: { ...item.properties, ...period } }, null, 1)}\n`);
  return { ...extent, scenes: units.length, outlines: outlines.length, files: Object.values(names) };
}

function within(grid: Grid, bboxLonLat: BboxLonLat | null): Grid {
  if (bboxLonLat == null) return grid;
  const found = windowOfBboxLonLat(grid, bboxLonLat);
  const window = found == null ? null : intersectWindows(found, fullWindow(grid));
  return window == null ? grid : windowGrid(grid, window);
}

interface OutlineParts {
  readonly key: string;
  readonly endUtc: string;
  readonly units: readonly Manifest[];
}

/** As small as the units' own outlines: the maximum of shorelines that move by a pixel makes crumbs too. */
async function outlinesOf(raster: string, grid: Grid, { key, endUtc, units }: OutlineParts): Promise<Detection[]> {
  const file = await openRaster(raster);
  try {
    const minimumPx = Math.min(...units.map(({ parameters }) => Number(parameters['minimumPx'] ?? 1)));
    const tracer = new StateTracer(grid.width, minimumPx);
    for (const { row, height } of rowBands(grid, bandRows)) {
      const { data } = await file.read({ window: { col: 0, row, width: grid.width, height }, bands: [0] });
      tracer.addRows(data[0] as Uint8Array);
    }
    const polygons = tracer.finish();
    const toleranceCrs = Math.sqrt(Math.abs(grid.transform[0] * grid.transform[4]));
    return toDetections(
      polygons,
      {
        grid,
        monitor: floodInfo.id,
        classOf: (value) => floodInfo.classes.find(({ code }) => code === value)?.id ?? String(value),
        minimumAreaM2: 0,
        observedUtc: new Date(endUtc),
        sceneIds: units.flatMap(({ inputs }) => inputs.filter(({ role }) => role === 'subject').map(({ itemId }) => itemId)),
        unitKey: key,
      },
      simplify(polygons, { toleranceCrs, transform: grid.transform }),
    );
  } finally {
    await file.close();
  }
}

function geoJson(detections: readonly Detection[], about: Readonly<Record<string, string>>): string {
  const features = detections.map(({ id, geometry, areaM2, class: detected }) => ({
    type: 'Feature',
    id,
    geometry,
    properties: { id, class: detected, areaM2, madeBy: 'machine' },
  }));
  return `${JSON.stringify({ type: 'FeatureCollection', ...about, features })}\n`;
}
