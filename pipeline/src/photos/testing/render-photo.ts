import { randomOf } from '@landsicht/core/testing';
import sharp from 'sharp';
import { type ExifInput, exifSegment } from './write-exif.js';

export interface Scene {
  /** Another number is another view: clouds, clods and rows lie elsewhere. */
  readonly seed?: number;
  readonly widthPx?: number;
  readonly heightPx?: number;
  /** 0 = night, 1 = day. */
  readonly light?: number;
  /** Gaussian, pixels; 0 = sharp. */
  readonly blurPx?: number;
  readonly quality?: number;
}

/** A field under a sky: rows in perspective, clods, noise of a sensor; RGB. */
function paint({ seed = 1, widthPx = 1280, heightPx = 960, light = 1 }: Scene): Buffer {
  const random = randomOf(seed);
  // shade = sum of Gaussians, each the product of one over columns and one over rows
  const blobs = Array.from({ length: 14 }, () => {
    const [x, y, r, k] = [random() * widthPx, random() * heightPx, (0.08 + 0.2 * random()) * widthPx, 110 * (random() - 0.5)];
    const bell = (length: number, middle: number): Float64Array =>
      Float64Array.from({ length }, (_, at) => Math.exp(-(((at - middle) / r) ** 2)));
    return { columns: bell(widthPx, x), rows: bell(heightPx, y).map((v) => k * v) };
  });
  const horizon = Math.round(heightPx * (0.25 + 0.2 * random()));
  const tilt = random() - 0.5;
  const data = Buffer.alloc(widthPx * heightPx * 3);
  for (let y = 0, at = 0; y < heightPx; y++) {
    const depth = y > horizon ? (heightPx - horizon) / (y - horizon + 4) : 0;
    for (let x = 0; x < widthPx; x++, at += 3) {
      let shade = 0;
      for (const { columns, rows } of blobs) shade += (columns[x] ?? 0) * (rows[y] ?? 0);
      const grain = (random() - 0.5) * (y > horizon ? 60 : 10);
      const row = y > horizon ? 25 * Math.sin(((x - widthPx * (0.5 + tilt)) * depth) / 30) : 0;
      const [r, g, b] = y > horizon ? [105, 130, 60] : [140, 170, 215];
      const add = shade + row + grain;
      data[at] = clamp((r + add) * light);
      data[at + 1] = clamp((g + add) * light);
      data[at + 2] = clamp((b + add) * light);
    }
  }
  return data;
}

/** A JPEG as a camera writes it: pixels, EXIF and a thumbnail of the same pixels unless `exif` brings another. */
export async function renderPhoto(scene: Scene = {}, exif: ExifInput = {}): Promise<Buffer> {
  const { widthPx = 1280, heightPx = 960, blurPx = 0, quality = 92 } = scene;
  let image = sharp(paint(scene), { raw: { width: widthPx, height: heightPx, channels: 3 } });
  if (blurPx > 0) image = image.blur(blurPx);
  const jpeg = await image.jpeg({ quality }).toBuffer();
  return withExif(jpeg, { thumbnail: await thumbnailOf(jpeg), ...exif });
}

export function thumbnailOf(jpeg: Uint8Array): Promise<Buffer> {
  return sharp(jpeg).resize(160, 120, { fit: 'contain', background: '#000' }).jpeg({ quality: 75 }).toBuffer();
}

/** Saves a photo again, as an editor does; its EXIF is lost. */
export function recompressed(jpeg: Uint8Array, quality: number): Promise<Buffer> {
  return sharp(jpeg).jpeg({ quality }).toBuffer();
}

/** Puts an EXIF block behind the start marker. */
export function withExif(jpeg: Uint8Array, exif: ExifInput): Buffer {
  return Buffer.concat([jpeg.subarray(0, 2), exifSegment(exif), jpeg.subarray(2)]);
}

function clamp(value: number): number {
  return Math.max(0, Math.min(255, Math.round(value)));
}
