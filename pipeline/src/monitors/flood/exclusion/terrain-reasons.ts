import { maskReasons } from '@landsicht/core';

/** Where water cannot stand: HydroSAR's and OPERA's Z of the slope ends at 15°. */
const steepDeg = 15;
/** A wall of 300 m hides 300 m of ground at 45° incidence. */
export const shadowReachM = 300;
export const unknownTerrain = 255;

/** How the radar looks at the ground. */
export interface RadarLook {
  /** Of the wave's way over the ground, degrees clockwise from north. */
  readonly azimuthDeg: number;
  readonly incidenceDeg: number;
}

/** Look direction of Sentinel-1, which looks to the right of a track 13° off the meridian at 50° latitude (inclination 98.18°). */
export function lookAzimuthDeg(orbitState: unknown): number | null {
  if (orbitState === 'ascending') return 77;
  return orbitState === 'descending' ? 283 : null;
}

export interface HeightRows {
  /** NaN where the DEM has a hole; whole rows, `haloRows` more above and below. */
  readonly heightM: Float32Array;
  readonly width: number;
  readonly haloRows: number;
  /** Size of a cell on the ground. */
  readonly xM: number;
  readonly yM: number;
}

/** Rows above and below that shadow and slope need. */
export function shadowHaloRows(yM: number): number {
  return Math.ceil(shadowReachM / yM) + 1;
}

/**
 * What terrain does to the picture: 0 nothing, or the code of layover (slopes towards the radar steeper than the incidence angle), radar
 * shadow (something nearer to the radar stands above the ray, which climbs by 1 / tan θ), or a steep slope; 255 where the DEM has a hole.
 * Without a look direction only slopes are told. One code per inner cell.
 */
export function terrainReasons({ heightM, width, haloRows, xM, yM }: HeightRows, look: RadarLook | null): Uint8Array {
  const rows = heightM.length / width - 2 * haloRows;
  const out = new Uint8Array(rows * width);
  const steep = Math.tan((steepDeg * Math.PI) / 180);
  const ray = look == null ? null : rayOf(look, { width, xM, yM });
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < width; col++) {
      const at = (row + haloRows) * width + col;
      const height = heightM[at] as number;
      const i = row * width + col;
      if (Number.isNaN(height)) {
        out[i] = unknownTerrain;
        continue;
      }
      const east = rise(heightM, height, at, col > 0 ? -1 : 0, col < width - 1 ? 1 : 0) / xM;
      const north = rise(heightM, height, at, width, -width) / yM;
      if (ray != null) {
        if (east * ray.east + north * ray.north > ray.layover) out[i] = maskReasons.layover.code;
        else if (isHidden(heightM, at, col, ray)) out[i] = maskReasons['radar-shadow'].code;
      }
      if (out[i] === 0 && Math.hypot(east, north) > steep) out[i] = maskReasons.steep.code;
    }
  }
  return out;
}

/** Metres per cell from the cell behind to the one ahead; a missing neighbour counts as level with the cell. */
function rise(heightM: Float32Array, height: number, at: number, behind: number, ahead: number): number {
  const from = heightM[at + behind] as number;
  const to = heightM[at + ahead] as number;
  const span = behind === 0 || ahead === 0 ? 1 : 2;
  return ((Number.isNaN(to) || to === undefined ? height : to) - (Number.isNaN(from) || from === undefined ? height : from)) / span;
}

interface Ray {
  /** Of a row of cells. */
  readonly width: number;
  /** Unit vector along the look direction. */
  readonly east: number;
  readonly north: number;
  /** Slope along the look direction from which on the top is nearer to the radar than the foot: tan of the incidence angle. */
  readonly layover: number;
  /** Cells towards the radar: offsets in columns and in the array, and the height that hides the ground there. */
  readonly columns: Int32Array;
  readonly offsets: Int32Array;
  readonly hidesM: Float32Array;
}

function rayOf({ azimuthDeg, incidenceDeg }: RadarLook, { width, xM, yM }: { width: number; xM: number; yM: number }): Ray {
  const azimuth = (azimuthDeg * Math.PI) / 180;
  const layover = Math.tan((incidenceDeg * Math.PI) / 180);
  const [east, north] = [Math.sin(azimuth), Math.cos(azimuth)];
  const stepM = Math.min(xM, yM);
  const steps = Math.floor(shadowReachM / stepM);
  const columns = Int32Array.from({ length: steps }, (_, k) => Math.round((-(k + 1) * stepM * east) / xM));
  const rows = Int32Array.from({ length: steps }, (_, k) => Math.round(((k + 1) * stepM * north) / yM));
  return {
    width,
    east,
    north,
    layover,
    columns,
    offsets: columns.map((column, k) => (rows[k] as number) * width + column),
    hidesM: Float32Array.from({ length: steps }, (_, k) => ((k + 1) * stepM) / layover),
  };
}

function isHidden(heightM: Float32Array, at: number, col: number, { width, columns, offsets, hidesM }: Ray): boolean {
  const height = heightM[at] as number;
  for (let k = 0; k < columns.length; k++) {
    const c = col + (columns[k] as number);
    if (c < 0 || c >= width) return false; // beyond the DEM
    if ((heightM[at + (offsets[k] as number)] as number) - height > (hidesM[k] as number)) return true;
  }
  return false;
}
