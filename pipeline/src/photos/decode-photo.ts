import { errorMessage, LandsichtError } from '@landsicht/core';
import sharp, { type OutputInfo, type Sharp } from 'sharp';
import { type OpenedPhoto, photoLimits } from './photo-facts.js';

/** Luma 0 to 255 (ITU-R BT.601, as JPEG stores it), row by row. */
export interface LumaImage {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly luma: Uint8Array;
}

/** Long side at which sharpness and light are measured, so that cameras compare. */
export const ANALYSIS_SIDE_PX = 1080;
/** Side of the piece that is looked at in full resolution; 16,384 blocks of 8 × 8. */
const BLOCK_AREA_PX = 1024;

/** The copy everybody may see: at 3 m a face is 4 blur widths across, a plate less. The crop and its rows stay recognisable. */
export const viewCopy = { longSidePx: 640, blurSigmaPx: 3, quality: 82 } as const;

const options = { limitInputPixels: photoLimits.pixels, failOn: 'warning', ignoreIcc: true } as const;

/** The photo within `ANALYSIS_SIDE_PX`, not turned. Throws `photo-invalid` where its pixels are damaged. */
export function decodeForAnalysis(photo: OpenedPhoto): Promise<LumaImage> {
  const size = { width: ANALYSIS_SIDE_PX, height: ANALYSIS_SIDE_PX, fit: 'inside', withoutEnlargement: true } as const;
  return decoding(photo.name, async () => lumaOf(await rgb(sharp(photo.bytes, options).resize(size))));
}

/** The middle in full resolution, its corner on the grid of 8 × 8 blocks. */
export function decodeBlocks(photo: OpenedPhoto): Promise<LumaImage> {
  const { widthPx, heightPx } = photo.structure;
  const [left, width] = middle(widthPx);
  const [top, height] = middle(heightPx);
  return decoding(photo.name, async () => lumaOf(await rgb(sharp(photo.bytes, options).extract({ left, top, width, height }))));
}

/** Any JPEG stretched to a size; null where it cannot be decoded. */
export async function decodeSized(jpeg: Uint8Array, widthPx: number, heightPx: number): Promise<LumaImage | null> {
  try {
    return lumaOf(await rgb(sharp(jpeg, options).resize(widthPx, heightPx, { fit: 'fill' })));
  } catch {
    return null;
  }
}

export async function jpegSize(jpeg: Uint8Array): Promise<{ widthPx: number; heightPx: number; metadataBytes: number } | null> {
  try {
    const { width, height, exif, xmp, iptc, icc } = await sharp(jpeg, options).metadata();
    const metadataBytes = [exif, xmp, iptc, icc].reduce((sum, block) => sum + (block?.length ?? 0), 0);
    return { widthPx: width, heightPx: height, metadataBytes };
  } catch {
    return null;
  }
}

/** Upright, reduced, blurred, without any metadata (sharp keeps none unless told). */
export function makeViewCopy(photo: OpenedPhoto): Promise<Uint8Array> {
  const { longSidePx, blurSigmaPx, quality } = viewCopy;
  const size = { width: longSidePx, height: longSidePx, fit: 'inside', withoutEnlargement: true } as const;
  return decoding(photo.name, () =>
    sharp(photo.bytes, { ...options, ignoreIcc: false })
      .autoOrient()
      .resize(size)
      .blur(blurSigmaPx)
      .jpeg({ quality })
      .toBuffer(),
  );
}

function middle(sidePx: number): readonly [start: number, size: number] {
  const size = Math.min(sidePx, BLOCK_AREA_PX);
  return [Math.floor((sidePx - size) / 16) * 8, size];
}

async function rgb(image: Sharp): Promise<{ data: Uint8Array; info: OutputInfo }> {
  return image.flatten().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
}

function lumaOf({ data, info }: { data: Uint8Array; info: OutputInfo }): LumaImage {
  const { width, height, channels } = info;
  const luma = new Uint8Array(width * height);
  const [green, blue] = channels >= 3 ? [1, 2] : [0, 0];
  for (let i = 0, at = 0; i < luma.length; i++, at += channels) {
    luma[i] = Math.round(0.299 * (data[at] ?? 0) + 0.587 * (data[at + green] ?? 0) + 0.114 * (data[at + blue] ?? 0));
  }
  return { widthPx: width, heightPx: height, luma };
}

async function decoding<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const [what = ''] = errorMessage(cause).split('\n');
    throw new LandsichtError('photo-invalid', `${name}: its pixels are damaged or truncated (${what}). Send the photo again`, { cause });
  }
}
