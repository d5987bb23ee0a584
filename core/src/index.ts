export type { Affine } from './affine.js';
export * as affine from './affine.js';
export { type CrsTransform, crsTransform, isGeographic, isKnownEpsg, type Position, utmEpsgFor } from './crs.js';
export type { AttributeValue, Detection } from './detection.js';
export { errorMessage, isLandsichtError, LandsichtError, type LandsichtErrorCode } from './errors.js';
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
  pixelAreaM2,
  pixelSizeM,
  rowBands,
  sameGrid,
  tileWindows,
  type Window,
  windowGrid,
  windowOfBbox,
  windowOfBboxLonLat,
} from './grid.js';
export { groundReasons, type LocalText, type MaskReason, maskReasons, reasonOfCode } from './mask-reason.js';
export {
  type BandNeeds,
  bandNeedsOf,
  type MonitorAttribute,
  type MonitorClass,
  type MonitorInfo,
  type MonitorLayer,
  type MonitorParameter,
  type MonitorTier,
  type ParameterValues,
} from './monitor.js';
export {
  allocate,
  assertRaster,
  bandOf,
  bytesPerPixel,
  type PixelArray,
  type PixelType,
  pixelTypeOf,
  type Raster,
} from './raster.js';
export type { CogBand, CogLayout, RasterSink, WriteCog } from './raster-sink.js';
export type { ReadOptions, Scene, SceneBand, SensorId, Unit } from './scene.js';
export type { OnFault, Source } from './source.js';
export type { SceneQuery, StacAsset, StacItem, StacLink } from './stac.js';
export { type SunAngles, sunAngles } from './sun.js';
