/** Deterministic noise on integers and lattices. Only additions, multiplications and integer hashing: the same on every machine. */

/** 32-bit hash of a seed and two integers (finaliser of MurmurHash3). */
export function hash(seed: number, a: number, b = 0): number {
  let h = seed ^ Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h + Math.imul(b, 0x27d4eb2f), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Uniform in [0, 1). */
export function uniform(seed: number, a: number, b = 0): number {
  return hash(seed, a, b) / 4294967296;
}

/** Nearly Gaussian, mean 0, sd 1, within ±3.5: a sum of four uniforms. */
export function normal(seed: number, a: number, b = 0): number {
  let sum = -2;
  for (let k = 1; k <= 4; k++) sum += uniform(seed + Math.imul(k, 0x3c6ef372), a, b);
  return sum * Math.sqrt(3);
}

/** Uniform in [from, to). */
export function between(from: number, to: number, seed: number, a: number, b = 0): number {
  return from + (to - from) * uniform(seed, a, b);
}

const gradients = [1, 0, 0.7, 0.7, 0, 1, -0.7, 0.7, -1, 0, -0.7, -0.7, 0, -1, 0.7, -0.7];

function corner(seed: number, ix: number, iy: number, dx: number, dy: number): number {
  const g = (hash(seed, ix, iy) & 7) << 1;
  return (gradients[g] as number) * dx + (gradients[g + 1] as number) * dy;
}

/** Perlin gradient noise with period-1 lattice, quintic fade, about −0.7…0.7, mean 0. */
export function gradientNoise(seed: number, x: number, y: number): number {
  const ix = Math.floor(x);
  const iy = Math.floor(y);
  const fx = x - ix;
  const fy = y - iy;
  const ux = fx * fx * fx * (fx * (fx * 6 - 15) + 10);
  const uy = fy * fy * fy * (fy * (fy * 6 - 15) + 10);
  const south = corner(seed, ix, iy, fx, fy) * (1 - ux) + corner(seed, ix + 1, iy, fx - 1, fy) * ux;
  const north = corner(seed, ix, iy + 1, fx, fy - 1) * (1 - ux) + corner(seed, ix + 1, iy + 1, fx - 1, fy - 1) * ux;
  return south * (1 - uy) + north * uy;
}

/** Fractal sum of `octaves` noises, each of half the wavelength and half the amplitude; about −1…1, sd ≈ 0.3. */
export function fractal(seed: number, x: number, y: number, octaves: number): number {
  let sum = 0;
  let amplitude = 1;
  let frequency = 1;
  for (let k = 0; k < octaves; k++) {
    sum += amplitude * gradientNoise(seed + Math.imul(k, 0x2545f491), x * frequency, y * frequency);
    amplitude *= 0.5;
    frequency *= 2.03; // not exactly 2: the lattices must not line up
  }
  return sum;
}

export function smoothstep(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
