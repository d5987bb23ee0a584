import { randomBytes, randomUUID } from 'node:crypto';
import { LandsichtError } from '@landsicht/core';
import type { PhotoBook, PhotoRow, PhotoTask } from '../store/photo-book.js';
import { photoChecksVersion, photoVerdict, runPhotoChecks } from './checks/photo-checks.js';
import { type EarlierPhoto, fixOf, type PhotoEvidence, type SignatureState, takenUtcOf } from './checks/photo-evidence.js';
import { examinePhoto } from './examine-photo.js';
import type { PhotoFiles, PhotoSubmission } from './photo-files.js';
import { type PhotoRecord, parsePhotoRecord } from './photo-record.js';
import { signatureHolds } from './photo-signature.js';

export type NewPhotoTask = Omit<PhotoTask, 'taskId' | 'nonce' | 'createdUtc' | 'expiresUtc'>;

/** Time to send a photo taken at the end of the window: fields have no network. */
const GRACE_MS = 3 * 86_400_000;

/** Asks for a photo: a fresh nonce that serves once, until shortly after the window. */
export async function askForPhoto(task: NewPhotoTask, book: PhotoBook, now: Date): Promise<PhotoTask> {
  if (task.untilUtc <= task.fromUtc || task.untilUtc <= now) {
    throw new LandsichtError('bad-argument', 'untilUtc: the window must end after it begins, and in the future');
  }
  const asked: PhotoTask = {
    ...task,
    taskId: randomUUID(),
    nonce: randomBytes(16).toString('hex'),
    createdUtc: now,
    expiresUtc: new Date(task.untilUtc.getTime() + GRACE_MS),
  };
  await book.addTask(asked);
  return asked;
}

export interface SentPhoto {
  readonly taskId: string;
  readonly file: Uint8Array;
  /** The app's record as JSON, with the device's signature; both null for a photo of another app. */
  readonly recordJson: string | null;
  readonly signatureBase64: string | null;
}

export interface PhotoReception {
  readonly book: PhotoBook;
  readonly files: PhotoFiles;
  readonly now: Date;
}

/** Checks and keeps a photo. The same file for the same task again gives the answer it got first. */
export async function receivePhoto(sent: SentPhoto, { book, files, now }: PhotoReception): Promise<PhotoSubmission> {
  const task = await book.task(sent.taskId);
  if (task == null) throw new LandsichtError('not-found', 'There is no such photo task.');
  if ((sent.recordJson == null) !== (sent.signatureBase64 == null)) {
    throw new LandsichtError('bad-argument', 'record, signature: send both or neither');
  }
  const record = sent.recordJson == null ? null : parsePhotoRecord(sent.recordJson);
  const photo = await examinePhoto(sent.file, 'file');
  const { sha256 } = photo.facts;
  if ((await book.photos({ sha256, taskId: task.taskId })).length > 0) return files.submission(sha256, task.taskId);
  const signature = await signatureState(sent, record, task, book, now);
  if (signature.state === 'valid') await book.assertNonceFree(task.taskId);
  const evidence: PhotoEvidence = {
    facts: photo.facts,
    pixels: photo.pixels,
    view: photo.viewFacts,
    record,
    signature,
    receivedUtc: now.toISOString(),
    task: { taskId: task.taskId, fromUtc: task.fromUtc.toISOString(), untilUtc: task.untilUtc.toISOString() },
    parcel: task.geometry,
    earlierOfHolding: await comparable(book, task, sha256),
    earlierOfDevice: record == null ? [] : (await book.photos({ deviceId: record.deviceId })).map(earlierOf),
  };
  const checks = runPhotoChecks(evidence);
  const verdict = photoVerdict(checks);
  const submission: PhotoSubmission = {
    ...{ taskId: task.taskId, parcelId: task.parcelId, sha256, receivedUtc: evidence.receivedUtc, checksVersion: photoChecksVersion },
    ...{ verdict, checks, evidence, signatureBase64: sent.signatureBase64 },
  };
  await files.add(sent.file, photo);
  await files.addSubmission(submission);
  await book.addPhoto(rowOf(submission, task), signature.state === 'valid');
  return submission;
}

async function signatureState(
  { file, signatureBase64 }: SentPhoto,
  record: PhotoRecord | null,
  task: PhotoTask,
  book: PhotoBook,
  now: Date,
): Promise<SignatureState> {
  if (record == null || signatureBase64 == null) return { state: 'unsigned' };
  const device = await book.device(record.deviceId);
  if (device == null) return { state: 'unknown-device' };
  if (!signatureHolds(file, record, Buffer.from(signatureBase64, 'base64'), device)) return { state: 'invalid' };
  if (record.taskId !== task.taskId || record.nonce !== task.nonce) return { state: 'wrong-task' };
  if (now > task.expiresUtc) return { state: 'expired', expiredUtc: task.expiresUtc.toISOString() };
  return { state: 'valid', algorithm: device.algorithm === 'ed25519' ? 'Ed25519' : 'ECDSA P-256' };
}

/**
 * Photos of the holding, of all holdings where it is not known, and the same file from anywhere. A photo that nobody proved and that was
 * rejected does not count: a phone that registers late may send it again for a new task.
 */
async function comparable(book: PhotoBook, { holding }: PhotoTask, sha256: string): Promise<EarlierPhoto[]> {
  const ofHolding = await book.photos(holding == null ? {} : { holding });
  const same = holding == null ? [] : (await book.photos({ sha256 })).filter((photo) => photo.holding !== holding);
  return [...ofHolding, ...same].filter(({ deviceId, verdict }) => deviceId != null || verdict !== 'rejected').map(earlierOf);
}

function earlierOf({ sha256, taskId, perceptualHash, takenUtc, position, accuracyM }: PhotoRow): EarlierPhoto {
  return { sha256, taskId, perceptualHash, takenUtc: takenUtc?.toISOString() ?? null, position, accuracyM };
}

function rowOf({ sha256, taskId, parcelId, verdict, evidence }: PhotoSubmission, { holding }: PhotoTask): PhotoRow {
  const fix = fixOf(evidence);
  const takenUtc = takenUtcOf(evidence);
  const proven = !['unsigned', 'unknown-device', 'invalid'].includes(evidence.signature.state);
  return {
    ...{ sha256, taskId, parcelId, holding, verdict },
    deviceId: proven ? (evidence.record?.deviceId ?? null) : null,
    perceptualHash: evidence.pixels.perceptualHash,
    takenUtc: takenUtc == null ? null : new Date(takenUtc),
    position: fix == null ? null : { lonDeg: fix.lonDeg, latDeg: fix.latDeg },
    accuracyM: fix?.accuracyM ?? null,
    receivedUtc: new Date(evidence.receivedUtc),
  };
}
