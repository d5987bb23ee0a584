import { randomOf } from '@landsicht/core/testing';

/**
 * Speckle as on Sentinel-1 IW GRDH at 10 m (flood.md section 8): the mean of 5 looks of a circular complex Gaussian field blurred with
 * σ = 1.14 px, normalised to mean 1. Intensity correlates by about 0.68 at lag 1 and 0.21 at lag 2.
 */
export function correlatedSpeckle(width: number, height: number, seed: number): Float32Array {
  const looks = 5;
  const random = randomOf(seed);
  const gaussian = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const intensity = new Float32Array(width * height);
  for (let part = 0; part < 2 * looks; part++) {
    const white = Float32Array.from({ length: width * height }, gaussian);
    const field = blur(blur(white, width, height, 1, width), width, height, width, height);
    field.forEach((value, i) => {
      intensity[i] = (intensity[i] as number) + value * value;
    });
  }
  const mean = intensity.reduce((sum, value) => sum + value, 0) / intensity.length;
  return intensity.map((value) => value / mean);
}

const kernel = Float32Array.from({ length: 9 }, (_, k) => Math.exp(-((k - 4) ** 2) / (2 * 1.14 * 1.14)));

/** Along one axis (its step and length), wrapping around. */
function blur(values: Float32Array, width: number, height: number, step: number, length: number): Float32Array {
  const out = new Float32Array(width * height);
  for (let i = 0; i < out.length; i++) {
    const place = Math.floor(i / step) % length;
    const start = i - place * step;
    let sum = 0;
    for (let k = -4; k <= 4; k++) sum += (kernel[k + 4] as number) * (values[start + ((place + k + length) % length) * step] as number);
    out[i] = sum;
  }
  return out;
}
