import type { Affine } from '@landsicht/core';
import { LandsichtError } from '@landsicht/core';

/** Extensions of world files, by preference. */
export const worldFileExtensions = ['tfw', 'tifw', 'j2w', 'jgw', 'wld'] as const;

/** ESRI world file: x size, row rotation, column rotation, y size, then the *centre* of the upper-left pixel. Returns the transform of pixel corners. */
export function parseWorldFile(text: string, path: string): Affine {
  const numbers = text
    .trim()
    .split(/\s+/)
    .map((line) => Number(line.replace(',', '.')));
  const [a = Number.NaN, d = Number.NaN, b = Number.NaN, e = Number.NaN, x = Number.NaN, y = Number.NaN] = numbers;
  if (numbers.length < 6 || ![a, d, b, e, x, y].every(Number.isFinite) || a * e - b * d === 0) {
    throw new LandsichtError('item-invalid', `${path}: expected a world file of six numbers, got ${JSON.stringify(text.slice(0, 80))}`);
  }
  return [a, b, x - (a + b) / 2, d, e, y - (d + e) / 2];
}
