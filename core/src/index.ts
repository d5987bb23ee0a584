export type { Affine } from './affine.ts';
export * as affine from './affine.ts';
export { type CrsTransform, crsTransform, isGeographic, isKnownEpsg, type Position, utmEpsgFor } from './crs.ts';
export type { Detection } from './detection.ts';
export { errorMessage, isLandsichtError, LandsichtError, type LandsichtErrorCode } from './errors.ts';
export {
  areaEpsgOf,
  assertSameGrid,
  type BboxCrs,
  type BboxLonLat,
  bboxLonLatOf,
  bboxOf,
  corners,
  describeGrid,
  footprintLonLat,
  fullWindow,
  type Grid,
  intersectWindows,
  padWindow,
  pixelSizeM,
  rowBands,
  sameGrid,
  tileWindows,
  type Window,
  windowGrid,
  windowOfBbox,
  windowOfBboxLonLat,
} from './grid.ts';
export { type LocalText, type MaskReason, maskReasons, reasonOfCode } from './mask-reason.ts';
export type { MonitorClass, MonitorInfo, MonitorLayer, MonitorParameter, ParameterValues } from './monitor.ts';
export {
  allocate,
  assertRaster,
  bandOf,
  bytesPerPixel,
  type PixelArray,
  type PixelType,
  pixelTypeOf,
  type Raster,
} from './raster.ts';
export type { CogBand, CogLayout, RasterSink, WriteCog } from './raster-sink.ts';
export type { ReadOptions, Scene, SceneBand, SensorId, Unit } from './scene.ts';
export type { Source } from './source.ts';
export type { SceneQuery, StacAsset, StacItem, StacLink } from './stac.ts';
