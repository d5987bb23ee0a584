import { LandsichtError } from '@landsicht/core';

export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

/** #rrggbb or #rrggbbaa. */
export function parseHex(hex: string): Rgba {
  const match = /^#([0-9a-f]{6})([0-9a-f]{2})?$/i.exec(hex);
  if (match == null) throw new LandsichtError('bad-argument', `Colour: expected #rrggbb or #rrggbbaa, got ${JSON.stringify(hex)}`);
  const rgb = Number.parseInt(match[1] ?? '0', 16);
  return [rgb >> 16, (rgb >> 8) & 255, rgb & 255, match[2] == null ? 255 : Number.parseInt(match[2], 16)];
}

/** Viridis (Smith & van der Walt 2015, CC0) at nine even steps: perceptually even, readable with red-green blindness. */
const viridisStops = ['#440154', '#472d7b', '#3b528b', '#2c728e', '#21918c', '#28ae80', '#5ec962', '#addc30', '#fde725'].map(parseHex);

/** `share` 0..1, clipped. */
export function viridis(share: number): Rgba {
  const at = Math.min(1, Math.max(0, share)) * (viridisStops.length - 1);
  const low = Math.min(viridisStops.length - 2, Math.floor(at));
  const [a, b] = [viridisStops[low] as Rgba, viridisStops[low + 1] as Rgba];
  const mix = (i: 0 | 1 | 2): number => Math.round(a[i] + (b[i] - a[i]) * (at - low));
  return [mix(0), mix(1), mix(2), 255];
}
