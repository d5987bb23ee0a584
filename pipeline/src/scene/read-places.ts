import { type Grid, maskReasons, type PixelArray, type Scene, type StacItem } from '@landsicht/core';
import { isParallel, latticeOffset, nearestIndices } from './align.js';
import { type BandSource, bandsOf } from './band-map.js';
import { maskOf } from './mask-map.js';
import { maskReasonsOf } from './masks.js';
import { SceneCalibration } from './scene-calibration.js';
import { type FileOptions, type SceneFile, SceneFiles } from './scene-files.js';
import { sensorOf } from './sensor-of.js';

/** Values at chosen pixels of a grid. */
export interface PlaceValues {
  /** By band; of pixels without an observation they mean nothing. */
  readonly bands: Readonly<Record<string, PixelArray>>;
  /** `maskReasons` code, 0 = observed. Under clouds there are values too. */
  readonly reason: Uint8Array;
}

export interface PlaceReader {
  /** `places`: row × width + column of the grid. */
  read(bands: readonly string[], grid: Grid, places: Uint32Array, signal?: AbortSignal): Promise<PlaceValues>;
  close(): Promise<void>;
}

/** Reads whole windows as any scene can. */
export function scenePlaces(scene: Pick<Scene, 'read'>): Pick<PlaceReader, 'read'> {
  return {
    async read(bands, grid, places, signal) {
      const raster = await scene.read(bands, { grid, ...(signal == null ? {} : { signal }) });
      const pick = <A extends PixelArray>(from: A): A => {
        const to = new (from.constructor as new (length: number) => A)(places.length);
        for (let i = 0; i < places.length; i++) to[i] = from[places[i] as number] as number;
        return to;
      };
      const reason = raster.reason ?? raster.valid.map((ok) => (ok === 1 ? 0 : maskReasons.nodata.code));
      return { bands: Object.fromEntries(bands.map((name) => [name, pick(raster.bands[name] as PixelArray)])), reason: pick(reason) };
    },
  };
}

/**
 * A few pixels of many without calibrating, masking and warping the rest: `scene.read` at these places, to the bit. Where files do not lie on the
 * grid (or need its neighbours), the scene reads.
 */
export function openPlaceReader(item: StacItem, scene: Pick<Scene, 'read' | 'grid'>, options: FileOptions = {}): PlaceReader {
  const files = new SceneFiles(item, options);
  const calibration = new SceneCalibration(item, sensorOf(item), files);
  const mask = maskOf(item);
  const sources = bandsOf(item);
  const whole = scenePlaces(scene);
  return {
    close: () => files.close(),
    async read(bands, grid, places, signal) {
      const wanted = bands.filter((name) => name !== mask?.kind).map((name) => sources.find((source) => source.name === name));
      const opened = await Promise.all(
        [...wanted.map((source) => source?.asset), mask?.asset].map((asset) =>
          asset == null ? null : files.open(asset, scene.grid, signal),
        ),
      );
      const maskFile = mask == null ? null : (opened.at(-1) as SceneFile);
      const ofBands = opened.slice(0, wanted.length);
      const isNative = latticeOffset(scene.grid, grid) != null;
      const isDirect =
        sensorOf(item) === 'sentinel-2-l2a' &&
        ofBands.every(
          (file) =>
            file?.fileGrid != null && (latticeOffset(file.fileGrid, grid) != null || (isNative && isFinerThan(file.fileGrid, grid))),
        ) &&
        (maskFile == null ||
          (maskFile.fileGrid != null && (latticeOffset(maskFile.fileGrid, grid) != null || isFinerThan(maskFile.fileGrid, grid))));
      if (!isDirect) return whole.read(bands, grid, places, signal);
      const gather = new PlaceGatherer(grid, places, signal);
      const codes = maskFile == null || mask == null ? null : await gather.of(maskFile, 0);
      const reason = codes == null || mask == null ? new Uint8Array(places.length) : maskReasonsOf(codes.pixels, codes.inside, mask.kind);
      const values = await Promise.all(
        wanted.map(async (source, i) => {
          const file = ofBands[i] as SceneFile;
          const [{ pixels, valid }, calibrate] = await Promise.all([
            gather.of(file, (source as BandSource).index),
            calibration.of(source as BandSource, file, signal),
          ]);
          const value = calibrate(pixels, valid, {
            window: { col: 0, row: 0, width: pixels.length, height: 1 },
            convert: null,
            into: null,
          });
          for (let k = 0; k < valid.length; k++) if (valid[k] !== 1 && reason[k] === 0) reason[k] = maskReasons.nodata.code;
          return [(source as BandSource).name, value] as const;
        }),
      );
      return {
        bands: Object.fromEntries([...values, ...(codes != null && mask != null ? [[mask.kind, codes.pixels] as const] : [])]),
        reason,
      };
    },
  };
}

/** Pixels of the file hold whole pixels of the grid each. */
function isFinerThan(file: Grid, grid: Grid): boolean {
  return (
    isParallel(file, grid) &&
    Math.abs(file.transform[0]) >= Math.abs(grid.transform[0]) &&
    Math.abs(file.transform[4]) >= Math.abs(grid.transform[4])
  );
}

interface Gathered {
  readonly pixels: PixelArray;
  readonly valid: Uint8Array;
  /** 1 = in the file. */
  readonly inside: Uint8Array;
}

/** Takes the pixels under the places out of windows of files; files on the same pixels share the look-up. */
class PlaceGatherer {
  readonly #grid: Grid;
  readonly #places: Uint32Array;
  readonly #signal: AbortSignal | undefined;
  readonly #lookups = new Map<string, Int32Array>();

  constructor(grid: Grid, places: Uint32Array, signal: AbortSignal | undefined) {
    this.#grid = grid;
    this.#places = places;
    this.#signal = signal;
  }

  async of({ fileGrid, file, placement }: SceneFile, band: number): Promise<Gathered> {
    const count = this.#places.length;
    const window = placement.windowFor(this.#grid, 'nearest');
    if (window == null) return { pixels: new Float32Array(count), valid: new Uint8Array(count), inside: new Uint8Array(count) };
    const { data, valid } = await file.read({ window, bands: [band], ...(this.#signal == null ? {} : { signal: this.#signal }) });
    const stored = data[0] as PixelArray;
    const at = this.#lookup(fileGrid as Grid, window);
    const pixels = new (stored.constructor as new (length: number) => PixelArray)(count);
    const [observed, inside] = [new Uint8Array(count), new Uint8Array(count)];
    for (let i = 0; i < count; i++) {
      const source = at[i] as number;
      if (source < 0) continue;
      pixels[i] = stored[source] as number;
      observed[i] = valid[source] as number;
      inside[i] = 1;
    }
    return { pixels, valid: observed, inside };
  }

  /** Index in the window of each place; −1 outside the file. */
  #lookup(fileGrid: Grid, window: { col: number; row: number; width: number; height: number }): Int32Array {
    const key = `${fileGrid.transform} ${fileGrid.width} ${fileGrid.height} ${window.col} ${window.row} ${window.width}`;
    const known = this.#lookups.get(key);
    if (known != null) return known;
    const { width, height, transform } = this.#grid;
    const cols = nearestIndices(
      { origin: transform[2], size: transform[0], count: width },
      fileGrid.transform[2],
      fileGrid.transform[0],
      fileGrid.width,
    );
    const rows = nearestIndices(
      { origin: transform[5], size: transform[4], count: height },
      fileGrid.transform[5],
      fileGrid.transform[4],
      fileGrid.height,
    );
    const at = new Int32Array(this.#places.length);
    for (let i = 0; i < at.length; i++) {
      const place = this.#places[i] as number;
      const r = (place / width) | 0;
      const [row, col] = [rows[r] as number, cols[place - r * width] as number];
      at[i] = row < 0 || col < 0 ? -1 : (row - window.row) * window.width + col - window.col;
    }
    this.#lookups.set(key, at);
    return at;
  }
}
