import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ParcelSeason } from '../../signals/parcel-season.js';
import { madeSeason, opticalLook } from './made-season.js';

/** The 27 parcels of both Flanders sites (WorldCereal test data, MIT; LPIS Flanders; Copernicus), from the repository's neighbour. */
const flandersFile = fileURLToPath(new URL('../../../../../../../shared/data/agri/flanders_parcels_2018_2019.json', import.meta.url));
export const hasFlanders = existsSync(flandersFile);

interface FlandersFile {
  readonly parcels: readonly {
    readonly chip: string;
    readonly parcel: number;
    readonly crop: string;
    readonly inner: number;
    /** date, NDVI median and SD, B04, B08, B11, B12 */
    readonly series: readonly (readonly [string, number, number, number, number, number, number])[];
  }[];
}

/** Their clear looks; all 16 months are one season. */
export function flandersSeasons(): { name: string; crop: string; season: ParcelSeason }[] {
  const { parcels } = JSON.parse(readFileSync(flandersFile, 'utf8')) as FlandersFile;
  return parcels.map(({ chip, parcel, crop, inner, series }) => ({
    name: `${chip}-${parcel}`,
    crop,
    season: madeSeason(
      series.map(([date, NDVI, , B04, B08, B11, B12]) =>
        opticalLook(date, { NDVI, B04, B08, B11, B12, NDTI: (B11 - B12) / (B11 + B12) }, { pixels: inner }),
      ),
      [],
      Number(series.at(-1)?.[0].slice(0, 4)),
    ),
  }));
}
