import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import type { Polygon } from 'geojson';
import type { PhotoRecord } from '../photo-record.js';
import { type DeviceKey, readDeviceKey } from '../photo-signature.js';
import { renderPhoto, type Scene } from './render-photo.js';
import type { ExifInput } from './write-exif.js';

/** A parcel near Dresden, about 140 m × 220 m. */
export const parcel: Polygon = {
  type: 'Polygon',
  coordinates: [
    [
      [13.8, 51],
      [13.802, 51],
      [13.802, 51.002],
      [13.8, 51.002],
      [13.8, 51],
    ],
  ],
};

/** Inside the parcel, at a summer noon. */
export const shot = { lonDeg: 13.801, latDeg: 51.001, utc: '2026-06-10T10:15:30.000Z' } as const;

export interface Device extends DeviceKey {
  readonly privateKey: KeyObject;
}

export function newDevice(type: 'ec' | 'ed25519' = 'ec'): Device {
  const { publicKey, privateKey } = type === 'ec' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  return { ...readDeviceKey(publicKey.export({ format: 'pem', type: 'spki' }).toString()), privateKey };
}

/** What an honest phone writes into the file. */
export const honestExif: ExifInput = {
  make: 'Fairphone',
  model: 'FP5',
  orientation: 1,
  dateTimeOriginal: '2026:06:10 12:15:30',
  offsetTimeOriginal: '+02:00',
  makerNote: Buffer.from('MN:autofocus=1,gain=3,temp=22'),
  position: shot,
  altitudeM: 120.5,
  accuracyM: 4,
  headingDeg: 90,
  headingRef: 'M',
  gpsUtc: shot.utc,
};

export function honestRecord(more: Partial<PhotoRecord> = {}): PhotoRecord {
  return {
    version: 1,
    taskId: 'task-1',
    nonce: 'nonce-1',
    deviceId: '0'.repeat(64),
    createdUtc: shot.utc,
    position: { lonDeg: shot.lonDeg, latDeg: shot.latDeg, accuracyM: 4, satellites: 14, osnma: 'unavailable' },
    heading: { deg: 90, reference: 'magnetic' },
    horizontalViewAngleDeg: 66,
    device: { manufacturer: 'Fairphone', model: 'FP5', platform: 'Android', version: '15' },
    mockLocation: false,
    rooted: false,
    ...more,
  };
}

export function fieldPhoto(scene: Scene = {}, exif: Partial<ExifInput> = {}): Promise<Buffer> {
  return renderPhoto(scene, { ...honestExif, ...exif });
}
