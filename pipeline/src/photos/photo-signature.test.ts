import { generateKeyPairSync, sign } from 'node:crypto';
import { expect, it } from 'vitest';
import { canonicalRecord, parsePhotoRecord } from './photo-record.js';
import { photoDigest, readDeviceKey, signatureHolds, signPhoto } from './photo-signature.js';
import { honestRecord, newDevice } from './testing/field-photo.js';

const file = Buffer.from('the bytes of a file');
const record = honestRecord();

it.each(['ec', 'ed25519'] as const)('a signature of %s holds for its file, record and key, and for nothing else', (type) => {
  const device = newDevice(type);
  const signature = signPhoto(file, record, device.privateKey);
  expect(signatureHolds(file, record, signature, device)).toBe(true);
  const otherFile = Buffer.from('the bytes of a filf');
  const moved = honestRecord({ position: { lonDeg: 13.8010001, latDeg: 51.001, accuracyM: 4 } });
  expect(signatureHolds(otherFile, record, signature, device)).toBe(false);
  expect(signatureHolds(file, moved, signature, device)).toBe(false);
  expect(signatureHolds(file, record, signature, newDevice(type))).toBe(false);
  expect(
    signatureHolds(
      file,
      record,
      signature.map((b, i) => (i === 20 ? b ^ 1 : b)),
      device,
    ),
  ).toBe(false);
  expect(signatureHolds(file, record, new Uint8Array(0), device)).toBe(false);
});

it('an ECDSA signature may be r and s, as browsers write it', () => {
  const device = newDevice();
  const message = Buffer.concat([file, Buffer.from(canonicalRecord(record))]);
  const signature = sign('sha256', message, { key: device.privateKey, dsaEncoding: 'ieee-p1363' });
  expect(signature).toHaveLength(64);
  expect(signatureHolds(file, record, signature, device)).toBe(true);
});

it('the digest does not depend on the order or spacing of the record', () => {
  const reordered = JSON.stringify(Object.fromEntries(Object.entries(record).reverse()), null, 2);
  expect(photoDigest(file, parsePhotoRecord(reordered))).toBe(photoDigest(file, record));
});

it('the canonical record sorts members and prints numbers as RFC 8785 does', () => {
  const { position } = JSON.parse(canonicalRecord(honestRecord({ position: { lonDeg: 13.8, latDeg: 51.0, accuracyM: 4 } })));
  expect(JSON.stringify(position)).toBe('{"accuracyM":4,"latDeg":51,"lonDeg":13.8}');
});

it('a record with a missing, unknown or wild member is refused by its name, without its value', () => {
  const without = { ...record, nonce: undefined };
  expect(() => parsePhotoRecord(JSON.stringify(without))).toThrow(/record\.nonce/);
  expect(() => parsePhotoRecord(JSON.stringify({ ...record, owner: 'Muster' }))).toThrow(/unknown member owner/);
  expect(() => parsePhotoRecord(JSON.stringify({ ...record, heading: { deg: 400, reference: 'true' } }))).toThrow(/record\.heading\.deg/);
  expect(() => parsePhotoRecord('{')).toThrow(/not JSON/);
  expect(() => parsePhotoRecord(`"${'x'.repeat(20_000)}"`)).toThrow(/at most 16384/);
});

it('only P-256 and Ed25519 keys are taken, and never a private one', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const pem = (key: typeof rsa.publicKey): string => key.export({ format: 'pem', type: 'spki' }).toString();
  expect(() => readDeviceKey(pem(rsa.publicKey))).toThrow(/a key of type rsa/);
  expect(() => readDeviceKey(pem(p384.publicKey))).toThrow(/ECDSA P-256/);
  expect(() => readDeviceKey(rsa.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString())).toThrow(/not a public key/);
  expect(() => readDeviceKey('-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----')).toThrow(/cannot be read/);
});
