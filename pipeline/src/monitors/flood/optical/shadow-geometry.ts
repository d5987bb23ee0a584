/** A scene in square blocks, row-major. */
export interface BlockGrid {
  readonly columns: number;
  readonly rows: number;
  /** Pixels of a block. */
  readonly blockCols: number;
  readonly blockRows: number;
  /** Side on the ground, along columns (x) and rows (y); about the same. */
  readonly blockWidthM: number;
  readonly blockHeightM: number;
}

/** Where the sun stands, seen from the scene. Azimuth clockwise from the grid's north; rows run south. */
export interface SunAngles {
  readonly azimuthDeg: number;
  readonly zenithDeg: number;
}

/** Cloud heights searched (Fmask: 200 m to 12 km; flood.md section 2: to 8 km). */
const lowestCloudM = 200;
const highestCloudM = 8000;
/** Without sun angles: how far a shadow of the highest cloud falls with the sun at 45°. */
const reachWithoutSunM = 8000;
/** A cloud at height h is seen up to h·tan(view zenith) aside: 10° for the edges of Sentinel-2 (Landsat 7.5°). */
const viewTangent = Math.tan((10 * Math.PI) / 180);
/** Lower suns throw shadows longer than this: the cap keeps the search finite. */
const greatestZenithDeg = 85;

/** How far from its cloud a shadow can fall. */
export function shadowReachM(sun: SunAngles | null): number {
  return sun == null ? reachWithoutSunM : highestCloudM * (zenithTangent(sun) + viewTangent);
}

function zenithTangent({ zenithDeg }: SunAngles): number {
  return Math.tan((Math.min(Math.max(0, zenithDeg), greatestZenithDeg) * Math.PI) / 180);
}

/**
 * Blocks a cloud of `cloudy` could throw its shadow on: 1 = could. With sun angles: those that see a cloud towards the sun at a height of
 * 200 m–8 km. Without: those within 8 km of one.
 */
export function shadowZone(grid: BlockGrid, cloudy: Uint8Array, sun: SunAngles | null): Uint8Array {
  const distanceM = distanceToClouds(grid, cloudy);
  if (sun == null) return Uint8Array.from(distanceM, (d) => (d <= reachWithoutSunM ? 1 : 0));
  const { columns, rows, blockWidthM, blockHeightM } = grid;
  const azimuth = (sun.azimuthDeg * Math.PI) / 180;
  const tangent = zenithTangent(sun);
  const [eastM, southM] = [Math.sin(azimuth) * tangent, -Math.cos(azimuth) * tangent]; // ground shift per metre of height
  const halfBlockM = Math.hypot(blockWidthM, blockHeightM) / 2;
  const zone = new Uint8Array(cloudy.length);
  for (let row = 0; row < rows; row++) {
    for (let col = 0; col < columns; col++) {
      for (let heightM = lowestCloudM; heightM <= highestCloudM; ) {
        const x = Math.round(col + (heightM * eastM) / blockWidthM);
        const y = Math.round(row + (heightM * southM) / blockHeightM);
        if (x < 0 || y < 0 || x >= columns || y >= rows) break;
        const gapM = (distanceM[y * columns + x] as number) * chamferShortest - heightM * viewTangent - halfBlockM;
        if (gapM <= 0) {
          zone[row * columns + col] = 1;
          break;
        }
        heightM += Math.max(halfBlockM, gapM) / (tangent + viewTangent); // nothing can be nearer than the gap
      }
    }
  }
  return zone;
}

/** True distance / chamfer distance, at least (weights 1 and √2). */
const chamferShortest = 0.92;

/** Metres from each block to the nearest cloudy one; Infinity without any. Two-pass chamfer, up to 8 % too long. */
function distanceToClouds({ columns, rows, blockWidthM, blockHeightM }: BlockGrid, cloudy: Uint8Array): Float32Array {
  const distance = Float32Array.from(cloudy, (is) => (is === 1 ? 0 : Infinity));
  const diagonalM = Math.hypot(blockWidthM, blockHeightM);
  const pass = (order: 1 | -1) => {
    const first = order === 1 ? 0 : distance.length - 1;
    for (let n = 0, at = first; n < distance.length; n++, at += order) {
      const col = at % columns;
      const row = (at - col) / columns;
      const hasBefore = order === 1 ? col > 0 : col < columns - 1;
      const hasAfter = order === 1 ? col < columns - 1 : col > 0;
      const hasRow = order === 1 ? row > 0 : row < rows - 1;
      const above = at - order * columns;
      let least = distance[at] as number;
      if (hasBefore) least = Math.min(least, (distance[at - order] as number) + blockWidthM);
      if (hasRow) {
        least = Math.min(least, (distance[above] as number) + blockHeightM);
        if (hasBefore) least = Math.min(least, (distance[above - order] as number) + diagonalM);
        if (hasAfter) least = Math.min(least, (distance[above + order] as number) + diagonalM);
      }
      distance[at] = least;
    }
  };
  pass(1);
  pass(-1);
  return distance;
}
