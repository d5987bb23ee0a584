import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { jpegSize } from '../decode-photo.js';
import type { PhotoFacts } from '../photo-facts.js';
import type { PhotoRecord } from '../photo-record.js';
import { evidenceOf } from '../testing/evidence-of.js';
import { fieldPhoto, honestExif, honestRecord, shot } from '../testing/field-photo.js';
import { recompressed, thumbnailOf, withExif } from '../testing/render-photo.js';
import type { PhotoCheck, PhotoCheckId } from './photo-check.js';
import { photoVerdict, runPhotoChecks } from './photo-checks.js';
import type { EarlierPhoto, PhotoEvidence } from './photo-evidence.js';

const real = fileURLToPath(new URL('../../../../../shared/data/photos/gps/', import.meta.url));
const there = existsSync(real);

let good: PhotoEvidence;
let goodFile: Buffer;
beforeAll(async () => {
  goodFile = await fieldPhoto();
  good = await evidenceOf(goodFile);
});

function check(id: PhotoCheckId, evidence: PhotoEvidence): PhotoCheck {
  const found = runPhotoChecks(evidence).find((one) => one.id === id);
  if (found == null) throw new Error(`no check ${id}`);
  return found;
}
const result = (id: PhotoCheckId, more: Partial<PhotoEvidence>) => check(id, { ...good, ...more }).result;
const record = (more: Partial<PhotoRecord>): Partial<PhotoEvidence> => ({ record: honestRecord(more) });
const facts = (more: Partial<PhotoFacts>): Partial<PhotoEvidence> => ({ facts: { ...good.facts, ...more } });
/** A position so many metres east of the parcel's middle; its eastern edge is 70.2 m away. */
const east = (metres: number) => ({ lonDeg: shot.lonDeg + metres / 70_150, latDeg: shot.latDeg });
const earlier = (more: Partial<EarlierPhoto>): EarlierPhoto => ({
  sha256: 'f'.repeat(64),
  taskId: 'old',
  perceptualHash: null,
  takenUtc: null,
  position: null,
  accuracyM: null,
  ...more,
});

describe('an honest photo', () => {
  it('passes all twelve checks', () => {
    expect(runPhotoChecks(good).map(({ id, result }) => `${id} ${result}`)).toEqual([
      'signature pass',
      'record-agreement pass',
      'time-agreement pass',
      'accuracy pass',
      'place pass',
      'window pass',
      'duplicate pass',
      'speed pass',
      'device-integrity pass',
      'editing pass',
      'quality pass',
      'anonymised pass',
    ]);
    expect(photoVerdict(runPhotoChecks(good))).toBe('ok');
  });

  it('is explained in German and English, numbers as each language writes them', () => {
    for (const { sentence, title } of runPhotoChecks(good)) {
      for (const text of [sentence.de, sentence.en]) expect(text).toMatch(/^\p{Lu}.*\.$/u);
      expect(sentence.de).not.toBe(sentence.en);
      expect(title.de).not.toBe(title.en);
    }
    expect(check('accuracy', { ...good, ...record({ position: { ...shotPosition, accuracyM: 12.34 } }) }).sentence).toEqual({
      de: 'Die Position ist auf 12,3 m genau (gut bis 10 m, brauchbar bis 25 m).',
      en: 'The position is accurate to 12.3 m (good up to 10 m, usable up to 25 m).',
    });
  });
});

const shotPosition = { lonDeg: shot.lonDeg, latDeg: shot.latDeg, accuracyM: 4 };

describe('what lacks data', () => {
  it('never passes: a bare JPEG without EXIF, record and signature', async () => {
    const bare = await evidenceOf(await recompressed(goodFile, 92), { record: null, signature: { state: 'unsigned' } });
    const results = Object.fromEntries(runPhotoChecks(bare).map(({ id, result }) => [id, result]));
    expect(results).toMatchObject({
      signature: 'warn',
      'record-agreement': 'warn',
      'time-agreement': 'warn',
      accuracy: 'warn',
      place: 'fail',
      window: 'warn',
      speed: 'warn',
      'device-integrity': 'warn',
      editing: 'warn',
    });
    expect(photoVerdict(runPhotoChecks(bare))).toBe('rejected');
    for (const id of ['signature', 'accuracy', 'window'] as const) {
      expect(check(id, bare).sentence.en).toMatch(/^Not available: /);
      expect(check(id, bare).sentence.de).toMatch(/^Nicht prüfbar: /);
    }
  });

  it('leaves the verdict to an officer where nothing failed', () => {
    expect(photoVerdict([{ result: 'pass' }, { result: 'warn' }])).toBe('doubtful');
    expect(photoVerdict([])).toBe('doubtful');
  });
});

describe('(1) signature', () => {
  it.each(['unknown-device', 'invalid', 'wrong-task'] as const)('fails when it is %s', (state) => {
    expect(result('signature', { signature: { state } })).toBe('fail');
  });
  it('fails when the nonce has expired, and says when', () => {
    const expired = check('signature', { ...good, signature: { state: 'expired', expiredUtc: '2026-06-09T12:00:00.000Z' } });
    expect([expired.result, expired.sentence.en]).toEqual(['fail', 'The photo task expired on 2026-06-09 12:00 UTC.']);
  });
});

describe('(2) EXIF and record', () => {
  it('agree up to 20 m and 120 s', () => {
    expect(result('record-agreement', facts({ position: east(19.5) }))).toBe('pass');
    expect(result('record-agreement', facts({ position: east(20.5) }))).toBe('fail');
    expect(result('record-agreement', facts({ gpsUtc: '2026-06-10T10:17:30.000Z' }))).toBe('pass');
    expect(result('record-agreement', facts({ gpsUtc: '2026-06-10T10:17:31.000Z' }))).toBe('fail');
  });
  it('cannot be compared without a GPS position in the photo', () => {
    expect(result('record-agreement', facts({ position: null }))).toBe('warn');
  });
});

describe('(3) times', () => {
  const camera = (cameraLocal: string, cameraOffsetMin: number | null) => facts({ cameraLocal, cameraOffsetMin });
  it('pass where the camera states its zone rightly, or its clock fits Germany', () => {
    expect(result('time-agreement', camera('2026-06-10T12:15:30', null))).toBe('pass');
    expect(result('time-agreement', camera('2026-06-10T10:15:30', 0))).toBe('pass');
  });
  it('fail where the zone is mirrored, and say so', () => {
    const mirrored = check('time-agreement', { ...good, ...camera('2026-06-10T12:15:30', -120) });
    expect([mirrored.result, mirrored.sentence.en]).toEqual(['fail', expect.stringContaining('mirrored (says UTC−2, is UTC+2)')]);
  });
  it('warn where the clock stands in another zone', () => {
    expect(result('time-agreement', camera('2026-06-10T13:15:30', null))).toBe('warn');
    expect(result('time-agreement', camera('2026-06-10T13:15:30', 120))).toBe('warn');
  });
  it('fail where they are a day apart, or no zone explains them', () => {
    const dayOff = check('time-agreement', { ...good, ...camera('2026-06-09T12:15:30', null) });
    expect([dayOff.result, dayOff.sentence.de]).toEqual(['fail', expect.stringContaining('das Datum der Kamera liegt 1 Tag davor')]);
    expect(result('time-agreement', camera('2026-06-10T12:22:00', null))).toBe('fail');
  });
  it('fail where the photo comes from the future, warn where it waited for days', () => {
    expect(result('time-agreement', { receivedUtc: '2026-06-10T10:10:00.000Z' })).toBe('fail');
    expect(result('time-agreement', { receivedUtc: '2026-06-14T10:10:00.000Z' })).toBe('warn');
  });
});

describe('(4) accuracy', () => {
  it.each([
    [10, 'pass'],
    [10.1, 'warn'],
    [25, 'warn'],
    [25.1, 'fail'],
  ] as const)('of %s m gives %s', (accuracyM, expected) => {
    expect(result('accuracy', record({ position: { ...shotPosition, accuracyM } }))).toBe(expected);
  });
  it('is read from GPSDOP only where an app of the EGNSS4CAP kind wrote it', () => {
    const dop = { accuracyM: null, dop: 3 };
    expect(result('accuracy', { record: null, ...facts(dop) })).toBe('warn');
    expect(result('accuracy', { record: null, ...facts({ ...dop, userComment: 'TASK_17_DATETIME_1' }) })).toBe('pass');
  });
});

describe('(5) place', () => {
  const beside = (metres: number, heading: PhotoRecord['heading']) => record({ position: { ...east(metres), accuracyM: 5 }, heading });
  it('passes beside the parcel when the camera looks at it', () => {
    expect(result('place', beside(80, { deg: 270, reference: 'true' }))).toBe('pass');
  });
  it('fails beside the parcel when the camera looks away', () => {
    expect(result('place', beside(80, { deg: 90, reference: 'true' }))).toBe('fail');
  });
  it('fails beyond accuracy + 10 m, wherever the camera looks', () => {
    expect(result('place', beside(86, { deg: 270, reference: 'true' }))).toBe('fail');
    expect(result('place', record({ position: { lonDeg: 0, latDeg: 0, accuracyM: 5 } }))).toBe('fail');
  });
  it('cannot be judged beside the parcel without a direction', () => {
    expect(result('place', { ...beside(80, null), ...facts({ heading: null }) })).toBe('warn');
  });
  it('turns a compass to true north: the share of the view changes by the declination', () => {
    // north-east corner in reach: about 5° decide
    const at = record({ position: { lonDeg: 13.80214, latDeg: 51.0024, accuracyM: 50 }, heading: { deg: 200, reference: 'true' } });
    const magnetic = record({
      position: { lonDeg: 13.80214, latDeg: 51.0024, accuracyM: 50 },
      heading: { deg: 195, reference: 'magnetic' },
    });
    expect(check('place', { ...good, ...at }).value).toBe(check('place', { ...good, ...magnetic }).value);
    expect(check('place', { ...good, ...magnetic }).sentence.en).toContain('looking 200°');
  });
});

describe('(6) window and daylight', () => {
  it('fails outside the window', () => {
    expect(result('window', { task: { ...good.task, untilUtc: '2026-06-09T23:59:59.000Z' } })).toBe('fail');
    expect(result('window', { task: { ...good.task, fromUtc: '2026-06-11T00:00:00.000Z' } })).toBe('fail');
  });
  it('fails at night and passes at dusk', () => {
    // sunset in Dresden on 10 June: 19:14 UTC; civil twilight ends 19:58
    expect(result('window', facts({ gpsUtc: '2026-06-10T19:40:00.000Z' }))).toBe('pass');
    expect(result('window', facts({ gpsUtc: '2026-06-10T20:20:00.000Z' }))).toBe('fail');
  });
});

describe('(7) duplicates', () => {
  it('fail as the same file', () => {
    expect(result('duplicate', { earlierOfHolding: [earlier({ sha256: good.facts.sha256 })] })).toBe('fail');
  });
  it('fail as the same view made smaller and saved again', async () => {
    const again = await evidenceOf(await recompressed(goodFile, 60));
    const { perceptualHash } = again.pixels;
    const found = check('duplicate', { ...good, earlierOfHolding: [earlier({ perceptualHash })] });
    expect([found.result, found.sentence.en]).toEqual(['fail', expect.stringContaining('task old')]);
  });
  it('pass beside other views', async () => {
    for (const seed of [2, 3, 4, 5, 6]) {
      const other = await evidenceOf(await fieldPhoto({ seed, widthPx: 640, heightPx: 480 }));
      expect(result('duplicate', { earlierOfHolding: [earlier({ perceptualHash: other.pixels.perceptualHash })] })).toBe('pass');
    }
  });
  it('cannot be told on a uniform image', async () => {
    const night = await evidenceOf(await fieldPhoto({ light: 0, widthPx: 640, heightPx: 480 }));
    expect(check('duplicate', night).result).toBe('warn');
  });
});

describe('(8) speed', () => {
  const minutesAgo = (minutes: number) => new Date(Date.parse(shot.utc) - minutes * 60_000).toISOString();
  const drive = (metres: number, minutes: number) => ({
    earlierOfDevice: [earlier({ position: east(metres), takenUtc: minutesAgo(minutes), accuracyM: 5 })],
  });
  it('passes up to 150 km/h and fails above', () => {
    expect(result('speed', drive(24_900, 10))).toBe('pass');
    expect(result('speed', drive(25_200, 10))).toBe('fail');
  });
  it('is not confused by the scatter of two fixes in one second', () => {
    expect(result('speed', drive(8, 0))).toBe('pass');
  });
});

describe('(9) device', () => {
  it('fails with a feigned position, a rooted system, or a failed Galileo authentication', () => {
    expect(result('device-integrity', record({ mockLocation: true }))).toBe('fail');
    expect(result('device-integrity', record({ rooted: true }))).toBe('fail');
    expect(result('device-integrity', record({ position: { ...shotPosition, osnma: 'failed' } }))).toBe('fail');
  });
  it('is not available where the system says nothing', () => {
    expect(result('device-integrity', record({ rooted: null }))).toBe('warn');
  });
});

describe('(10) editing', () => {
  it('warns of an editor, also where only XMP names it', () => {
    expect(check('editing', { ...good, ...facts({ software: 'Adobe Photoshop 25.0' }) })).toMatchObject({
      result: 'warn',
      value: 'software',
    });
    expect(result('editing', facts({ creatorTool: 'GIMP 2.10' }))).toBe('warn');
    expect(result('editing', facts({ software: 'Nikon Transfer 1.1 W' }))).toBe('pass');
  });
  it("warns where the maker's block is missing", async () => {
    expect(check('editing', await evidenceOf(await fieldPhoto({}, { makerNote: Buffer.alloc(0) })))).toMatchObject({ value: 'maker-note' });
  });
  it('warns of a thumbnail that shows something else', async () => {
    const thumbnail = await thumbnailOf(await fieldPhoto({ seed: 9 }));
    expect(check('editing', await evidenceOf(await fieldPhoto({}, { thumbnail })))).toMatchObject({ result: 'warn', value: 'thumbnail' });
  });
  it('warns of a JPEG saved again with finer tables, EXIF and thumbnail kept', async () => {
    const coarse = await fieldPhoto({ quality: 75 });
    const edited = withExif(await recompressed(coarse, 92), { ...honestExif, thumbnail: await thumbnailOf(coarse) });
    expect(check('editing', await evidenceOf(edited))).toMatchObject({ result: 'warn', value: 'saved-twice' });
  });
  it.each([70, 85, 97])('passes a JPEG saved once at quality %s', async (quality) => {
    expect(check('editing', await evidenceOf(await fieldPhoto({ quality }))).result).toBe('pass');
  });
});

describe('(11) quality', () => {
  it('fails when blurred, dark or small', async () => {
    for (const scene of [{ blurPx: 3 }, { light: 0.1 }, { widthPx: 1000, heightPx: 750 }]) {
      expect(check('quality', await evidenceOf(await fieldPhoto(scene)))).toMatchObject({ result: 'fail' });
    }
  });
  it('accepts a portrait of 1080 px', async () => {
    expect(check('quality', await evidenceOf(await fieldPhoto({ widthPx: 810, heightPx: 1080 }))).result).toBe('pass');
  });
});

describe('(12) the copy that everybody sees', () => {
  it('fails where it is the original', async () => {
    const view = await jpegSize(goodFile);
    expect(view?.metadataBytes).toBeGreaterThan(1_000);
    if (view != null) expect(result('anonymised', { view })).toBe('fail');
  });
});

describe.skipIf(!there)('nine real photos (real data; skipped: needs ../shared/data)', () => {
  it('are each one day apart from their GPS, too small, from 2008, unsigned and elsewhere, but neither edited nor alike', async () => {
    const files = readdirSync(real).filter((name) => name.endsWith('.jpg'));
    const before: EarlierPhoto[] = [];
    for (const name of files) {
      const evidence = await evidenceOf(readFileSync(join(real, name)), {
        record: null,
        signature: { state: 'unsigned' },
        earlierOfHolding: [...before],
      });
      const results = Object.fromEntries(runPhotoChecks(evidence).map(({ id, result }) => [id, result]));
      expect([name, results]).toEqual([
        name,
        {
          signature: 'warn',
          'record-agreement': 'warn',
          'time-agreement': 'fail',
          accuracy: 'warn',
          place: 'fail',
          window: 'fail',
          duplicate: 'pass',
          speed: 'warn',
          'device-integrity': 'warn',
          editing: 'pass',
          quality: 'fail',
          anonymised: 'pass',
        },
      ]);
      before.push(earlier({ sha256: evidence.facts.sha256, perceptualHash: evidence.pixels.perceptualHash }));
    }
  });
});
