/** Reflectance at 1.6 µm to grey for looking at, dark where water is: 0 → 1, 0.4 → 255, 0 = not observed. */
const brightReflectance = 0.4;

/** Grey of `count` pixels from `start`. */
export function opticalImage(swir16: Float32Array, valid: Uint8Array, start: number, count: number): Uint8Array {
  const grey = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    if (valid[start + i] === 1)
      grey[i] = Math.min(255, Math.max(1, Math.round(1 + (254 * (swir16[start + i] as number)) / brightReflectance)));
  }
  return grey;
}
