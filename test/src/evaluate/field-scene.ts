import { type Grid, maskReasons, type PixelArray, type Raster, type ReadOptions, type Scene, type StacItem } from '@landsicht/core';
import { cornerOf, type FieldPass, type FieldRadarPass, type FieldRenderer } from '@landsicht/data-samples';

/** Sentinel-2 scene classes → mask reasons; others are observed. */
const reasonOfClass: Readonly<Record<number, number>> = {
  0: maskReasons.nodata.code,
  1: maskReasons.defective.code,
  3: maskReasons['cloud-shadow'].code,
  8: maskReasons['cloud-adjacent'].code,
  9: maskReasons.cloud.code,
  10: maskReasons.cirrus.code,
  11: maskReasons.snow.code,
};
const fineNames = ['blue', 'green', 'red', 'nir'];
const coarseNames = ['rededge1', 'rededge2', 'rededge3', 'nir08', 'swir16', 'swir22'];

/** A picture in memory with the item it would have on disk. */
export interface FieldScene {
  readonly item: StacItem;
  readonly scene: Scene;
}

/** The 10 m grid of the simulated fields. */
export function fieldGrid({ square }: FieldRenderer): Grid {
  const [west, north] = cornerOf(square);
  return { epsg: 32633, width: square.sizePx, height: square.sizePx, transform: [10, 0, west, 0, -10, north] };
}

/** What `openScene` would give for the files that `simulateFields` writes. */
export function opticalFieldScene(renderer: FieldRenderer, pass: FieldPass): FieldScene {
  const grid = fieldGrid(renderer);
  const { fine, coarse, scl } = renderer.render(pass);
  const half = grid.width / 2;
  const read = (names: readonly string[], on: Grid): Raster => {
    const { metres, col, row } = placeOn(grid, on);
    const valid = new Uint8Array(on.width * on.height);
    const reason = new Uint8Array(valid.length);
    const bands = Object.fromEntries(
      names.map((name) => [name, name === 'scl' ? new Uint8Array(valid.length) : new Float32Array(valid.length)]),
    );
    const lists = names.map((name) => ({
      out: bands[name] as PixelArray,
      fine: fine[fineNames.indexOf(name)],
      coarse: coarse[coarseNames.indexOf(name)],
    }));
    for (let r = 0; r < on.height; r++) {
      for (let c = 0; c < on.width; c++) {
        const at = r * on.width + c;
        const [y, x] = [row + r, col + c];
        const under = metres === 10 ? (y >> 1) * half + (x >> 1) : y * half + x;
        const kind = scl[under] as number;
        reason[at] = reasonOfClass[kind] ?? 0;
        valid[at] = reason[at] === 0 ? 1 : 0;
        for (const { out, fine: own, coarse: shared } of lists) {
          if (shared != null) out[at] = ((shared[under] as number) - 1000) / 10_000;
          else if (own != null) out[at] = ((own[y * grid.width + x] as number) - 1000) / 10_000;
          else out[at] = kind;
        }
      }
    }
    return { grid: on, bands, valid, reason };
  };
  return {
    item: itemOf(`SIMF_${pass.utc.toISOString().slice(0, 10)}`, pass.utc, { 's2:processing_baseline': '04.00' }),
    scene: sceneOf('sentinel-2-l2a', pass.utc, grid, [...fineNames, ...coarseNames, 'scl'], read),
  };
}

/** Radar on the grid of 20 m, the mean of four pixels. */
export function radarFieldScene(renderer: FieldRenderer, pass: FieldRadarPass): FieldScene {
  const grid = fieldGrid(renderer);
  const image = renderer.radar(pass);
  const read = (names: readonly string[], on: Grid): Raster => {
    const { metres, col, row } = placeOn(grid, on);
    if (metres !== 20) throw new Error('radar of simulated fields is read at 20 m');
    const bands = Object.fromEntries(
      names.map((name) => {
        const from = image[name as 'vv' | 'vh'];
        const out = new Float32Array(on.width * on.height);
        for (let r = 0; r < on.height; r++) {
          for (let c = 0; c < on.width; c++) {
            const first = 2 * (row + r) * grid.width + 2 * (col + c);
            const second = first + grid.width;
            out[r * on.width + c] =
              ((from[first] as number) + (from[first + 1] as number) + (from[second] as number) + (from[second + 1] as number)) / 4;
          }
        }
        return [name, out];
      }),
    );
    return { grid: on, bands, valid: new Uint8Array(on.width * on.height).fill(1) };
  };
  return {
    item: itemOf(`SIMF_S1_${pass.utc.toISOString().slice(0, 10)}_${pass.relativeOrbit}`, pass.utc, {
      'sat:relative_orbit': pass.relativeOrbit,
    }),
    scene: sceneOf('sentinel-1', pass.utc, grid, ['vv', 'vh'], read),
  };
}

/** Where a window of the fields' lattice lies, in its own pixels. */
function placeOn(grid: Grid, on: Grid): { metres: number; col: number; row: number } {
  const metres = on.transform[0];
  const [col, row] = [(on.transform[2] - grid.transform[2]) / metres, (grid.transform[5] - on.transform[5]) / metres];
  const scale = metres / 10;
  const isInside = col >= 0 && row >= 0 && (col + on.width) * scale <= grid.width && (row + on.height) * scale <= grid.height;
  if (on.epsg !== grid.epsg || !Number.isInteger(col) || !Number.isInteger(row) || !isInside) throw new Error('not a window of the fields');
  return { metres, col, row };
}

function itemOf(id: string, utc: Date, properties: Record<string, unknown>): StacItem {
  return {
    type: 'Feature',
    stac_version: '1.0.0',
    id,
    geometry: null,
    properties: { datetime: utc.toISOString(), ...properties },
    links: [],
    assets: {},
  };
}

function sceneOf(
  sensor: Scene['sensor'],
  acquiredUtc: Date,
  grid: Grid,
  names: readonly string[],
  read: (names: readonly string[], on: Grid) => Raster,
): Scene {
  const unit = sensor === 'sentinel-1' ? 'linear-power' : 'reflectance';
  return {
    id: `${sensor} ${acquiredUtc.toISOString()}`,
    sensor,
    acquiredUtc,
    grid,
    bands: names.map((name) => ({ name, unit: name === 'scl' ? 'class' : unit, pixelType: 'f32', resolutionM: 10 })),
    read: async <B extends string>(bands: readonly B[], options: ReadOptions = {}) => read(bands, options.grid ?? grid) as Raster<B>,
    close: async () => {},
  };
}
