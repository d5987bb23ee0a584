import { join } from 'node:path';
import { type Detection, type Grid, rowBands } from '@landsicht/core';
import { openRaster } from '../../../raster/open-raster.js';
import { currentManifests } from '../../../runs/current-units.js';
import { unitDir } from '../../../runs/lake-paths.js';
import type { Manifest } from '../../../runs/unit.js';
import { readDetections } from '../../../store/geoparquet.js';
import { floodCodes, floodInfo } from '../info.js';
import { likelihoodOf } from '../products/area-table.js';
import { type PixelRows, rowsOnGrid } from '../products/rows-on-grid.js';
import { addRow, latticeBounds, latticeGrid, maskOfRegion, reaches } from './lattice.js';
import type { Observation } from './observation.js';
import { emptyRegion, type Region, RegionBuilder, rowsOf, union } from './region.js';

/** The overflights that the flood units of a lake hold, oldest first. Frames of one overflight are one observation. */
export async function lakeObservations(lakeDir: string, manifests: readonly Manifest[], samePassMinutes: number): Promise<Observation[]> {
  const ofFlood = manifests.filter(({ monitor }) => monitor.id === floodInfo.id);
  const passes = passesOf(await currentManifests(lakeDir, ofFlood), samePassMinutes);
  const observations: Observation[] = [];
  // one after the other: a lake of some years holds more files than a process may open
  for (const units of passes) observations.push(await observationOf(lakeDir, units));
  return observations;
}

const subjectOf = ({ inputs, key }: Manifest): string => inputs.find(({ role }) => role === 'subject')?.itemId ?? key;
const sensorOf = ({ inputs }: Manifest): string => inputs.find(({ role }) => role === 'subject')?.sensor ?? '';

function passesOf(manifests: readonly Manifest[], samePassMinutes: number): Manifest[][] {
  const sorted = [...manifests].sort(
    (a, b) => Date.parse(a.observedUtc) - Date.parse(b.observedUtc) || (subjectOf(a) < subjectOf(b) ? -1 : 1),
  );
  const passes: Manifest[][] = [];
  for (const manifest of sorted) {
    const last = passes.findLast((pass) => sensorOf(pass[0] as Manifest) === sensorOf(manifest));
    const previous = last?.at(-1);
    const near = previous != null && Date.parse(manifest.observedUtc) - Date.parse(previous.observedUtc) <= samePassMinutes * 60_000;
    if (near) last?.push(manifest);
    else passes.push([manifest]);
  }
  return passes;
}

async function observationOf(lakeDir: string, units: readonly Manifest[]): Promise<Observation> {
  const detections: Detection[] = [];
  for (const unit of units) for (const detection of await detectionsOf(lakeDir, unit)) detections.push(detection);
  const boxes = units.map(({ bboxLonLat }) => bboxLonLat);
  const edge = (i: 0 | 1 | 2 | 3, of: (...values: number[]) => number) => of(...boxes.map((box) => box[i]));
  return {
    sceneIds: units.map(subjectOf),
    unitKeys: units.map(({ key }) => key),
    observedUtc: new Date((units[0] as Manifest).observedUtc),
    bboxLonLat: [edge(0, Math.min), edge(1, Math.min), edge(2, Math.max), edge(3, Math.max)],
    flags: [...new Set(units.flatMap(({ flags }) => flags))].sort(),
    detections: detections.filter((detection) => detection.class === 'flood'),
    async observedPart(region) {
      let seen = emptyRegion;
      for (const unit of units) seen = union(seen, await observedInUnit(lakeDir, unit, region));
      return seen;
    },
    async likelihoodIn(region) {
      return likelihoodOf(await likelihoodsIn(lakeDir, units, region));
    },
  };
}

async function detectionsOf(lakeDir: string, { monitor, key, files }: Manifest): Promise<Detection[]> {
  const file = files.find(({ role }) => role === 'detections');
  return file == null ? [] : readDetections(join(unitDir(lakeDir, { monitor: monitor.id, key }), file.path));
}

/** Codes that answer whether there is flood. Water without a reference does not. */
const answers = new Set<number>([floodCodes.dry, floodCodes.flood, floodCodes.reference]);
const bandRows = 256;

async function observedInUnit(lakeDir: string, manifest: Manifest, region: Region): Promise<Region> {
  const builder = new RegionBuilder();
  for await (const { row, col, width, wanted, data, valid } of layerInRegion(lakeDir, manifest, 'flood', region)) {
    for (let i = 0; i < wanted.length; i++) if (valid[i] === 0 || !answers.has(data[i] as number)) wanted[i] = 0;
    for (let r = 0; r * width < wanted.length; r++) addRow(builder, row + r, col, wanted.subarray(r * width, (r + 1) * width));
  }
  return builder.finish();
}

/** Percent → cells. A cell that two frames see counts in both. */
async function likelihoodsIn(lakeDir: string, units: readonly Manifest[], region: Region): Promise<Float64Array> {
  const histogram = new Float64Array(101);
  for (const unit of units) {
    for await (const { wanted, data, valid } of layerInRegion(lakeDir, unit, 'likelihood', region)) {
      wanted.forEach((inside, i) => {
        const percent = data[i] as number;
        if (inside === 1 && valid[i] === 1 && percent <= 100) histogram[percent] = (histogram[percent] as number) + 1;
      });
    }
  }
  return histogram;
}

interface RegionBand extends PixelRows {
  /** Of the lattice. */
  readonly row: number;
  readonly col: number;
  readonly width: number;
  /** 1 where the region is. */
  readonly wanted: Uint8Array;
}

/** A layer of a unit on the cells of a region, band by band; nothing where the unit has no such layer or lies elsewhere. */
async function* layerInRegion(lakeDir: string, manifest: Manifest, layerId: string, region: Region): AsyncGenerator<RegionBand> {
  const layer = manifest.files.find((file) => file.layer === layerId);
  const bounds = latticeBounds(manifest.bboxLonLat);
  if (layer == null || !reaches(region, bounds)) return;
  const col = Math.max(region.minCol, bounds.minCol);
  const firstRow = Math.max(region.firstRow, bounds.minRow);
  const width = Math.min(region.maxCol, bounds.maxCol) - col;
  const height = Math.min(region.firstRow + rowsOf(region), bounds.maxRow) - firstRow;
  const grid: Grid = latticeGrid(col, firstRow, width, height);
  const file = await openRaster(join(unitDir(lakeDir, { monitor: manifest.monitor.id, key: manifest.key }), layer.path));
  try {
    const read = rowsOnGrid(file, grid);
    for (const band of rowBands(grid, bandRows)) {
      const wanted = maskOfRegion(region, grid, band.row, band.height);
      if (wanted.includes(1)) yield { row: firstRow + band.row, col, width, wanted, ...(await read(band.row, band.height)) };
    }
  } finally {
    await file.close();
  }
}
