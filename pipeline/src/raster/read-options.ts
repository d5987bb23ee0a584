import { LandsichtError, type Window } from '@landsicht/core';

/** The window, or `bad-argument` where it is not whole pixels. It may reach beyond the image. */
export function checkWindow(href: string, window: Window): Window {
  const { col, row, width, height } = window;
  if ([col, row, width, height].every(Number.isInteger) && width >= 0 && height >= 0) return window;
  throw new LandsichtError('bad-argument', `${href}: a window is whole pixels, got ${JSON.stringify(window)}`);
}

/** The zero-based bands asked for, all by default; `band-missing` where the file has no such band. */
export function checkBands(href: string, count: number, bands: readonly number[] | undefined): readonly number[] {
  if (bands == null) return Array.from({ length: count }, (_, band) => band);
  const missing = bands.find((band) => !(Number.isInteger(band) && band >= 0 && band < count));
  if (missing == null) return bands;
  throw new LandsichtError('band-missing', `${href}: has bands 0 to ${count - 1}, not ${missing}`);
}
