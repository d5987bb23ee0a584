import { readFile } from 'node:fs/promises';
import type { BboxLonLat } from '@landsicht/core';
import { errorMessage, LandsichtError } from '@landsicht/core';
import { bbox } from '@turf/turf';
import type { GeoJSON } from 'geojson';
import { UsageError } from './command.js';

/** `--aoi west,south,east,north` in degrees, or a GeoJSON file (RFC 7946: lon/lat) whose bounding box is taken. */
export async function parseAoi(text: string): Promise<BboxLonLat> {
  const numbers = text.split(',').map(Number);
  if (numbers.length === 4 && numbers.every(Number.isFinite)) return checked(numbers, `--aoi ${text}`);
  if (numbers.length > 1 && numbers.every(Number.isFinite)) {
    throw new UsageError(`--aoi ${text}: expected four numbers west,south,east,north in degrees, got ${numbers.length}`);
  }
  let json: string;
  try {
    json = await readFile(text, 'utf8');
  } catch (cause) {
    throw new LandsichtError(
      'not-found',
      `--aoi ${text}: neither west,south,east,north nor a readable GeoJSON file (${errorMessage(cause)})`,
      { cause },
    );
  }
  try {
    return checked(bbox(JSON.parse(json) as GeoJSON), text);
  } catch (cause) {
    if (cause instanceof LandsichtError) throw cause;
    throw new LandsichtError('bad-argument', `${text}: not GeoJSON (${errorMessage(cause)}). Export the area as GeoJSON in EPSG:4326`, {
      cause,
    });
  }
}

function checked(box: readonly number[], where: string): BboxLonLat {
  const [west = Number.NaN, south = Number.NaN, east = Number.NaN, north = Number.NaN] = box;
  const ok = west >= -180 && east <= 180 && south >= -90 && north <= 90 && west < east && south < north;
  if (!ok) {
    throw new LandsichtError(
      'bad-argument',
      `${where}: bounding box ${box.join(', ')} is not west < east, south < north in degrees. A projected file must be reprojected to EPSG:4326 first`,
    );
  }
  return [west, south, east, north];
}
