export type { Acknowledgement } from './acknowledgements.js';
export { type BboxHit, bboxHitLonLat, bboxHitProjected } from './bbox-hit.js';
export type { DetectionPage, DetectionQuery } from './detections.js';
export { geometryBbox } from './geometry-bbox.js';
export { readDetections, writeDetections } from './geoparquet.js';
export type { ParcelBook } from './parcel-book.js';
export type { CaseEntry, CaseKey, DecidedCase, NewCaseStep, ParcelView, SeenConclusion } from './parcel-cases.js';
export {
  type ParcelFacets,
  type ParcelPage,
  type ParcelQuery,
  type ParcelSort,
  parcelSorts,
  type StoredCase,
  type StoredParcel,
} from './parcels.js';
export type { PhotoBook, PhotoDevice, PhotoQuery, PhotoRead, PhotoRow, PhotoTask } from './photo-book.js';
export type { TimeInterval } from './query.js';
export { openStore, type Store } from './store.js';
export type { CommittedUnit, SyncReport } from './sync-lake.js';
export type { StoredMonitor, StoredUnit, StoreTotals, UnitPage, UnitQuery } from './units.js';
export { type LakeWatch, type WatchLakeOptions, watchLake } from './watch-lake.js';
export { fromWkb, toWkb } from './wkb.js';
