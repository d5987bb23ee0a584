export { type Device, fieldPhoto, honestExif, honestRecord, newDevice, parcel, shot } from './field-photo.js';
export { recompressed, renderPhoto, type Scene, thumbnailOf, withExif } from './render-photo.js';
export type { ExifInput } from './write-exif.js';
