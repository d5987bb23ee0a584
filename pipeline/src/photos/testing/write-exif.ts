/** What a simulated camera writes; absent members are left out. */
export interface ExifInput {
  readonly make?: string;
  readonly model?: string;
  readonly software?: string;
  readonly orientation?: number;
  /** `YYYY:MM:DD HH:MM:SS`. */
  readonly dateTimeOriginal?: string;
  /** `+02:00`. */
  readonly offsetTimeOriginal?: string;
  readonly userComment?: string;
  readonly makerNote?: Uint8Array;
  readonly position?: { readonly lonDeg: number; readonly latDeg: number };
  readonly altitudeM?: number;
  readonly accuracyM?: number;
  readonly dop?: number;
  readonly headingDeg?: number;
  readonly headingRef?: 'T' | 'M';
  readonly gpsUtc?: string;
  readonly thumbnail?: Uint8Array;
}

type Entry = readonly [tag: number, type: 1 | 2 | 3 | 4 | 5 | 7, count: number, data: Buffer];

const short = (tag: number, value: number): Entry => {
  const data = Buffer.alloc(2);
  data.writeUInt16LE(value);
  return [tag, 3, 1, data];
};
const long = (tag: number, value: number): Entry => {
  const data = Buffer.alloc(4);
  data.writeUInt32LE(value);
  return [tag, 4, 1, data];
};
const ascii = (tag: number, value: string): Entry => [tag, 2, value.length + 1, Buffer.from(`${value}\0`, 'latin1')];
const bytes = (tag: number, data: Uint8Array): Entry => [tag, 7, data.length, Buffer.from(data)];
const rationals = (tag: number, values: readonly number[], denominator: number): Entry => {
  const data = Buffer.alloc(8 * values.length);
  for (const [i, value] of values.entries()) {
    data.writeUInt32LE(Math.round(value * denominator), 8 * i);
    data.writeUInt32LE(denominator, 8 * i + 4);
  }
  return [tag, 5, values.length, data];
};
const given = <T>(value: T | undefined, ...make: readonly ((value: T) => Entry)[]): Entry[] =>
  value == null ? [] : make.map((entry) => entry(value));

/** An APP1 segment (Exif 2.32), little-endian. */
export function exifSegment(exif: ExifInput): Buffer {
  const camera = cameraEntries(exif);
  const gps = gpsEntries(exif);
  const image = (exifAt: number, gpsAt: number): Entry[] =>
    sorted([
      ...given(exif.make, (v) => ascii(0x010f, v)),
      ...given(exif.model, (v) => ascii(0x0110, v)),
      ...given(exif.orientation, (v) => short(0x0112, v)),
      ...given(exif.software, (v) => ascii(0x0131, v)),
      long(0x8769, exifAt),
      ...(gps.length === 0 ? [] : [long(0x8825, gpsAt)]),
    ]);
  const imageAt = 8;
  const exifAt = imageAt + ifdBytes(image(0, 0));
  const gpsAt = exifAt + ifdBytes(camera);
  const thumbnailAt = gpsAt + (gps.length === 0 ? 0 : ifdBytes(gps));
  const parts = [
    Buffer.from([0x49, 0x49, 42, 0, imageAt, 0, 0, 0]),
    ifd(image(exifAt, gpsAt), imageAt, exif.thumbnail == null ? 0 : thumbnailAt),
    ifd(camera, exifAt, 0),
    ...(gps.length === 0 ? [] : [ifd(gps, gpsAt, 0)]),
  ];
  if (exif.thumbnail != null) {
    const entries = (at: number): Entry[] => [short(0x0103, 6), long(0x0201, at), long(0x0202, exif.thumbnail?.length ?? 0)];
    parts.push(ifd(entries(thumbnailAt + ifdBytes(entries(0))), thumbnailAt, 0), Buffer.from(exif.thumbnail));
  }
  const tiff = Buffer.concat(parts);
  const head = Buffer.from([0xff, 0xe1, 0, 0, 0x45, 0x78, 0x69, 0x66, 0, 0]);
  head.writeUInt16BE(tiff.length + 8, 2);
  return Buffer.concat([head, tiff]);
}

function cameraEntries(exif: ExifInput): Entry[] {
  const original = (v: string): Entry => ascii(0x9003, v);
  const digitised = (v: string): Entry => ascii(0x9004, v);
  return sorted([
    ...given(exif.dateTimeOriginal, original, digitised),
    ...given(exif.offsetTimeOriginal, (v) => ascii(0x9011, v)),
    ...given(exif.makerNote, (v) => bytes(0x927c, v)),
    ...given(exif.userComment, (v) => bytes(0x9286, Buffer.from(`ASCII\0\0\0${v}`, 'latin1'))),
  ]);
}

function gpsEntries({ position, altitudeM, gpsUtc, dop, headingDeg, headingRef = 'T', accuracyM }: ExifInput): Entry[] {
  const hms = (utc: string): number[] => [11, 14, 17].map((at) => Number(utc.slice(at, at + 2)));
  return sorted([
    ...given(
      position?.latDeg,
      (v) => ascii(1, v < 0 ? 'S' : 'N'),
      (v) => rationals(2, dms(v), 1_000_000),
    ),
    ...given(
      position?.lonDeg,
      (v) => ascii(3, v < 0 ? 'W' : 'E'),
      (v) => rationals(4, dms(v), 1_000_000),
    ),
    ...given(
      altitudeM,
      (v) => [5, 1, 1, Buffer.from([v < 0 ? 1 : 0])],
      (v) => rationals(6, [Math.abs(v)], 100),
    ),
    ...given(
      gpsUtc,
      (v) => rationals(7, hms(v), 1),
      (v) => ascii(0x1d, v.slice(0, 10).replaceAll('-', ':')),
    ),
    ...given(dop, (v) => rationals(0x0b, [v], 100)),
    ...given(
      headingDeg,
      () => ascii(0x10, headingRef),
      (v) => rationals(0x11, [v], 100),
    ),
    ...given(accuracyM, (v) => rationals(0x1f, [v], 100)),
  ]);
}

/** Degrees, minutes, seconds without sign. */
function dms(deg: number): number[] {
  const whole = Math.abs(deg);
  const minutes = (whole % 1) * 60;
  return [Math.floor(whole), Math.floor(minutes), (minutes % 1) * 60];
}

function sorted(entries: readonly Entry[]): Entry[] {
  return entries.toSorted(([a], [b]) => a - b);
}

function padded(data: Buffer): number {
  return data.length <= 4 ? 0 : data.length + (data.length % 2);
}

function ifdBytes(entries: readonly Entry[]): number {
  return 2 + 12 * entries.length + 4 + entries.reduce((sum, [, , , data]) => sum + padded(data), 0);
}

function ifd(entries: readonly Entry[], at: number, next: number): Buffer {
  const out = Buffer.alloc(ifdBytes(entries));
  out.writeUInt16LE(entries.length, 0);
  let valueAt = 2 + 12 * entries.length + 4;
  for (const [i, [tag, type, count, data]] of entries.entries()) {
    const entryAt = 2 + 12 * i;
    out.writeUInt16LE(tag, entryAt);
    out.writeUInt16LE(type, entryAt + 2);
    out.writeUInt32LE(count, entryAt + 4);
    if (data.length <= 4) data.copy(out, entryAt + 8);
    else {
      out.writeUInt32LE(at + valueAt, entryAt + 8);
      data.copy(out, valueAt);
      valueAt += padded(data);
    }
  }
  out.writeUInt32LE(next, 2 + 12 * entries.length);
  return out;
}
