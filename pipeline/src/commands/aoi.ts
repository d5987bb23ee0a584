import type { BboxLonLat } from '@landsicht/core';
import { isLandsichtError, LandsichtError } from '@landsicht/core';
import type { GeoJSON } from 'geojson';
import { readLocalJson } from '../sources/read-json.js';
import { UsageError } from './command.js';

/** `--aoi west,south,east,north` in degrees, or a GeoJSON file (RFC 7946: lon/lat) whose bounding box is taken. */
export async function parseAoi(text: string): Promise<BboxLonLat> {
  const numbers = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (numbers.every(Number.isFinite)) {
    if (numbers.length !== 4)
      throw new UsageError(`--aoi ${text}: expected four numbers west,south,east,north in degrees, got ${numbers.length}`);
    return degrees(numbers) ?? wrongUse(`--aoi ${text}: expected west < east and south < north in degrees (EPSG:4326)`);
  }
  const json = await readLocalJson(text).catch((error: unknown) => {
    if (!isLandsichtError(error) || error.code !== 'not-found') throw error;
    return wrongUse(`--aoi ${text}: expected west,south,east,north in degrees or a GeoJSON file; there is no such file`);
  });
  const { bbox } = await import('@turf/turf');
  let box: readonly number[];
  try {
    box = bbox(json as GeoJSON);
  } catch (cause) {
    throw new LandsichtError('bad-argument', `${text}: not GeoJSON, or its geometry is broken. Export the area as GeoJSON in EPSG:4326`, {
      cause,
    });
  }
  const found = degrees(box);
  if (found != null) return found;
  throw new LandsichtError(
    'bad-argument',
    `${text}: ${box.every(Number.isFinite) ? `its bounding box ${box.join(', ')} is not west < east, south < north in degrees` : 'it holds no coordinates'}. The file must be GeoJSON with an area in EPSG:4326; reproject it first if it is in another system`,
  );
}

function wrongUse(message: string): never {
  throw new UsageError(message);
}

/** Null where the numbers are no box in degrees. */
function degrees([west = Number.NaN, south = Number.NaN, east = Number.NaN, north = Number.NaN]: readonly number[]): BboxLonLat | null {
  const ok = west >= -180 && east <= 180 && south >= -90 && north <= 90 && west < east && south < north;
  return ok ? [west, south, east, north] : null;
}
