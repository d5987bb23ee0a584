import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PhotoTask } from '../store/photo-book.js';
import { openStore, type Store } from '../store/store.js';
import { runPhotoChecks } from './checks/photo-checks.js';
import { jpegSize } from './decode-photo.js';
import { PhotoFiles } from './photo-files.js';
import { signPhoto } from './photo-signature.js';
import { askForPhoto, receivePhoto } from './receive-photo.js';
import { type Device, fieldPhoto, honestRecord, newDevice, parcel } from './testing/field-photo.js';

const asked = new Date('2026-06-01T08:00:00.000Z');
const now = new Date('2026-06-10T10:45:00.000Z');

let dir: string;
let store: Store;
let files: PhotoFiles;
let device: Device;
let photo: Buffer;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'landsicht-photos-'));
  store = await openStore(join(dir, 'landsicht.duckdb'));
  files = new PhotoFiles(join(dir, 'catalogue'));
  device = newDevice();
  await store.photos.registerDevice(device, asked);
  photo = await fieldPhoto();
});
afterAll(async () => {
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

const newTask = (holding: string | null = 'farm-a', parcelId = 'p1') =>
  askForPhoto(
    { parcelId, geometry: parcel, holding, instruction: 'Show the mown grass', fromUtc: asked, untilUtc: new Date('2026-06-30T00:00:00Z') },
    store.photos,
    asked,
  );

interface Sending {
  readonly file?: Buffer;
  readonly by?: Device;
  readonly nonce?: string;
  readonly at?: Date;
  readonly claims?: string;
}
function send(task: PhotoTask, { file = photo, by = device, nonce = task.nonce, at = now, claims = by.deviceId }: Sending = {}) {
  const record = honestRecord({ taskId: task.taskId, nonce, deviceId: claims });
  const signature = Buffer.from(signPhoto(file, record, by.privateKey)).toString('base64');
  return receivePhoto(
    { taskId: task.taskId, file, recordJson: JSON.stringify(record), signatureBase64: signature },
    { book: store.photos, files, now: at },
  );
}
const verdictOf = (submission: Awaited<ReturnType<typeof send>>, id: string) => submission.checks.find((check) => check.id === id)?.result;

describe('a photo that a registered phone sends', () => {
  let task: PhotoTask;
  beforeAll(async () => {
    task = await newTask();
  });

  it('is accepted, and the same file again gives the same answer', async () => {
    const submission = await send(task);
    expect([submission.verdict, submission.checks.filter(({ result }) => result !== 'pass')]).toEqual(['ok', []]);
    expect(await send(task, { at: new Date('2026-06-11T00:00:00Z') })).toEqual(submission);
  });

  it('lies whole and write-protected under its sha-256, beside a copy without metadata', async () => {
    const sha256 = createHash('sha256').update(photo).digest('hex');
    const folder = join(dir, 'catalogue', 'photos', sha256);
    expect((await readdir(folder)).sort()).toEqual(['checks', 'facts.json', 'original', 'view.jpg']);
    expect((await stat(join(folder, 'original'))).mode & 0o777).toBe(0o400);
    expect(Buffer.from(await files.original(sha256)).equals(photo)).toBe(true);
    expect(await jpegSize(await files.view(sha256))).toEqual({ widthPx: 640, heightPx: 480, metadataBytes: 0 });
    expect(await readdir(join(dir, 'catalogue', 'photos'))).toEqual([sha256]); // no half-written folder
  });

  it('can be checked again from what is stored, with the same result', async () => {
    const sha256 = createHash('sha256').update(photo).digest('hex');
    const stored = await files.submission(sha256, task.taskId);
    expect(runPhotoChecks(stored.evidence)).toEqual(stored.checks);
  });

  it('uses up its nonce: another photo for the task is refused', async () => {
    const other = await fieldPhoto({ seed: 2 });
    await expect(send(task, { file: other })).rejects.toMatchObject({
      code: 'bad-argument',
      message: expect.stringContaining('serves once'),
    });
  });

  it('is known again when the holding sends it for another parcel', async () => {
    const again = await send(await newTask('farm-a', 'p2'));
    expect([again.verdict, verdictOf(again, 'duplicate')]).toEqual(['rejected', 'fail']);
  });

  it('is known again when another holding sends the same file', async () => {
    expect(verdictOf(await send(await newTask('farm-b')), 'duplicate')).toBe('fail');
  });

  it('is fast only as a car is: the same phone a minute later in Leipzig fails', async () => {
    const leipzig = { lonDeg: 12.37, latDeg: 51.34 };
    const file = await fieldPhoto(
      { seed: 5 },
      { position: leipzig, gpsUtc: '2026-06-10T10:16:30.000Z', dateTimeOriginal: '2026:06:10 12:16:30' },
    );
    const task = await newTask('farm-c');
    const record = honestRecord({
      ...{ taskId: task.taskId, nonce: task.nonce, deviceId: device.deviceId, createdUtc: '2026-06-10T10:16:30.000Z' },
      position: { ...leipzig, accuracyM: 4 },
    });
    const signatureBase64 = Buffer.from(signPhoto(file, record, device.privateKey)).toString('base64');
    const submission = await receivePhoto(
      { taskId: task.taskId, file, recordJson: JSON.stringify(record), signatureBase64 },
      { book: store.photos, files, now },
    );
    expect(['speed', 'place', 'record-agreement'].map((id) => verdictOf(submission, id))).toEqual(['fail', 'fail', 'pass']);
  });
});

describe('a photo whose signature does not hold', () => {
  it('is kept and rejected, and leaves the nonce to the honest phone', async () => {
    const task = await newTask('farm-d');
    const stranger = newDevice();
    const claimed = await send(task, { file: await fieldPhoto({ seed: 11 }), by: stranger, claims: device.deviceId });
    const unknown = await send(task, { file: await fieldPhoto({ seed: 12 }), by: stranger });
    const borrowed = await send(task, { file: await fieldPhoto({ seed: 13 }), nonce: 'of-another-task' });
    const states = [claimed, unknown, borrowed].map(({ verdict, evidence }) => [verdict, evidence.signature.state]);
    expect(states).toEqual([
      ['rejected', 'invalid'],
      ['rejected', 'unknown-device'],
      ['rejected', 'wrong-task'],
    ]);
    expect(verdictOf(await send(task, { file: await fieldPhoto({ seed: 14 }) }), 'signature')).toBe('pass');
  });

  it('because the phone was not registered may come again, for a new task', async () => {
    const phone = newDevice('ed25519');
    const file = await fieldPhoto({ seed: 17 });
    expect((await send(await newTask('farm-h'), { file, by: phone })).evidence.signature.state).toBe('unknown-device');
    await store.photos.registerDevice(phone, now);
    expect((await send(await newTask('farm-h'), { file, by: phone })).verdict).toBe('ok');
    expect(verdictOf(await send(await newTask('farm-h'), { file, by: phone }), 'duplicate')).toBe('fail');
  });

  it('because it comes after the nonce has expired is rejected', async () => {
    const late = await send(await newTask('farm-e'), { file: await fieldPhoto({ seed: 15 }), at: new Date('2026-07-04T00:00:00Z') });
    expect(late.evidence.signature).toEqual({ state: 'expired', expiredUtc: '2026-07-03T00:00:00.000Z' });
    expect(late.verdict).toBe('rejected');
  });
});

describe('a photo of another app', () => {
  it('without record and signature is doubtful at best', async () => {
    const task = await newTask('farm-f');
    const file = await fieldPhoto({ seed: 16 });
    const sent = { taskId: task.taskId, file, recordJson: null, signatureBase64: null };
    const submission = await receivePhoto(sent, { book: store.photos, files, now });
    expect([submission.verdict, submission.evidence.signature.state]).toEqual(['doubtful', 'unsigned']);
  });

  it('is refused, and nothing is kept, where the task is unknown, half is missing, or it is no photo', async () => {
    const reception = { book: store.photos, files, now };
    const { taskId } = await newTask('farm-g');
    const before = await readdir(join(dir, 'catalogue', 'photos'));
    const base = { taskId, file: photo, recordJson: null, signatureBase64: null };
    await expect(receivePhoto({ ...base, taskId: 'none' }, reception)).rejects.toMatchObject({ code: 'not-found' });
    await expect(receivePhoto({ ...base, signatureBase64: 'AAAA' }, reception)).rejects.toMatchObject({ code: 'bad-argument' });
    await expect(receivePhoto({ ...base, file: Buffer.from('no') }, reception)).rejects.toMatchObject({ code: 'photo-invalid' });
    expect(await readdir(join(dir, 'catalogue', 'photos'))).toEqual(before);
  });
});

describe('what is stored', () => {
  it('cannot be changed unnoticed: an altered original is not given out', async () => {
    const sha256 = createHash('sha256').update(photo).digest('hex');
    const path = join(dir, 'catalogue', 'photos', sha256, 'original');
    await chmod(path, 0o600);
    await writeFile(path, Buffer.concat([await readFile(path), Buffer.from('x')]));
    await expect(files.original(sha256)).rejects.toMatchObject({ code: 'lake-damaged' });
  });

  it('lies nowhere else, whatever the name', async () => {
    for (const name of ['../../etc/passwd', 'A'.repeat(64), ''])
      await expect(async () => files.view(name)).rejects.toMatchObject({ code: 'bad-argument' });
  });

  it('remembers who opened an original and why', async () => {
    await store.photos.logRead({ sha256: 'a', person: 'M. Muster', reason: 'objection 17' }, now);
    expect(await store.photos.reads('a')).toEqual([{ sha256: 'a', person: 'M. Muster', reason: 'objection 17', readUtc: now }]);
  });

  it('takes a window that ends before it begins for a mistake', async () => {
    const wrong = { parcelId: 'p', geometry: parcel, holding: null, instruction: '', fromUtc: now, untilUtc: asked };
    await expect(askForPhoto(wrong, store.photos, asked)).rejects.toMatchObject({ code: 'bad-argument' });
  });
});
