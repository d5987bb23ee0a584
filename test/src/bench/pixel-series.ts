import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exists } from './inputs.js';

/** One block of forest pixels through time, read again and again: 65,536 pixels × 128 dates × 12 rounds = 100.7 million pixel-dates. */
export const seriesPixels = 65_536;
export const seriesDates = 128;
const firstDay = 16_810; // 2016-01-10
const daysBetween = 11;

/** Days since 1970-01-01; the second half of the dates lies after training. */
export const seriesDays = Array.from({ length: seriesDates }, (_, t) => firstDay + t * daysBetween);

/** Raw date-major float32: CRSWIR, NaN where masked. A third is masked, another pattern in every pixel; a tenth of the pixels die. */
export async function pixelSeries(dir: string): Promise<string> {
  const path = join(dir, 'pixel-series.raw');
  if (await exists(path)) return path;
  const values = new Float32Array(seriesPixels * seriesDates);
  for (let t = 0; t < seriesDates; t++) {
    const angle = (2 * Math.PI * (firstDay + t * daysBetween - 16_436)) / 365.25;
    const normalYear = 0.736 + 0.096 * Math.sin(angle) - 0.128 * Math.cos(angle);
    for (let i = 0; i < seriesPixels; i++) {
      const dying = i % 10 === 0 ? Math.min(0.4, Math.max(0, (t - 70 - (i % 37)) * 0.03)) : 0;
      const noise = 0.06 * (random(i, t, 1) + random(i, t, 2) + random(i, t, 3) - 1.5) * 2;
      values[t * seriesPixels + i] = random(i, t, 4) < 1 / 3 ? Number.NaN : normalYear + noise + dying;
    }
  }
  await writeFile(path, new Uint8Array(values.buffer));
  return path;
}

export async function readSeries(path: string): Promise<{ readonly index: Float32Array[]; readonly masked: Uint8Array[] }> {
  const all = new Float32Array(new Uint8Array(await readFile(path)).buffer);
  const index = seriesDays.map((_, t) => all.subarray(t * seriesPixels, (t + 1) * seriesPixels));
  return { index, masked: index.map((values) => Uint8Array.from(values, (value) => (Number.isNaN(value) ? 1 : 0))) };
}

/** Integer hash → [0, 1). */
function random(x: number, y: number, seed: number): number {
  let h = (Math.imul(x, 0x85ebca6b) ^ Math.imul(y, 0xc2b2ae35) ^ Math.imul(seed, 0x27d4eb2f)) >>> 0;
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d) >>> 0;
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39) >>> 0;
  return ((h ^ (h >>> 15)) >>> 0) / 4_294_967_296;
}
