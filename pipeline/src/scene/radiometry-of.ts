import { LandsichtError, type PixelType, type SensorId, type StacItem, type Unit } from '@landsicht/core';
import type { RasterBandInfo } from '../raster/raster-file.js';
import type { BandSource } from './band-map.js';
import { type LandsatMtl, landsatL1Calibration } from './landsat-mtl.js';
import type { MaskKind } from './masks.js';
import type { Calibration, Radiometry } from './radiometry.js';
import { sentinel2Offset, sentinel2Scale, unknownOffset } from './sentinel2-offset.js';

/** What must be known beside the item to tell what stored numbers mean. */
export interface RadiometryFacts {
  readonly sensor: SensorId;
  readonly pixelType: PixelType;
  readonly file: Pick<RasterBandInfo, 'scale' | 'offset' | 'unit'>;
  /** Landsat Level-1. */
  readonly mtl?: LandsatMtl;
  /** Sentinel-1 GRD with calibration annotation. */
  readonly hasGrdTables?: boolean;
  /** Reflectance offset found otherwise (product metadata, pixels); wins over the item's. */
  readonly sentinel2Offset?: number;
}

const radarNames: ReadonlySet<string> = new Set(['vv', 'vh', 'hh', 'hv']);
const coherenceNames: ReadonlySet<string> = new Set(['coh-vv', 'coh-vh']);
const maskNames: ReadonlySet<string> = new Set<MaskKind>(['scl', 'clm', 'hls-fmask', 'cfmask', 'dea-fmask', 'qa-pixel']);

/** Unit and calibration of a band, by item, file and sensor. Never guessed: what cannot be told is `item-invalid`. */
export function radiometryOf(item: StacItem, band: BandSource, facts: RadiometryFacts): Radiometry {
  const unobserved = band.declared.nodata == null ? [] : [band.declared.nodata];
  if (radarNames.has(band.name)) return { unit: 'linear-power', calibration: radarCalibration(item, band, facts), unobserved };
  if (coherenceNames.has(band.name)) return { unit: 'probability', calibration: linear(band, facts, 1, 0), unobserved };
  if (maskNames.has(band.name)) return { unit: 'class', calibration: { kind: 'stored' }, unobserved };
  if (band.name === 'dem') return { unit: 'metre', calibration: linear(band, facts, 1, 0), unobserved };
  switch (facts.sensor) {
    case 'sentinel-2-l1c':
    case 'sentinel-2-l2a':
      return sentinel2(item, band, facts);
    case 'landsat-c2-l2':
      return landsatL2(band, facts);
    case 'landsat-l1':
      return landsatL1(item, band, facts);
    case 'hls':
      return { unit: 'reflectance', calibration: linear(band, facts, 1e-4, 0), unobserved: [band.declared.nodata ?? -9999] };
    case 'orthophoto':
    case 'drone':
    case 'sentinel-1':
    case 'generic':
      return uncalibrated(band, facts);
  }
}

/** The unit alone, before metadata files are read. */
export function unitOf(band: BandSource, facts: RadiometryFacts): Unit {
  if (radarNames.has(band.name)) return 'linear-power';
  if (coherenceNames.has(band.name)) return 'probability';
  if (maskNames.has(band.name)) return 'class';
  if (band.name === 'dem') return 'metre';
  if (/^(sentinel-2|landsat|hls)/.test(facts.sensor)) return band.name.startsWith('lwir') ? 'kelvin' : 'reflectance';
  return uncalibrated(band, facts).unit;
}

/** The item's scale and offset, else the file's, else those of the sensor. Floats without any are in the unit already. */
function linear({ declared }: BandSource, { file, pixelType }: RadiometryFacts, scale: number, offset: number): Calibration {
  if (declared.scale != null) return { kind: 'linear', scale: declared.scale, offset: declared.offset ?? 0 };
  if (file.scale !== 1 || file.offset !== 0) return { kind: 'linear', scale: file.scale, offset: file.offset };
  return isFloat(pixelType) ? { kind: 'linear', scale: 1, offset: 0 } : { kind: 'linear', scale, offset };
}

function isFloat(type: PixelType): boolean {
  return type === 'f32' || type === 'f64';
}

/** DN 0 is nodata whatever the file says; 65535 is saturated (ESA, S2 products specification: SPECIAL_VALUES). */
function sentinel2(item: StacItem, band: BandSource, facts: RadiometryFacts): Radiometry {
  const { declared } = band;
  if (isFloat(facts.pixelType)) {
    return { unit: 'reflectance', calibration: linear(band, facts, 1, 0), unobserved: declared.nodata == null ? [] : [declared.nodata] };
  }
  const scale = declared.scale ?? sentinel2Scale;
  const fromFile = facts.file.offset === 0 && facts.file.scale === 1 ? null : facts.file.offset;
  const offset = facts.sentinel2Offset ?? sentinel2Offset(item, declared.offset) ?? fromFile;
  if (offset == null) throw unknownOffset(item);
  const saturated = facts.pixelType === 'u16' ? [65_535] : [];
  return { unit: 'reflectance', calibration: { kind: 'linear', scale, offset }, unobserved: [declared.nodata ?? 0, ...saturated] };
}

/** USGS Collection 2 Level-2: reflectance DN × 2.75e-5 − 0.2, surface temperature DN × 0.00341802 + 149 K, 0 = fill. */
function landsatL2(band: BandSource, facts: RadiometryFacts): Radiometry {
  const isThermal = band.name.startsWith('lwir');
  const calibration = isThermal ? linear(band, facts, 0.003_418_02, 149) : linear(band, facts, 2.75e-5, -0.2);
  return { unit: isThermal ? 'kelvin' : 'reflectance', calibration, unobserved: [band.declared.nodata ?? 0] };
}

/** An item's scale and offset of Level-1 bands make radiance; reflectance needs the MTL. */
function landsatL1(item: StacItem, band: BandSource, { mtl }: RadiometryFacts): Radiometry {
  if (mtl == null) {
    throw new LandsichtError(
      'item-invalid',
      `Item ${item.id}: Landsat Level-1 counts need the product's MTL file for reflectance, and no asset is it. It has ${assetNames(item)}. Add an asset "mtl.txt"`,
    );
  }
  return { ...landsatL1Calibration(mtl, band.bandId, `Item ${item.id}: MTL`), unobserved: [band.declared.nodata ?? 0] };
}

/** Orthophotos and the like: as stored, unless the item or file says how to make reflectance of it. */
function uncalibrated(band: BandSource, facts: RadiometryFacts): Radiometry {
  const { declared, asset } = band;
  // Geoscience Australia's analysis-ready Landsat and Sentinel-2
  if (/^nbart?_/i.test(asset))
    return { unit: 'reflectance', calibration: linear(band, facts, 1e-4, 0), unobserved: [declared.nodata ?? -999] };
  const unit = declared.unit ?? facts.file.unit;
  const isScaled = (declared.scale ?? facts.file.scale) !== 1;
  if (unit?.toLowerCase() === 'reflectance' || (isScaled && unit == null)) {
    const nodata = declared.nodata ?? (isFloat(facts.pixelType) ? null : 0);
    return { unit: 'reflectance', calibration: linear(band, facts, 1, 0), unobserved: nodata == null ? [] : [nodata] };
  }
  return { unit: 'dn', calibration: { kind: 'stored' }, unobserved: declared.nodata == null ? [] : [declared.nodata] };
}

function radarCalibration(item: StacItem, band: BandSource, { file, pixelType, hasGrdTables }: RadiometryFacts): Calibration {
  const scale = band.declared.scale ?? file.scale;
  const offset = band.declared.offset ?? file.offset;
  const unit = (band.declared.unit ?? file.unit ?? '').toLowerCase();
  if (/^(db|decibel)$/.test(unit)) return { kind: 'decibel', scale, offset };
  if (/amplitude/.test(unit)) return { kind: 'amplitude', scale, offset };
  if (/^(linear|linear[-_ ]power|power|intensity|1|m2\/m2)$/.test(unit)) return { kind: 'linear', scale, offset };
  if (hasGrdTables === true) return { kind: 'sigma0' };
  if (isFloat(pixelType) && isTerrainCorrected(item, band)) return { kind: 'linear', scale, offset };
  throw new LandsichtError(
    'item-invalid',
    `Item ${item.id}: asset "${band.asset}" holds ${pixelType} radar numbers that nothing explains. Give its band a unit ("dB", "linear" or "amplitude"), or add the product's calibration annotation as asset "calibration-${band.name}". It has ${assetNames(item)}`,
  );
}

/** Analysis-ready γ0 or σ0 is linear power by convention: Planetary Computer's and Sinergise's RTC. */
function isTerrainCorrected({ collection, properties, assets }: StacItem, { asset }: BandSource): boolean {
  const roles = assets[asset]?.roles ?? [];
  return (
    /rtc/i.test(collection ?? '') ||
    properties['sar:product_type'] === 'RTC' ||
    roles.some((role) => role === 'gamma0' || role === 'sigma0') ||
    /^(gamma0|sigma0)/i.test(asset)
  );
}

function assetNames({ assets }: StacItem): string {
  return Object.keys(assets).join(', ') || 'no assets';
}
