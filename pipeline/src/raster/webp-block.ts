/** WebP in TIFF (compression 50001) to interleaved bytes, by libwebp (sharp). */
export async function decodeWebp(bytes: Uint8Array, block: { width: number; height: number; samples: number }): Promise<Uint8Array> {
  const { width, height, samples } = block;
  const { default: sharp } = await import('sharp');
  const image = sharp(bytes, { failOn: 'error', limitInputPixels: width * (height + 8192) });
  const whole = samples === 4 ? image.ensureAlpha() : image.removeAlpha();
  const { data, info } = await whole.raw().toBuffer({ resolveWithObject: true });
  if (info.width === width && info.height >= height && info.channels === samples) return data;
  throw new RangeError(`its WebP is ${info.width}×${info.height}×${info.channels}, expected ${width}×${height}×${samples}`);
}
