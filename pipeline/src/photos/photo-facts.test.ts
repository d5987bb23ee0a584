import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isLandsichtError } from '@landsicht/core';
import { randomOf } from '@landsicht/core/testing';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { decodeForAnalysis } from './decode-photo.js';
import { examinePhoto } from './examine-photo.js';
import { openPhoto, readPhotoFacts } from './photo-facts.js';
import { fieldPhoto, shot } from './testing/field-photo.js';

const real = fileURLToPath(new URL('../../../../shared/data/photos/gps/', import.meta.url));
const there = existsSync(real);

let photo: Buffer;
beforeAll(async () => {
  photo = await fieldPhoto();
});

/** Code and message of what `work` throws. */
async function refusal(work: () => unknown): Promise<{ code: string; message: string }> {
  try {
    await work();
  } catch (error) {
    if (isLandsichtError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('the facts of a photo', () => {
  it('are what the camera wrote', () => {
    const facts = readPhotoFacts(photo, 'p.jpg');
    expect(facts).toMatchObject({
      widthPx: 1280,
      heightPx: 960,
      altitudeM: 120.5,
      accuracyM: 4,
      heading: { deg: 90, reference: 'magnetic' },
      gpsUtc: shot.utc,
      cameraLocal: '2026-06-10T12:15:30',
      cameraOffsetMin: 120,
      orientation: 1,
      make: 'Fairphone',
      model: 'FP5',
      hasThumbnail: true,
      fault: null,
    });
    expect(facts.position?.lonDeg).toBeCloseTo(shot.lonDeg, 6);
    expect(facts.position?.latDeg).toBeCloseTo(shot.latDeg, 6);
    expect(facts.makerNoteBytes).toBeGreaterThan(0);
  });

  it('know the south and the west', async () => {
    const facts = readPhotoFacts(await fieldPhoto({ widthPx: 64, heightPx: 64 }, { position: { lonDeg: -70.5, latDeg: -33.25 } }), 'p.jpg');
    expect([facts.position?.lonDeg, facts.position?.latDeg]).toEqual([-70.5, -33.25]);
  });

  it('have no position and no time where EXIF has none', async () => {
    const bare = await import('./testing/render-photo.js').then(({ renderPhoto, recompressed }) =>
      renderPhoto({ widthPx: 64, heightPx: 64 }).then((jpeg) => recompressed(jpeg, 90)),
    );
    expect(readPhotoFacts(bare, 'bare.jpg')).toMatchObject({
      position: null,
      gpsUtc: null,
      cameraLocal: null,
      hasThumbnail: false,
      fault: null,
    });
  });

  it.skipIf(!there)('of nine real photos have a position, a GPS time and a thumbnail (real data; skipped: needs ../shared/data)', () => {
    const files = readdirSync(real).filter((name) => name.endsWith('.jpg'));
    expect(files).toHaveLength(9);
    for (const name of files) {
      const facts = readPhotoFacts(readFileSync(join(real, name)), name);
      expect(facts).toMatchObject({ make: 'NIKON', software: 'Nikon Transfer 1.1 W', hasThumbnail: true, fault: null });
      expect(facts.position?.latDeg).toBeGreaterThan(43.46);
      expect(facts.position?.lonDeg).toBeLessThan(11.89);
      expect(facts.gpsUtc?.slice(0, 13)).toBe('2008-10-23T14');
    }
  });

  it.skipIf(!there)('of a real photo are those of its README (real data; skipped: needs ../shared/data)', () => {
    const { gpsUtc, cameraLocal, heading, position } = readPhotoFacts(readFileSync(join(real, 'DSCN0010.jpg')), 'DSCN0010.jpg');
    expect({ gpsUtc, cameraLocal, heading }).toEqual({
      gpsUtc: '2008-10-23T14:27:07.240Z',
      cameraLocal: '2008-10-22T16:28:39',
      heading: null,
    });
    expect(position?.latDeg).toBeCloseTo(43.467448, 6);
  });
});

describe('what is no sound photo', () => {
  it('is refused with a remedy: HEIC', async () => {
    const heic = Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from('ftypheic\0\0\0\0mif1heic'), Buffer.alloc(200)]);
    const { code, message } = await refusal(() => openPhoto(heic, 'IMG_1.HEIC'));
    expect(code).toBe('photo-unsupported');
    expect(message).toMatch(/^IMG_1\.HEIC: an HEIC\/HEIF picture.*most compatible/);
  });

  it.each([
    ['PNG', Buffer.from('\x89PNG\r\n\x1a\n0000', 'latin1'), 'photo-unsupported'],
    ['PDF', Buffer.from('%PDF-1.7'), 'photo-unsupported'],
    ['nothing', Buffer.alloc(0), 'photo-invalid'],
    ['text', Buffer.from('<html>not found</html>'), 'photo-invalid'],
    ['start marker only', Buffer.from([0xff, 0xd8, 0xff]), 'photo-invalid'],
  ])('is refused: %s', async (_, bytes, code) => {
    expect(await refusal(() => openPhoto(bytes, 'x'))).toMatchObject({ code });
  });

  it('is refused where it was cut off, wherever', async () => {
    for (const share of [0.001, 0.01, 0.1, 0.5, 0.9, 0.999]) {
      const { code, message } = await refusal(() => openPhoto(photo.subarray(0, Math.floor(photo.length * share)), 'cut.jpg'));
      expect([share, code]).toEqual([share, 'photo-invalid']);
      expect(message).toMatch(/^cut\.jpg: .*Send the photo again/);
    }
  });

  it('is refused where it was cut off and an end marker was put behind', async () => {
    const patched = Buffer.concat([photo.subarray(0, photo.length >> 1), Buffer.from([0xff, 0xd9])]);
    expect((await refusal(() => decodeForAnalysis(openPhoto(patched, 'patched.jpg')))).code).toBe('photo-invalid');
  });

  it('is refused before a pixel is decoded: 80 megapixels in a few bytes', async () => {
    const bomb = Buffer.from(photo);
    const frameAt = bomb.lastIndexOf(Buffer.from([0xff, 0xc0, 0, 17]));
    bomb.writeUInt16BE(8_000, frameAt + 5);
    bomb.writeUInt16BE(10_000, frameAt + 7);
    const { code, message } = await refusal(() => openPhoto(bomb, 'bomb.jpg'));
    expect(code).toBe('photo-too-large');
    expect(message).toContain('10000 × 8000 px are 80 megapixels; at most 64');
  });

  it('is refused above 24 megapixels where it is progressive: all passes would be in memory', async () => {
    const bomb = await sharp({ create: { width: 5_000, height: 5_000, channels: 3, background: '#585' } })
      .jpeg({ progressive: true })
      .toBuffer();
    const { code, message } = await refusal(() => openPhoto(bomb, 'passes.jpg'));
    expect([code, message]).toEqual(['photo-too-large', expect.stringContaining('25 megapixels of a progressive JPEG; at most 24')]);
  });

  it('is refused above 32 MiB', async () => {
    expect((await refusal(() => openPhoto(Buffer.alloc(33 * 2 ** 20), 'big.jpg'))).code).toBe('photo-too-large');
  });

  it('never breaks the reader: 400 photos with wild bytes in the head are read or refused', async () => {
    const small = await fieldPhoto({ widthPx: 64, heightPx: 48 });
    const random = randomOf(7);
    const seen = { read: 0, refused: 0 };
    for (let run = 0; run < 400; run++) {
      const broken = Buffer.from(small);
      for (let i = 0; i < 1 + run / 20; i++) broken[2 + Math.floor(random() * (small.length - 2))] = Math.floor(random() * 256);
      try {
        await examinePhoto(broken, 'wild.jpg');
        seen.read++;
      } catch (error) {
        if (!isLandsichtError(error)) throw error;
        seen.refused++;
      }
    }
    expect(seen.read).toBeGreaterThan(20);
    expect(seen.refused).toBeGreaterThan(20);
  });
});
