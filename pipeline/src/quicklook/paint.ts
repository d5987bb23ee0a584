import sharp from 'sharp';

/** PNG of a square of RGBA bytes. sharp sees final 8-bit pixels only: it damages 16-bit and float data. */
export async function paintPng(rgba: Uint8Array, size: number): Promise<Uint8Array<ArrayBuffer>> {
  const png = await sharp(rgba, { raw: { width: size, height: size, channels: 4 } })
    .png({ compressionLevel: 6, adaptiveFiltering: false })
    .toBuffer();
  return new Uint8Array(png);
}
