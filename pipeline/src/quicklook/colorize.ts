import { groundReasons, type MonitorClass, type MonitorLayer, maskReasons, type PixelArray } from '@landsicht/core';
import { parseHex, type Rgba, viridis } from './colors.js';
import { TILE_PX } from './plan.js';

/** How a layer is drawn: its kind with what that needs. */
export interface LayerStyle {
  readonly kind: MonitorLayer['kind'];
  readonly classes: readonly Pick<MonitorClass, 'code' | 'color'>[];
  /** Of percent layers. */
  readonly color: string;
  /** Clipped range of `days` and `count`. */
  readonly range: readonly [least: number, greatest: number] | null;
}

/** A square of stored values: one array per band. */
export interface TilePixels {
  readonly size: number;
  readonly data: readonly PixelArray[];
  /** 1 = observed. */
  readonly valid: Uint8Array;
}

/** RGBA, four bytes a pixel; fully transparent where nothing was observed or the value means "none". */
export function colorize(pixels: TilePixels, style: LayerStyle): Uint8Array {
  switch (style.kind) {
    case 'classes':
      return byTable(pixels, classTable(style.classes));
    case 'percent':
      return byTable(pixels, percentTable(style.color));
    case 'reason':
      return hatch(pixels);
    case 'days':
    case 'count':
      return ramp(pixels, style.range ?? [0, 1]);
    case 'image':
      return image(pixels);
  }
}

/** RGBA of the codes 0–255, as the bytes of one pixel each. */
function byTable({ data: [values], valid }: TilePixels, table: Uint32Array): Uint8Array {
  const rgba = new Uint32Array(valid.length);
  for (let i = 0; i < rgba.length; i++) {
    if (valid[i] === 1) rgba[i] = table[Math.round(values?.[i] ?? -1)] ?? 0;
  }
  return new Uint8Array(rgba.buffer);
}

function classTable(classes: LayerStyle['classes']): Uint32Array {
  const table = new Uint32Array(256);
  for (const { code, color } of classes) table[code] = pack(parseHex(color));
  return table;
}

/** Likelihood as opacity steps of 25, 50, 75, 100 %; 0 is transparent. */
function percentTable(color: string): Uint32Array {
  const [red, green, blue] = parseHex(color);
  const table = new Uint32Array(256);
  for (let percent = 1; percent <= 100; percent++) {
    table[percent] = pack([red, green, blue, Math.round((Math.ceil(percent / 25) / 4) * 255)]);
  }
  return table;
}

/** The bytes r, g, b, a in memory order, on any machine. */
function pack(rgba: Rgba): number {
  return new Uint32Array(Uint8Array.from(rgba).buffer)[0] ?? 0;
}

/** Cross hatch. Other reasons (no view at this time): lines at 45°. */
const excludedCodes = new Set<number>(groundReasons.map((reason) => maskReasons[reason].code));
/** Divides the tile size, so that lines run on from tile to tile. */
const HATCH_PERIOD_PX = 8;
const HATCH_LINE_PX = 2;
const hatchInk: Rgba = [107, 114, 128, 190];
const hatchGround: Rgba = [107, 114, 128, 40];

function hatch({ size, data: [codes], valid }: TilePixels): Uint8Array {
  const rgba = new Uint32Array(valid.length);
  const scale = size / TILE_PX;
  const period = HATCH_PERIOD_PX * scale;
  const line = HATCH_LINE_PX * scale;
  const [ink, ground] = [pack(hatchInk), pack(hatchGround)];
  for (let row = 0, i = 0; row < size; row++) {
    for (let col = 0; col < size; col++, i++) {
      const code = codes?.[i] ?? 0;
      if (valid[i] === 0 || code === 0) continue;
      const rising = (col + row) % period < line;
      const falling = excludedCodes.has(code) && (col - row + size) % period < line;
      rgba[i] = rising || falling ? ink : ground;
    }
  }
  return new Uint8Array(rgba.buffer);
}

/** Sequential colours over the range; 0 = none. */
function ramp({ data: [values], valid }: TilePixels, [least, greatest]: readonly [number, number]): Uint8Array {
  const table = Uint32Array.from({ length: 256 }, (_, i) => pack(viridis(i / 255)));
  const rgba = new Uint32Array(valid.length);
  const perUnit = greatest > least ? 255 / (greatest - least) : 0;
  for (let i = 0; i < rgba.length; i++) {
    const value = values?.[i] ?? 0;
    if (valid[i] === 0 || value === 0) continue;
    rgba[i] = table[Math.min(255, Math.max(0, Math.round((value - least) * perUnit)))] ?? 0;
  }
  return new Uint8Array(rgba.buffer);
}

/** Grey, or red, green, blue where there are three bands; 0 in the first = none. */
function image({ data: [red, green, blue], valid }: TilePixels): Uint8Array {
  const rgba = new Uint8ClampedArray(valid.length * 4);
  for (let i = 0, at = 0; i < valid.length; i++, at += 4) {
    const first = red?.[i] ?? 0;
    if (valid[i] === 0 || first === 0) continue;
    rgba[at] = first;
    rgba[at + 1] = blue == null ? first : (green?.[i] ?? 0);
    rgba[at + 2] = blue == null ? first : (blue[i] ?? 0);
    rgba[at + 3] = 255;
  }
  return new Uint8Array(rgba.buffer);
}
