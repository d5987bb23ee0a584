import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { signPhoto } from '@landsicht/pipeline/photos';
import { type Device, fieldPhoto, honestExif, honestRecord, newDevice, parcel, shot } from '@landsicht/pipeline/photos/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ParcelPhotos, PhotoDocument } from './photo-schemas.js';
import { type TestApp, testApp } from './testing/test-app.js';

let test: TestApp;
let device: Device;
let taken: { utc: string; exif: typeof honestExif };
beforeAll(async () => {
  test = await testApp();
  device = newDevice();
  const folder = join(test.services.catalogueDir, 'parcels', 'import');
  await mkdir(folder, { recursive: true });
  const properties = { id: 'Schlag 7', kind: 'declaration', year: 2026, holding: 'feedfacecafebeef' };
  const features = [{ type: 'Feature', id: properties.id, geometry: parcel, properties }];
  await writeFile(join(folder, 'parcels.geojson'), JSON.stringify({ type: 'FeatureCollection', features }));
  // the server's clock is real: the photo was taken two minutes ago
  const utc = new Date(Math.floor(Date.now() / 1000 - 120) * 1000);
  const local = new Date(utc.getTime() + 7_200_000).toISOString();
  taken = {
    utc: utc.toISOString(),
    exif: { ...honestExif, gpsUtc: utc.toISOString(), dateTimeOriginal: local.slice(0, 19).replace('T', ' ').replaceAll('-', ':') },
  };
});
afterAll(() => test.close());

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  test.app.request(`http://localhost/api${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

interface Task {
  readonly taskId: string;
  readonly nonce: string;
}
async function ask(): Promise<Task> {
  const day = 86_400_000;
  const [fromUtc, untilUtc] = [Date.now() - day, Date.now() + day].map((ms) => new Date(ms).toISOString());
  const answer = await post('/parcels/Schlag%207/photo-tasks', { year: 2026, instruction: 'Show the mown grass', fromUtc, untilUtc });
  expect(answer.status).toBe(201);
  return (await answer.json()) as Task;
}

async function upload(task: Task, file: Uint8Array, by: Device | null = device, headers: Record<string, string> = {}): Promise<Response> {
  const form = new FormData();
  form.append('file', new File([new Uint8Array(file)], 'IMG_20260610_Mustermann.jpg', { type: 'image/jpeg' }));
  if (by != null) {
    const record = honestRecord({ taskId: task.taskId, nonce: task.nonce, deviceId: by.deviceId, createdUtc: taken.utc });
    form.append('record', JSON.stringify(record));
    form.append('signature', Buffer.from(signPhoto(file, record, by.privateKey)).toString('base64'));
  }
  return test.app.request(`http://localhost/api/photo-tasks/${task.taskId}/photos`, { method: 'POST', body: form, headers });
}

const photo = (seed: number) => fieldPhoto({ seed }, taken.exif);
const resultOf = (document: PhotoDocument, id: string) => document.checks.find((check) => check.id === id)?.result;

describe('a photo task', () => {
  it('registers the public key of a phone, once', async () => {
    const first = await post('/photo-devices', { publicKeyPem: device.publicKeyPem });
    expect(first.status).toBe(201);
    const answer = (await first.json()) as Record<string, unknown>;
    expect(answer).toMatchObject({ deviceId: device.deviceId, algorithm: 'ecdsa-p256' });
    expect(await (await post('/photo-devices', { publicKeyPem: device.publicKeyPem })).json()).toEqual(answer);
    expect((await post('/photo-devices', { publicKeyPem: 'no key' })).status).toBe(400);
  });

  it('is given a nonce that no other has', async () => {
    const [a, b] = [await ask(), await ask()];
    expect(a.nonce).toMatch(/^[0-9a-f]{32}$/);
    expect([a.taskId === b.taskId, a.nonce === b.nonce]).toEqual([false, false]);
  });

  it('needs a parcel that is declared, and a window in order', async () => {
    const window = { instruction: 'Show it', fromUtc: '2026-06-01T00:00:00Z', untilUtc: '2026-06-02T00:00:00Z' };
    expect((await post('/parcels/none/photo-tasks', { year: 2026, ...window })).status).toBe(404);
    const backwards = { ...window, fromUtc: '2099-06-03T00:00:00Z', untilUtc: '2099-06-02T00:00:00Z' };
    expect((await post('/parcels/Schlag%207/photo-tasks', { year: 2026, ...backwards })).status).toBe(400);
    expect((await post('/parcels/Schlag%207/photo-tasks', { year: 2026, ...window, farmer: 'x' })).status).toBe(400);
  });
});

describe('a photo', () => {
  it('is checked, listed, shown blurred, and its original given for a logged reason', async () => {
    const task = await ask();
    const file = await photo(1);
    const answer = await upload(task, file);
    expect([answer.status, answer.headers.get('Cache-Control')]).toEqual([201, 'no-store']);
    const document = (await answer.json()) as PhotoDocument;
    expect(document.checks).toHaveLength(12);
    const passed = document.checks.filter(({ result }) => result === 'pass').map(({ id }) => id);
    expect(passed).toEqual(
      expect.arrayContaining(['signature', 'record-agreement', 'accuracy', 'place', 'duplicate', 'editing', 'quality']),
    );
    expect(document.position?.lonDeg).toBeCloseTo(shot.lonDeg, 6);
    expect(document.headingTrueDeg).toBeGreaterThan(94); // 90° magnetic, declination about +5°

    const { photoId, taskId } = document;
    expect(await test.json(`/api/photo-tasks/${taskId}/photos/${photoId}`)).toEqual(document);
    const list = await test.json<ParcelPhotos>('/api/parcels/Schlag%207/photos');
    expect(list.photos).toEqual([document]);
    expect(list.tasks.map((one) => one.taskId)).toContain(taskId);

    const view = await test.get(`/api/photos/${photoId}/view`);
    const copy = Buffer.from(await view.arrayBuffer());
    expect([view.status, view.headers.get('Content-Type'), copy.includes('Exif')]).toEqual([200, 'image/jpeg', false]);

    expect((await test.get(`/api/photos/${photoId}/original`)).status).toBe(400);
    expect((await test.get(`/api/photos/${photoId}/original?person=A.%20Amt&reason=x`)).status).toBe(400);
    expect(await test.services.store.photos.reads(photoId)).toEqual([]);
    const original = await test.get(`/api/photos/${photoId}/original?person=A.%20Amt&reason=objection%2017`);
    expect(Buffer.from(await original.arrayBuffer()).equals(file)).toBe(true);
    expect(original.headers.get('Cache-Control')).toBe('no-store');
    expect(await test.services.store.photos.reads(photoId)).toMatchObject([{ person: 'A. Amt', reason: 'objection 17' }]);
  });

  it('never tells camera, file name, nonce or holding in an ordinary answer', async () => {
    const task = await ask();
    const answers = [await (await upload(task, await photo(2))).text(), await (await test.get('/api/parcels/Schlag%207/photos')).text()];
    for (const text of answers) {
      for (const secret of ['Fairphone', 'FP5', 'Mustermann', task.nonce, 'feedfacecafebeef', device.deviceId])
        expect(text).not.toContain(secret);
    }
  });

  it('is refused a second time for a task, and accepted again as the same file', async () => {
    const task = await ask();
    const file = await photo(3);
    expect((await upload(task, file)).status).toBe(201);
    expect((await upload(task, file)).status).toBe(201);
    expect((await upload(task, await photo(4))).status).toBe(400);
  });

  it('signed by a stranger is kept, and rejected', async () => {
    const document = (await (await upload(await ask(), await photo(5), newDevice())).json()) as PhotoDocument;
    expect([document.verdict, resultOf(document, 'signature')]).toEqual(['rejected', 'fail']);
  });

  it('without record and signature is not proven', async () => {
    const document = (await (await upload(await ask(), await photo(6), null)).json()) as PhotoDocument;
    expect(resultOf(document, 'signature')).toBe('warn');
  });

  it.each([
    ['HEIC', Buffer.concat([Buffer.alloc(4), Buffer.from('ftypheic'), Buffer.alloc(64)]), 415, 'photo-unsupported'],
    ['text', Buffer.from('Mustermann'), 422, 'photo-invalid'],
  ])('that is none is answered with what to do: %s', async (_, file, status, code) => {
    const answer = await upload(await ask(), file, null);
    const body = (await answer.json()) as { code: string; detail: string };
    expect([answer.status, body.code]).toEqual([status, code]);
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json');
    expect(body.detail).not.toContain('Mustermann');
  });

  it('that is truncated or too large is refused', async () => {
    const task = await ask();
    const file = await photo(7);
    expect((await upload(task, file.subarray(0, file.length / 2), null)).status).toBe(422);
    expect((await upload(task, Buffer.alloc(34 * 2 ** 20), null)).status).toBe(413);
  });

  it('from another page, for no task, or with the wrong kind of body is refused', async () => {
    const task = await ask();
    const file = await photo(8);
    expect((await upload(task, file, device, { Origin: 'https://evil.example' })).status).toBe(403);
    expect((await upload({ ...task, taskId: 'none' }, file)).status).toBe(404);
    expect([400, 415]).toContain((await post(`/photo-tasks/${task.taskId}/photos`, { file: 'x' })).status);
    expect((await test.get(`/api/photos/${'0'.repeat(64)}/view`)).status).toBe(404);
    expect((await test.get('/api/photos/..%2F..%2Fetc/view')).status).toBe(400);
  });

  it('is described: upload as multipart, checks in the answer', async () => {
    const { paths, components } = await test.json<{
      paths: Record<string, unknown>;
      components: { schemas: Record<string, { properties: Record<string, unknown> }> };
    }>('/api/openapi.json');
    expect(Object.keys(components.schemas['PhotoRecord']?.properties ?? {})).toEqual(
      expect.arrayContaining(['nonce', 'deviceId', 'position']),
    );
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining([
        '/photo-devices',
        '/parcels/{parcelId}/photo-tasks',
        '/photo-tasks/{taskId}/photos',
        '/photos/{photoId}/original',
      ]),
    );
    expect(JSON.stringify(paths['/photo-tasks/{taskId}/photos'])).toContain('multipart/form-data');
  });
});
