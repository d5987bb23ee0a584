import { type Bands, borderStart } from './bands.js';
import { channelFlag, codeMask, leavesDem } from './flow-direction.js';
import { neighbourSteps } from './framed-band.js';

/** The flow directions of one band, cells numbered from its first row without frame. */
export interface BandPaths {
  /** Number of the band's first cell in the whole DEM. */
  readonly start: number;
  readonly direction: Uint8Array;
  readonly steps: readonly number[];
}

export function pathsOfBand(direction: Uint8Array, { width, windows }: Bands, b: number): BandPaths {
  const window = windows[b] as { row: number; height: number };
  const start = window.row * width;
  return { start, direction: direction.subarray(start, start + window.height * width), steps: neighbourSteps(width) };
}

/** Adds to every cell's area those of all cells of the band that drain through it. `area`: what each cell brings itself. */
export function accumulate({ direction, steps }: BandPaths, area: Float64Array): void {
  const cells = direction.length;
  const waitsFor = new Uint8Array(cells);
  for (let i = 0; i < cells; i++) {
    const code = (direction[i] as number) & codeMask;
    if (code >= leavesDem) continue;
    const next = i + (steps[code] as number);
    if (next >= 0 && next < cells) waitsFor[next] = (waitsFor[next] as number) + 1;
  }
  const done = 255;
  for (let i = 0; i < cells; i++) {
    for (let at = i; waitsFor[at] === 0; ) {
      waitsFor[at] = done;
      const code = (direction[at] as number) & codeMask;
      if (code >= leavesDem) break;
      const next = at + (steps[code] as number);
      if (next < 0 || next >= cells) break;
      area[next] = (area[next] as number) + (area[at] as number);
      waitsFor[next] = (waitsFor[next] as number) - 1;
      at = next;
    }
  }
}

/** Where the path from a cell ends within the band: at a channel, at the DEM's edge, or with its last cell before another band. */
export class PathEnds {
  readonly #paths: BandPaths;
  /** 1 + end of the path, 0 = not followed yet: every cell is walked over at most twice. */
  readonly #known: Int32Array;

  constructor(paths: BandPaths) {
    this.#paths = paths;
    this.#known = new Int32Array(paths.direction.length);
  }

  of(cell: number): number {
    const { direction, steps } = this.#paths;
    const known = this.#known;
    let end = cell;
    for (; known[end] === 0; ) {
      const next = nextCell(direction, steps, end);
      if (next < 0) {
        known[end] = end + 1;
        break;
      }
      end = next;
    }
    const found = known[end] as number;
    for (let at = cell; known[at] === 0; ) {
      known[at] = found;
      at = nextCell(direction, steps, at);
    }
    return found - 1;
  }
}

/** −1 where the path ends. */
function nextCell(direction: Uint8Array, steps: readonly number[], cell: number): number {
  const code = direction[cell] as number;
  if (code >= leavesDem) return -1; // also every channel: the flag is larger than the codes
  const next = cell + (steps[code] as number);
  return next < direction.length ? next : -1;
}

export function isChannel({ direction }: BandPaths, cell: number): boolean {
  return ((direction[cell] as number) & channelFlag) !== 0;
}

/** Number of the border cell to which a cell passes its water in the next band, −1 where it stays in this one or leaves the DEM. */
export function borderCellAfter({ direction, steps }: BandPaths, bands: Bands, b: number, cell: number): number {
  const code = (direction[cell] as number) & codeMask;
  if (code >= leavesDem) return -1;
  const next = cell + (steps[code] as number);
  const { width } = bands;
  if (next < 0) return borderStart(bands, b - 1, 'last') + next + width;
  if (next >= direction.length) return borderStart(bands, b + 1, 'first') + next - direction.length;
  return -1;
}

/** First cell of a band's first or last row. */
export function rowStart({ direction }: BandPaths, width: number, side: 'first' | 'last'): number {
  return side === 'first' ? 0 : direction.length - width;
}
