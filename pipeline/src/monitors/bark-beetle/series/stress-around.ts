import { stages } from './pixel-columns.js';
import type { StateParts } from './state-parts.js';
import { soilForGood } from './strip-mask.js';

/** Why a stress is not taken for beetles by what happens around it. */
export const causes = { none: 0, standWide: 1, cutEdge: 2 } as const;

/**
 * Drought takes a stand at once, beetles do not: spots have 5 to 50 trees, and one missed tree is up to 400 (1 ha) after a whole season
 * (forest.md 7, 9). More than a third of the 1.7 ha around a pixel, and more than the half hectare of 200 trees, within a month of the
 * pixel itself is more than one flight takes.
 */
const [wideReach, wideShare, widePixels, sameDays] = [6, 0.35, 50, 30] as const;
/** Stressed pixels so near to a stand-wide stress, and as old, are its border. */
const borderReach = 4;
/**
 * 20 m bands and their displacement lay felled ground over the living trees beside it. 5 of the 25 pixels around felled without stress
 * make 20 m of edge; it counts also where bare ground is sure only a quarter after the trees began to look odd.
 */
const [edgeReach, edgePixels, edgeDays] = [2, 5, 90] as const;

/**
 * `causes` per pixel, read from the state of the strip; nothing is kept. Where a strip ends the look around ends. A stand-wide stress is open until it has lasted longer than
 * `maxTemporaryDays`: droughts recover, dead trees do not.
 */
export function causesAround(parts: StateParts, maxTemporaryDays: number): Uint8Array {
  const found = new Uint8Array(parts.pixels.length);
  if (parts.width === 0) return found;
  markStandWide(parts, maxTemporaryDays, found);
  markCutEdges(parts, found);
  return found;
}

function markStandWide({ pixels, columns, soil, width }: StateParts, maxTemporaryDays: number, found: Uint8Array): void {
  const { stage, stressed, firstAnomalyDay, lastAnomalyDay, run, runStartDay } = columns;
  /** Per pixel of the strip its first anomaly, 0 = none. */
  const began = new Uint16Array(soil.length);
  /** 1 + the pixel's place in the columns where a short stress stands, confirmed or not. */
  const placeOf = new Int32Array(soil.length);
  for (let i = 0; i < pixels.length; i++) {
    const o = pixels[i] as number;
    if (stage[i] !== stages.modelled || soil[o] === soilForGood) continue;
    if (stressed[i] === 1) began[o] = firstAnomalyDay[i] as number;
    else if (run[i] !== 0) began[o] = runStartDay[i] as number;
    if (began[o] !== 0 && (lastAnomalyDay[i] as number) - (began[o] as number) <= maxTemporaryDays) placeOf[o] = i + 1;
  }
  const height = soil.length / width;
  for (let o = 0; o < soil.length; o++) {
    if (placeOf[o] === 0) continue;
    const day = began[o] as number;
    const wide = boxAround(o, width, height, wideReach);
    let same = 0;
    for (let row = wide.top; row <= wide.bottom; row++) {
      for (let p = row * width + wide.left, end = row * width + wide.right; p <= end; p++) {
        if (began[p] !== 0 && Math.abs((began[p] as number) - day) <= sameDays) same++;
      }
    }
    if (same <= Math.max(widePixels, wideShare * (wide.bottom - wide.top + 1) * (wide.right - wide.left + 1))) continue;
    const border = boxAround(o, width, height, borderReach);
    for (let row = border.top; row <= border.bottom; row++) {
      for (let p = row * width + border.left, end = row * width + border.right; p <= end; p++) {
        if (placeOf[p] !== 0 && Math.abs((began[p] as number) - day) <= sameDays) found[(placeOf[p] as number) - 1] = causes.standWide;
      }
    }
  }
}

function markCutEdges({ pixels, columns, soil, width }: StateParts, found: Uint8Array): void {
  const { stressed, firstAnomalyDay, firstSoilDay, run } = columns;
  /** Per pixel of the strip the first bare day where healthy trees were felled, 0 = not. */
  const felled = new Uint16Array(soil.length);
  for (let i = 0; i < pixels.length; i++) {
    const o = pixels[i] as number;
    if (soil[o] !== 0 && stressed[i] === 0 && (run[i] as number) < 2) felled[o] = firstSoilDay[i] as number;
  }
  const height = soil.length / width;
  for (let i = 0; i < pixels.length; i++) {
    if (stressed[i] !== 1) continue;
    const latest = (firstAnomalyDay[i] as number) + edgeDays;
    const { top, bottom, left, right } = boxAround(pixels[i] as number, width, height, edgeReach);
    let count = 0;
    for (let row = top; row <= bottom; row++) {
      for (let p = row * width + left, end = row * width + right; p <= end; p++) {
        if (felled[p] !== 0 && (felled[p] as number) < latest) count++;
      }
    }
    if (count >= edgePixels) found[i] = causes.cutEdge;
  }
}

/** The square around an offset, cut at the strip's borders; last row and column included. */
function boxAround(offset: number, width: number, height: number, reach: number) {
  const row = Math.floor(offset / width);
  const col = offset - row * width;
  return {
    top: Math.max(0, row - reach),
    bottom: Math.min(height - 1, row + reach),
    left: Math.max(0, col - reach),
    right: Math.min(width - 1, col + reach),
  };
}
