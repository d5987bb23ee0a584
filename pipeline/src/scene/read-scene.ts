import {
  type Grid,
  LandsichtError,
  maskReasons,
  type PixelArray,
  type Raster,
  type ReadOptions,
  type SensorId,
  type StacItem,
  windowGrid,
} from '@landsicht/core';
import { latticeOffset, methodFor } from './align.js';
import type { BandSource } from './band-map.js';
import type { MaskSource } from './mask-map.js';
import { nextOther } from './next-other.js';
import { SceneCalibration } from './scene-calibration.js';
import type { SceneFile, SceneFiles } from './scene-files.js';
import { type SceneMask, sceneMask } from './scene-mask.js';

export interface SceneParts {
  readonly item: StacItem;
  readonly sensor: SensorId;
  readonly grid: Grid;
  readonly sources: readonly BandSource[];
  readonly mask: MaskSource | null;
  readonly cloudBufferM: number;
  readonly files: SceneFiles;
}

interface PlacedBands {
  readonly bands: ReadonlyMap<string, PixelArray>;
  readonly valid: Uint8Array;
}

/** Reads a scene: window by window, calibrated, masked, and onto the target grid in one step. */
export class SceneReader {
  private readonly parts: SceneParts;
  private readonly calibration: SceneCalibration;

  constructor(parts: SceneParts) {
    this.parts = parts;
    this.calibration = new SceneCalibration(parts.item, parts.sensor, parts.files);
  }

  async read<B extends string>(bands: readonly B[], options: ReadOptions = {}): Promise<Raster<B>> {
    const target = this.targetOf(options);
    const sources = bands.map((name) => this.sourceOf(name));
    const groups = groupByAsset(sources);
    const isNative = latticeOffset(this.parts.grid, target) != null;
    const mask = await this.openMask(options.signal);
    const [reason, ...placed] = await Promise.all([
      mask?.reasonsOn(target, options.signal) ?? new Uint8Array(target.width * target.height),
      ...groups.map((group) => this.readGroup(group, { target, isNative, mask, options })),
    ]);
    const valid = mergeValidity(reason, placed);
    const values = new Map(placed.flatMap(({ bands: some }) => [...some]));
    const named = Object.fromEntries(bands.map((name) => [name, values.get(name)])) as Record<B, PixelArray>;
    return { grid: target, bands: named, valid, reason };
  }

  private targetOf({ window, grid }: ReadOptions): Grid {
    if (window != null && grid != null) {
      throw new LandsichtError('bad-argument', `Scene ${this.parts.item.id}: read takes a window or a grid, not both`);
    }
    return grid ?? (window == null ? this.parts.grid : windowGrid(this.parts.grid, window));
  }

  private sourceOf(name: string): BandSource {
    const { item, sources } = this.parts;
    const found = sources.find((source) => source.name === name);
    if (found != null) return found;
    throw new LandsichtError(
      'band-missing',
      `Item ${item.id} has no band "${name}"; it has ${sources.map((source) => source.name).join(', ')}`,
    );
  }

  private async openMask(signal?: AbortSignal): Promise<SceneMask | null> {
    const { mask, cloudBufferM, files, grid } = this.parts;
    if (mask == null) return null;
    return sceneMask(mask.kind, await files.open(mask.asset, grid, signal), cloudBufferM);
  }

  private async readGroup(sources: readonly BandSource[], { target, isNative, mask, options }: GroupOptions): Promise<PlacedBands> {
    const { files, grid, mask: maskSource } = this.parts;
    const { signal } = options;
    const asset = (sources[0] as BandSource).asset;
    const opened = await files.open(asset, grid, signal);
    assertBands(opened, sources, files);
    const method = methodFor(opened.fileGrid, target, { isNative, isClass: asset === maskSource?.asset });
    const window = opened.placement.windowFor(target, method);
    if (window == null) return unobserved(sources, target, options);
    const calibrations = await Promise.all(sources.map((source) => this.calibration.of(source, opened, signal)));
    const isMixing = method === 'bilinear' || method === 'cubic' || method === 'average';
    const places = sources.map(({ name }) => ({ convert: options.convert?.(name) ?? null, into: options.into?.(name) ?? null }));
    const pixels = window.width * window.height;
    const early = places.map(({ convert, into }) =>
      isMixing ? { convert: null, into: null } : { convert, into: into?.length === pixels ? into : null },
    );
    const { convert = null, into = null } = early[0] ?? {};
    const table = sources.length === 1 ? (calibrations[0]?.table(pixels, convert) ?? null) : null;
    const stored = await opened.file.read({
      window,
      bands: sources.map(({ index }) => index),
      ...(table == null ? {} : { through: { ...table, into } }),
      ...(signal == null ? {} : { signal }),
    });
    const isDone = table != null && stored.data[0] instanceof Float32Array;
    const data = calibrations.map((calibration, i) => {
      const one = stored.data[i] as PixelArray;
      return isDone ? one : calibration(one, stored.valid, { window, ...(early[i] ?? { convert: null, into: null }) });
    });
    const windowed = opened.placement.gridOf(window);
    if (isMixing && mask != null && windowed != null) clearMasked(stored.valid, await mask.reasonsOn(windowed, signal)); // clouds must not bleed into their neighbours
    const placed = opened.placement.place({ window, data, valid: stored.valid }, target, method);
    const values = places.map(({ convert, into }, i) => {
      const found = placed.data[i] as PixelArray;
      if (isMixing) convert?.(found as Float32Array);
      if (into == null || found === into) return found;
      into.set(found);
      return into;
    });
    return { bands: new Map(sources.map(({ name }, i) => [name, values[i] as PixelArray])), valid: placed.valid };
  }
}

interface GroupOptions {
  readonly target: Grid;
  readonly isNative: boolean;
  readonly mask: SceneMask | null;
  readonly options: Pick<ReadOptions, 'convert' | 'into' | 'signal'>;
}

/** Bands of one file are read together. */
function groupByAsset(sources: readonly BandSource[]): BandSource[][] {
  const groups = new Map<string, BandSource[]>();
  for (const source of new Set(sources)) groups.set(source.asset, [...(groups.get(source.asset) ?? []), source]);
  return [...groups.values()];
}

function assertBands({ asset, file }: SceneFile, sources: readonly BandSource[], files: SceneFiles): void {
  const beyond = sources.find(({ index }) => index >= file.bands.length);
  if (beyond == null) return;
  throw new LandsichtError(
    'band-missing',
    `${files.where(asset)}: the item says "${beyond.name}" is band ${beyond.index + 1}, the file has ${file.bands.length}. Correct the item's list of bands`,
  );
}

function unobserved(sources: readonly BandSource[], { width, height }: Grid, { into }: ReadOptions): PlacedBands {
  const valuesOf = (name: string) => into?.(name).fill(0) ?? new Float32Array(width * height);
  return { bands: new Map(sources.map(({ name }) => [name, valuesOf(name)])), valid: new Uint8Array(width * height) };
}

function clearMasked(valid: Uint8Array, reason: Uint8Array): void {
  for (let i = 0; i < valid.length; i++) if (reason[i] !== 0) valid[i] = 0;
}

/** Observed = in no mask and observed in every band. Completes `reason` in place: what no mask explains is nodata. */
function mergeValidity(reason: Uint8Array, placed: readonly PlacedBands[]): Uint8Array {
  const valid = new Uint8Array(reason.length).fill(1);
  for (let i = nextOther(reason, 0, 0); i < valid.length; i = nextOther(reason, i + 1, 0)) valid[i] = 0;
  for (const { valid: observed } of placed) {
    for (let i = nextOther(observed, 0, 1); i < valid.length; i = nextOther(observed, i + 1, 1)) {
      valid[i] = 0;
      if (reason[i] === 0) reason[i] = maskReasons.nodata.code;
    }
  }
  return valid;
}
