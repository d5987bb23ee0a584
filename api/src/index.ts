export type { Acknowledgement, Alert, EventLook, FollowedEvent } from './alert-schemas.js';
export { type App, createApp } from './app.js';
export type {
  CaseEntry,
  CaseHistory,
  CaseReproduction,
  NewCaseStep,
  ParcelCase,
  ParcelConclusion,
  ParcelDocument,
  ParcelList,
  ParcelMarkerDocument,
  ParcelRow,
  ParcelSignals,
} from './parcel-schemas.js';
export type { ParcelPhotos, PhotoDocument } from './photo-schemas.js';
export type {
  DetectionCollection,
  DetectionFeature,
  Health,
  Link,
  Monitor,
  PixelValue,
  PlaceExplanation,
  Unit,
  UnitLayer,
} from './schemas.js';
export { type RunningServer, type ServerOptions, startServer } from './server.js';
export type { Services } from './services.js';
