import { errorMessage } from '@landsicht/core';
import ExifReader from 'exifreader';

/** What a camera wrote, checked for form. Serial numbers, owner and author are never read. */
export interface Exif {
  readonly position: { readonly lonDeg: number; readonly latDeg: number } | null;
  readonly altitudeM: number | null;
  /** GPSHPositioningError. */
  readonly accuracyM: number | null;
  /** GPSDOP; apps after EGNSS4CAP write the accuracy in metres here. */
  readonly dop: number | null;
  readonly heading: { readonly deg: number; readonly reference: 'true' | 'magnetic' } | null;
  /** GPS date and time, ISO 8601. */
  readonly gpsUtc: string | null;
  /** DateTimeOriginal, else DateTimeDigitized: `YYYY-MM-DDTHH:MM:SS` without a zone. */
  readonly cameraLocal: string | null;
  /** OffsetTimeOriginal or OffsetTime, minutes east of UTC. */
  readonly cameraOffsetMin: number | null;
  /** 1 to 8 (TIFF 6.0); 1 where absent. */
  readonly orientation: number;
  readonly make: string | null;
  readonly model: string | null;
  readonly software: string | null;
  readonly userComment: string | null;
  readonly makerNoteBytes: number;
  /** JPEG. */
  readonly thumbnail: Uint8Array | null;
  /** Why nothing could be read; null where the block is absent or sound. */
  readonly fault: string | null;
}

type Tags = Readonly<Record<string, { readonly value?: unknown; readonly computed?: unknown } | undefined>>;

const nothing: Exif = {
  position: null,
  altitudeM: null,
  accuracyM: null,
  dop: null,
  heading: null,
  gpsUtc: null,
  cameraLocal: null,
  cameraOffsetMin: null,
  orientation: 1,
  make: null,
  model: null,
  software: null,
  userComment: null,
  makerNoteBytes: 0,
  thumbnail: null,
  fault: null,
};

/** Reads the head of a JPEG (up to its pixels). A damaged block reads as empty, with its fault. */
export function readExif(head: Uint8Array): Exif {
  try {
    const read = ExifReader.load(Buffer.from(head), {
      expanded: true,
      computed: true,
      includeTags: { exif: true, thumbnail: true },
    });
    const tags = (read.exif ?? {}) as unknown as Tags;
    const image = (read.Thumbnail as { image?: ArrayBuffer | Uint8Array } | undefined)?.image;
    return {
      position: positionOf(tags),
      altitudeM: altitudeOf(tags),
      accuracyM: atLeastZero(number(tags['GPSHPositioningError'])),
      dop: atLeastZero(number(tags['GPSDOP'])),
      heading: headingOf(tags),
      gpsUtc: gpsUtcOf(tags),
      cameraLocal: localTime(text(tags['DateTimeOriginal'])) ?? localTime(text(tags['DateTimeDigitized'])),
      cameraOffsetMin: offsetMin(text(tags['OffsetTimeOriginal']) ?? text(tags['OffsetTimeDigitized']) ?? text(tags['OffsetTime'])),
      orientation: orientationOf(number(tags['Orientation'])),
      make: text(tags['Make']),
      model: text(tags['Model']),
      software: text(tags['Software']),
      userComment: commentOf(tags['UserComment']),
      makerNoteBytes: Array.isArray(tags['MakerNote']?.value) ? tags['MakerNote'].value.length : 0,
      thumbnail: image == null || image.byteLength === 0 ? null : new Uint8Array(image),
      fault: null,
    };
  } catch (error) {
    const message = errorMessage(error);
    return /no exif data/i.test(message) ? nothing : { ...nothing, fault: message };
  }
}

function text(tag: Tags[string]): string | null {
  const value = Array.isArray(tag?.computed) ? tag.computed[0] : tag?.computed;
  if (typeof value !== 'string') return null;
  const trimmed = value.replace(/\0.*$/s, '').trim().slice(0, 400);
  return trimmed === '' ? null : trimmed;
}

function number(tag: Tags[string]): number | null {
  const value = Array.isArray(tag?.computed) ? tag.computed[0] : tag?.computed;
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

function atLeastZero(value: number | null): number | null {
  return value != null && value >= 0 ? value : null;
}

function three(tag: Tags[string]): readonly [number, number, number] | null {
  const values = tag?.computed;
  if (!Array.isArray(values) || values.length !== 3 || !values.every((v) => typeof v === 'number' && Number.isFinite(v))) return null;
  return values as [number, number, number];
}

function positionOf(tags: Tags): Exif['position'] {
  const latDeg = degrees(three(tags['GPSLatitude']), text(tags['GPSLatitudeRef']), 'N', 'S', 90);
  const lonDeg = degrees(three(tags['GPSLongitude']), text(tags['GPSLongitudeRef']), 'E', 'W', 180);
  return latDeg == null || lonDeg == null ? null : { lonDeg, latDeg };
}

function degrees(
  dms: readonly [number, number, number] | null,
  ref: string | null,
  plus: string,
  minus: string,
  most: number,
): number | null {
  if (dms == null || (ref !== plus && ref !== minus)) return null;
  const [d, m, s] = dms;
  const value = d + m / 60 + s / 3600;
  if (d < 0 || m < 0 || s < 0 || value > most) return null;
  return ref === minus ? -value : value;
}

function altitudeOf(tags: Tags): number | null {
  const metres = number(tags['GPSAltitude']);
  return metres == null ? null : number(tags['GPSAltitudeRef']) === 1 ? -metres : metres;
}

function headingOf(tags: Tags): Exif['heading'] {
  const deg = number(tags['GPSImgDirection']);
  const ref = text(tags['GPSImgDirectionRef']);
  if (deg == null || deg < 0 || deg > 360 || (ref !== 'T' && ref !== 'M')) return null;
  return { deg: deg % 360, reference: ref === 'T' ? 'true' : 'magnetic' };
}

function gpsUtcOf(tags: Tags): string | null {
  const [, year, month, day] = /^(\d{4})[:-](\d{2})[:-](\d{2})/.exec(text(tags['GPSDateStamp']) ?? '') ?? [];
  const time = three(tags['GPSTimeStamp']);
  if (year == null || time == null) return null;
  const [h, m, s] = time;
  if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s >= 61) return null;
  const ms = Date.UTC(Number(year), Number(month) - 1, Number(day), h, m) + Math.round(s * 1000);
  const utc = new Date(ms);
  return utc.getUTCMonth() === Number(month) - 1 ? utc.toISOString() : null;
}

function localTime(value: string | null): string | null {
  const [, year, month, day, h, m, s] = /^(\d{4})[:-](\d{2})[:-](\d{2})[ T](\d{2}):(\d{2}):(\d{2})/.exec(value ?? '') ?? [];
  if (year == null) return null;
  const local = `${year}-${month}-${day}T${h}:${m}:${s}`;
  const ms = Date.parse(`${local}Z`);
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 19) !== local ? null : local;
}

function offsetMin(value: string | null): number | null {
  if (value === 'Z') return 0;
  const [, sign, h, m] = /^([+-])(\d{2}):?(\d{2})$/.exec(value ?? '') ?? [];
  if (sign == null) return null;
  const minutes = Number(h) * 60 + Number(m);
  return minutes > 14 * 60 ? null : sign === '-' ? -minutes : minutes;
}

function orientationOf(value: number | null): number {
  return value != null && Number.isInteger(value) && value >= 1 && value <= 8 ? value : 1;
}

/** 8 bytes name the coding (Exif 2.3, 4.6.5); ASCII is what apps write. */
function commentOf(tag: Tags[string]): string | null {
  const bytes = tag?.value;
  if (!Array.isArray(bytes)) return null;
  const body = Buffer.from(bytes.slice(8, 408).map(Number));
  const trimmed = body.toString('utf8').replaceAll('\0', '').trim();
  return trimmed === '' ? null : trimmed;
}
