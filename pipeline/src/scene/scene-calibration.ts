import type { PixelArray, SensorId, StacItem, Window } from '@landsicht/core';
import type { BandSource } from './band-map.js';
import { byTable, tableOf, type ValueByValue, type ValueTable } from './by-table.js';
import { calibrateGrd, type GrdCalibration, parseGrdCalibration } from './grd-calibration.js';
import { type LandsatMtl, parseMtl } from './landsat-mtl.js';
import { calibrate, type Radiometry } from './radiometry.js';
import { type RadiometryFacts, radiometryOf } from './radiometry-of.js';
import type { SceneFile, SceneFiles } from './scene-files.js';
import { isShiftDoubtful, looksShifted, parseSentinel2Metadata, sentinel2Offset } from './sentinel2-offset.js';

/** What turns the stored pixels of one band into its unit. Clears `valid` where there is no observation. */
export interface BandCalibration {
  (stored: PixelArray, valid: Uint8Array, options: CalibrationOptions): PixelArray;
  /** The same for `pixels` pixels as a table that they can be read through; null where one by one is better. */
  table(pixels: number, convert: CalibrationOptions['convert']): ValueTable | null;
}

export interface CalibrationOptions {
  /** Of the file. */
  readonly window: Window;
  /** Done to the values afterwards, in place and value by value. */
  readonly convert: ((values: Float32Array) => void) | null;
  /** An array that the values may go into, as long as the pixels; they come back wherever they are. */
  readonly into: Float32Array | null;
}

/** Calibrations of a scene; metadata files are read once, when first needed. */
export class SceneCalibration {
  private readonly item: StacItem;
  private readonly sensor: SensorId;
  private readonly files: SceneFiles;
  private readonly read = new Map<string, Promise<unknown>>();

  constructor(item: StacItem, sensor: SensorId, files: SceneFiles) {
    this.item = item;
    this.sensor = sensor;
    this.files = files;
  }

  async of(band: BandSource, file: SceneFile, signal?: AbortSignal): Promise<BandCalibration> {
    const tables = await this.grdTables(band, file, signal);
    const mtl = this.sensor === 'landsat-l1' ? await this.mtl(signal) : null;
    const offset = this.sensor.startsWith('sentinel-2') ? await this.sentinel2Offset(band, file, signal) : null;
    const stored = file.file.bands[band.index];
    const facts: RadiometryFacts = {
      sensor: this.sensor,
      pixelType: file.file.pixelType,
      file: { scale: stored?.scale ?? 1, offset: stored?.offset ?? 0, unit: stored?.unit ?? null },
      hasGrdTables: tables != null,
      ...(mtl == null ? {} : { mtl }),
      ...(offset == null ? {} : { sentinel2Offset: offset }),
    };
    const radiometry: Radiometry = radiometryOf(this.item, band, facts);
    if (radiometry.calibration.kind === 'sigma0' && tables != null) {
      const fileWidth = file.file.width;
      const calibration = (pixels: PixelArray, valid: Uint8Array, { window, convert }: CalibrationOptions) => {
        calibrate(pixels, valid, radiometry); // clears the stored nodata
        return converted(calibrateGrd(pixels, valid, { window, fileWidth, tables }), convert);
      };
      return Object.assign(calibration, { table: () => null });
    }
    const isStored = radiometry.calibration.kind === 'stored' || radiometry.calibration.kind === 'sigma0';
    const computeWith =
      (convert: CalibrationOptions['convert']): ValueByValue =>
      (pixels, valid) =>
        converted(calibrate(pixels, valid, radiometry), convert);
    const calibration = (pixels: PixelArray, valid: Uint8Array, { convert, into }: CalibrationOptions) =>
      isStored ? computeWith(convert)(pixels, valid) : byTable(pixels, valid, computeWith(convert), into);
    const table: BandCalibration['table'] = (pixels, convert) =>
      isStored ? null : tableOf(file.file.pixelType, pixels, computeWith(convert));
    return Object.assign(calibration, { table });
  }

  /** Calibration annotation of a GRD; noise is removed where its annotation is there too. */
  private async grdTables(band: BandSource, { file }: SceneFile, signal?: AbortSignal): Promise<GrdCalibration | null> {
    const isInteger = file.pixelType !== 'f32' && file.pixelType !== 'f64';
    if (this.sensor !== 'sentinel-1' || !isInteger) return null;
    const asset = this.files.find(new RegExp(`(^|-)calibration-${band.name}$`, 'i'));
    if (asset == null) return null;
    return this.once(`grd ${band.name}`, async () => {
      const noise = this.files.find(new RegExp(`(^|-)noise-${band.name}$`, 'i'));
      const [xml, noiseXml] = await Promise.all([this.files.text(asset, signal), noise == null ? null : this.files.text(noise, signal)]);
      return parseGrdCalibration(xml, noiseXml, this.files.where(asset));
    });
  }

  private async mtl(signal?: AbortSignal): Promise<LandsatMtl | null> {
    const asset = this.files.find(/^mtl(\.txt)?$/i);
    if (asset == null) return null;
    return this.once('mtl', async () => parseMtl(await this.files.text(asset, signal), this.files.where(asset)));
  }

  /** What only the pixels or the product's metadata tell; null where the item tells all. */
  private async sentinel2Offset(band: BandSource, file: SceneFile, signal?: AbortSignal): Promise<number | null> {
    if (isShiftDoubtful(this.item)) return (await this.once('shift', () => this.isShifted(file, signal))) ? 0 : null;
    if (sentinel2Offset(this.item, band.declared.offset) != null) return null;
    const asset = this.files.find(/^(product[-_]metadata|mtd([-_]msil(1c|2a))?(\.xml)?)$/i);
    if (asset == null) return null;
    const metadata = await this.once('mtd', async () =>
      parseSentinel2Metadata(await this.files.text(asset, signal), this.files.where(asset)),
    );
    return (metadata.offsetsDn[bandNumbers.indexOf(band.bandId)] ?? 0) / metadata.quantification;
  }

  /** By the red band if there is one: over a window of the coarsest overview. */
  private async isShifted(fallback: SceneFile, signal?: AbortSignal): Promise<boolean> {
    const red = this.files.find(/^(red|b0?4)$/i);
    const { file } = red == null ? fallback : await this.files.open(red, fallback.grid, signal);
    const level = file.levels.length - 1;
    const { width, height } = file.levels[level] ?? file;
    const size = { width: Math.min(width, 2048), height: Math.min(height, 2048) };
    const window = { col: (width - size.width) >> 1, row: (height - size.height) >> 1, ...size };
    const { data, valid } = await file.read({ level, window, bands: [0], ...(signal == null ? {} : { signal }) });
    return looksShifted((data[0] ?? new Uint16Array()).map((dn, i) => (valid[i] === 1 ? dn : 0)));
  }

  private once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const known = this.read.get(key) as Promise<T> | undefined;
    if (known != null) return known;
    const made = make();
    this.read.set(key, made);
    made.catch(() => this.read.delete(key));
    return made;
  }
}

function converted(values: PixelArray, convert: CalibrationOptions['convert']): PixelArray {
  if (values instanceof Float32Array) convert?.(values);
  return values;
}

/** By `band_id` of MTD_MSIL….xml. */
const bandNumbers: readonly string[] = ['b1', 'b2', 'b3', 'b4', 'b5', 'b6', 'b7', 'b8', 'b8a', 'b9', 'b10', 'b11', 'b12'];
