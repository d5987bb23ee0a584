export type { PhotoCheck, PhotoCheckId, PhotoCheckResult } from './checks/photo-check.js';
export { type PhotoVerdict, photoChecksVersion, photoVerdict, runPhotoChecks } from './checks/photo-checks.js';
export { fixOf, type PhotoEvidence, takenUtcOf } from './checks/photo-evidence.js';
export { trueHeadingDeg } from './checks/place.js';
export { type PhotoFacts, photoLimits, readPhotoFacts } from './photo-facts.js';
export { PhotoFiles, type PhotoSubmission } from './photo-files.js';
export { type PhotoRecord, photoRecordSchema } from './photo-record.js';
export { readDeviceKey, signPhoto } from './photo-signature.js';
export { askForPhoto, type NewPhotoTask, type PhotoReception, receivePhoto, type SentPhoto } from './receive-photo.js';
