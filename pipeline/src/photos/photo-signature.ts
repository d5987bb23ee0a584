import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { LandsichtError } from '@landsicht/core';
import { canonicalRecord, type PhotoRecord } from './photo-record.js';

export type DeviceAlgorithm = 'ecdsa-p256' | 'ed25519';

/** The public half of a key that never leaves the key store of a phone. */
export interface DeviceKey {
  /** SHA-256 of the key's SubjectPublicKeyInfo (DER), hex: nobody can choose it. */
  readonly deviceId: string;
  readonly algorithm: DeviceAlgorithm;
  /** SubjectPublicKeyInfo as PEM. */
  readonly publicKeyPem: string;
}

/** Reads a PEM (`-----BEGIN PUBLIC KEY-----`) of an ECDSA P-256 or Ed25519 key. */
export function readDeviceKey(pem: string): DeviceKey {
  const refused = (got: string, cause?: unknown) =>
    new LandsichtError('bad-argument', `publicKeyPem: ${got}; expected the public key of an ECDSA P-256 or Ed25519 pair as PEM`, { cause });
  if (!/^-----BEGIN PUBLIC KEY-----/.test(pem.trim())) throw refused('not a public key');
  let key: KeyObject;
  try {
    key = createPublicKey({ key: pem, format: 'pem', type: 'spki' });
  } catch (cause) {
    throw refused('cannot be read', cause);
  }
  const algorithm = algorithmOf(key);
  if (algorithm == null) throw refused(`a key of type ${key.asymmetricKeyType ?? 'unknown'}`);
  const der = key.export({ format: 'der', type: 'spki' });
  return {
    deviceId: createHash('sha256').update(der).digest('hex'),
    algorithm,
    publicKeyPem: key.export({ format: 'pem', type: 'spki' }).toString(),
  };
}

function algorithmOf(key: KeyObject): DeviceAlgorithm | null {
  if (key.asymmetricKeyType === 'ed25519') return 'ed25519';
  return key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1' ? 'ecdsa-p256' : null;
}

/** SHA-256(file ‖ canonical JSON of the record), hex. */
export function photoDigest(file: Uint8Array, record: PhotoRecord): string {
  return createHash('sha256').update(file).update(canonicalRecord(record), 'utf8').digest('hex');
}

/**
 * Whether the device signed this file with this record. ECDSA: over the digest as FIPS 186-5 does it, `r ‖ s` of 64 bytes (WebCrypto) or
 * DER (Android, iOS). Ed25519: the 32 bytes of the digest are the message.
 */
export function signatureHolds(file: Uint8Array, record: PhotoRecord, signature: Uint8Array, device: DeviceKey): boolean {
  if (signature.length < 8 || signature.length > 80) return false;
  try {
    const key = createPublicKey(device.publicKeyPem);
    if (device.algorithm === 'ed25519') return verify(null, Buffer.from(photoDigest(file, record), 'hex'), key, signature);
    const dsaEncoding = signature.length === 64 ? 'ieee-p1363' : 'der';
    return verify('sha256', signedBytes(file, record), { key, dsaEncoding }, signature);
  } catch {
    return false; // a signature that is no DER
  }
}

/** What an app does, for tests and the simulator. */
export function signPhoto(file: Uint8Array, record: PhotoRecord, privateKey: KeyObject): Uint8Array {
  if (privateKey.asymmetricKeyType === 'ed25519') return sign(null, Buffer.from(photoDigest(file, record), 'hex'), privateKey);
  return sign('sha256', signedBytes(file, record), { key: privateKey, dsaEncoding: 'der' });
}

function signedBytes(file: Uint8Array, record: PhotoRecord): Buffer {
  return Buffer.concat([file, Buffer.from(canonicalRecord(record), 'utf8')]);
}
