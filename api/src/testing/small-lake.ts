import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AttributeValue, bboxLonLatOf, crsTransform, type Detection, type Grid, type MonitorInfo, maskReasons } from '@landsicht/core';
import { type StoredUnit, writeDetections } from '@landsicht/pipeline/store';
import { writeTinyGeotiff } from './tiny-geotiff.js';

export const grid: Grid = { width: 200, height: 150, transform: [10, 0, 410_000, 0, -10, 5_650_000], epsg: 25833 };

export const floodInfo: MonitorInfo = {
  id: 'flood',
  version: '1.0.0',
  title: { de: 'Hochwasser', en: 'Flood' },
  question: { de: 'Wo steht Wasser?', en: 'Where is water?' },
  color: '#1565c0',
  sensors: ['sentinel-1'],
  needs: ['vh'],
  needsUnit: 'linear-power',
  parameters: { minimumPx: { default: 30, unit: 'px', title: { de: 'Kleinste Fläche', en: 'Minimum object' }, source: '0.3 ha at 10 m' } },
  classes: [
    { id: 'dry', code: 0, title: { de: 'Trocken', en: 'Dry' }, color: '#ffffff00', detect: false },
    { id: 'flood', code: 1, title: { de: 'Flut', en: 'Flood' }, color: '#1565c0', detect: true },
    { id: 'water', code: 3, title: { de: 'Wasser', en: 'Water' }, color: '#3f7fc4', detect: true },
  ],
  layers: [
    { id: 'flood', title: { de: 'Flut', en: 'Flood' }, kind: 'classes' },
    { id: 'exclusion', title: { de: 'Nicht beobachtet', en: 'Not observed' }, kind: 'reason' },
    { id: 'later', title: { de: 'Später', en: 'Later' }, kind: 'percent' },
  ],
  limits: [{ de: 'Sieht nicht unter Bäume.', en: 'Does not see under trees.' }],
};

export interface SmallUnit {
  readonly name: string;
  readonly observedUtc: string;
  readonly info?: MonitorInfo;
  /** Number of 100 m squares, in rows of 15 from the north-west corner; every third is `water`. */
  readonly squares: number;
  /** The same for each square. */
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
}

export const keyOf = (name: string): string => createHash('sha256').update(name).digest('hex');

export function detectionsOf({ name, observedUtc, squares, attributes, info = floodInfo }: SmallUnit): Detection[] {
  const { forward } = crsTransform(grid.epsg, 4326);
  const [, , west, , , north] = grid.transform;
  return Array.from({ length: squares }, (_, i) => {
    const [x, y] = [west + 20 + 130 * (i % 15), north - 20 - 130 * Math.floor(i / 15)];
    const ring = [forward(x, y), forward(x, y - 100), forward(x + 100, y - 100), forward(x + 100, y), forward(x, y)];
    return {
      id: `${name}-${i}`,
      monitor: info.id,
      class: i % 3 === 2 ? 'water' : 'flood',
      geometry: { type: 'Polygon', coordinates: [ring] },
      areaM2: 10_000,
      areaEpsg: grid.epsg,
      likelihood: i % 2 === 0 ? null : 0.75,
      observedUtc: new Date(observedUtc),
      sceneIds: [`S1A_${name}`],
      unitKey: keyOf(name),
      ...(attributes == null ? {} : { attributes }),
    };
  });
}

/** Columns 0–99: flood; from 100: dry; the last ten were not observed (layover). */
export function floodCodes(): Uint8Array {
  return Uint8Array.from({ length: grid.width * grid.height }, (_, i) => (i % grid.width < 100 ? 1 : i % grid.width < 190 ? 0 : 255));
}

/** Writes a finished unit by hand: what a run leaves behind, with two layers and its detections. */
export async function writeSmallUnit(lakeDir: string, unit: SmallUnit): Promise<void> {
  const info = unit.info ?? floodInfo;
  const key = keyOf(unit.name);
  const dir = join(lakeDir, info.id, key);
  await mkdir(dir, { recursive: true });
  const codes = floodCodes();
  await writeTinyGeotiff(join(dir, 'flood.tif'), grid, codes);
  await writeTinyGeotiff(
    join(dir, 'exclusion.tif'),
    grid,
    codes.map((code) => (code === 255 ? maskReasons.layover.code : 0)),
  );
  await writeDetections(join(dir, 'detections.parquet'), detectionsOf(unit), info.attributes);
  const layer = (id: string) => ({ path: `${id}.tif`, role: 'layer' as const, layer: id, mediaType: 'image/tiff' });
  const parquet = { path: 'detections.parquet', role: 'detections' as const, mediaType: 'application/vnd.apache.parquet' };
  const files = await Promise.all(
    [layer('flood'), layer('exclusion'), parquet].map(async (file) => {
      const bytes = await readFile(join(dir, file.path));
      return { ...file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    }),
  );
  const manifest: StoredUnit['manifest'] = {
    manifestVersion: 1,
    key,
    monitor: info,
    parameters: { minimumPx: 30 },
    model: null,
    inputs: [
      {
        itemId: `S1A_${unit.name}`,
        collection: 'sentinel-1-rtc',
        sensor: 'sentinel-1',
        acquiredUtc: unit.observedUtc,
        attribution: 'Contains modified Copernicus Sentinel data 2024',
        role: 'subject',
      },
    ],
    assets: [],
    window: null,
    grid,
    bboxLonLat: bboxLonLatOf(grid),
    observedUtc: unit.observedUtc,
    summary: { observedPx: 28_500, 'areaM2:flood': 1_500_000 },
    flags: [],
    files,
    software: { name: 'landsicht', version: '0.1.0' },
  };
  await writeFile(join(dir, 'manifest.json'), JSON.stringify(manifest));
}
