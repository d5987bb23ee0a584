import { LandsichtError } from '@landsicht/core';
import type { PhotoPixels, ViewCopyFacts } from './checks/photo-evidence.js';
import { decodeBlocks, decodeForAnalysis, decodeSized, jpegSize, type LumaImage, makeViewCopy } from './decode-photo.js';
import { doubleQuantisation } from './double-quantisation.js';
import { correlation, measureImage } from './image-measures.js';
import { perceptualHash } from './perceptual-hash.js';
import { type OpenedPhoto, openPhoto, type PhotoFacts } from './photo-facts.js';

export interface ExaminedPhoto {
  readonly facts: PhotoFacts;
  readonly pixels: PhotoPixels;
  /** JPEG that everybody may see. */
  readonly view: Uint8Array;
  readonly viewFacts: ViewCopyFacts;
}

/** Everything that one file says by itself. Refuses what is no sound JPEG (see openPhoto). */
export async function examinePhoto(bytes: Uint8Array, name: string): Promise<ExaminedPhoto> {
  const photo = openPhoto(bytes, name);
  const image = await decodeForAnalysis(photo);
  const pixels: PhotoPixels = {
    ...measureImage(image),
    perceptualHash: perceptualHash(image),
    doubleQuantisation: doubleQuantisation(await decodeBlocks(photo), photo.structure.lumaQuantisation),
    thumbnailCorrelation: await thumbnailCorrelation(photo),
  };
  const view = await makeViewCopy(photo);
  const viewFacts = await jpegSize(view);
  if (viewFacts == null) throw new LandsichtError('photo-invalid', `${name}: no copy for viewing can be made. Take the photo again`);
  return { facts: photo.facts, pixels, view, viewFacts };
}

const COMPARED_WIDTH_PX = 80;

/** Cameras letterbox thumbnails to 4:3: rows or columns beyond the image's own shape are left out. */
async function thumbnailCorrelation({ thumbnail, bytes, structure }: OpenedPhoto): Promise<number | null> {
  if (thumbnail == null) return null;
  const size = await jpegSize(thumbnail);
  if (size == null) return null;
  const [tw, th] = [COMPARED_WIDTH_PX, Math.max(8, Math.round((COMPARED_WIDTH_PX * size.heightPx) / size.widthPx))];
  const scale = Math.min(tw / structure.widthPx, th / structure.heightPx);
  const [w, h] = [Math.round(structure.widthPx * scale), Math.round(structure.heightPx * scale)];
  const [small, image] = await Promise.all([decodeSized(thumbnail, tw, th), decodeSized(bytes, w, h)]);
  if (small == null || image == null || w < 4 || h < 4) return null;
  return correlation(middleOf(small, w, h), image.luma);
}

function middleOf({ widthPx, heightPx, luma }: LumaImage, w: number, h: number): Uint8Array {
  const [x0, y0] = [(widthPx - w) >> 1, (heightPx - h) >> 1];
  const out = new Uint8Array(w * h);
  for (let y = 0; y < h; y++) out.set(luma.subarray((y0 + y) * widthPx + x0, (y0 + y) * widthPx + x0 + w), y * w);
  return out;
}
