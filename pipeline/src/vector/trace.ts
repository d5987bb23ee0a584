import { doubleArea, splitAtTouches } from './pixel-ring.js';
import { RingChains } from './ring-chains.js';
import { type EndedRegion, type RegionLabel, RunLabels } from './run-labels.js';

/** Pixel corners [col, row, col, row, …], not closed. Seen with north up, exteriors run counter-clockwise and holes clockwise (RFC 7946). */
export type PixelRing = readonly number[];

export interface TracedPart {
  readonly exterior: PixelRing;
  readonly holes: readonly PixelRing[];
}

/** One connected region of one value. With connectivity 8 it may have several parts that touch at corners. */
export interface TracedPolygon {
  readonly value: number;
  readonly pixelCount: number;
  /** Its first pixel in reading order: a stable name. */
  readonly firstRow: number;
  readonly firstCol: number;
  readonly parts: readonly TracedPart[];
}

export interface TraceOptions {
  /** 4: regions that touch at a corner are apart. 8: they are one region with several parts, so that every ring stays simple (OGC 06-103r4, 6.1.11). */
  readonly connectivity: 4 | 8;
}

/**
 * Outlines of equal values (0 = nothing) along pixel edges, one row at a time. A region comes out as soon as it is complete,
 * so memory follows open outlines, not the image, and there is no tile border an outline could break at.
 */
export class PolygonTracer {
  private readonly width: number;
  private readonly labels: RunLabels;
  private readonly chains: RingChains;
  // one empty pixel on either side, so that every vertex has four neighbours
  private above: Int32Array;
  private below: Int32Array;
  private row = 0;

  constructor(width: number, { connectivity }: TraceOptions) {
    this.width = width;
    this.labels = new RunLabels(width, connectivity);
    this.chains = new RingChains(width);
    this.above = new Int32Array(width + 2);
    this.below = new Int32Array(width + 2);
  }

  /** The next row, `width` values. Returns the regions that ended above it. */
  addRow(values: ArrayLike<number>): TracedPolygon[] {
    if (values.length !== this.width) throw new RangeError(`PolygonTracer.addRow: ${values.length} values for a row of ${this.width}`);
    this.below.set(values, 1);
    return this.step();
  }

  /** After the last row: the regions that were still open. */
  finish(): TracedPolygon[] {
    this.below.fill(0);
    return this.step();
  }

  private step(): TracedPolygon[] {
    this.labels.addRow(this.below, this.row);
    const { above, below, width } = this;
    let nw = above[0] as number;
    let sw = below[0] as number;
    for (let c = 0; c <= width; c++) {
      const ne = above[c + 1] as number;
      const se = below[c + 1] as number;
      if ((nw !== ne || sw !== se) && (nw !== sw || ne !== se)) this.traceVertex(c, nw, ne, sw, se);
      nw = ne;
      sw = se;
    }
    [this.above, this.below] = [this.below, this.above];
    this.row++;
    return this.labels.takeEnded().map(toPolygon);
  }

  /** An outline bends at a vertex where one or three of the four pixels around it are its region. */
  private traceVertex(c: number, nw: number, ne: number, sw: number, se: number): void {
    const { chains, row } = this;
    chains.arrive(c);
    if (nw !== 0) {
      if (nw !== ne && nw !== sw) this.keep(chains.closeUpperLeft(c, row), () => this.labels.aboveLabel(c));
      else if (nw === ne && nw === sw) chains.aroundLowerRight(c, row);
    }
    if (ne !== 0) {
      if (ne !== nw && ne !== se) chains.upperRight(c, row);
      else if (ne === nw && ne === se) chains.aroundLowerLeft(c, row);
    }
    if (sw !== 0) {
      if (sw !== nw && sw !== se) chains.lowerLeft(c, row);
      else if (sw === nw && sw === se) chains.aroundUpperRight(c, row);
    }
    if (se !== 0) {
      if (se !== ne && se !== sw) chains.lowerRight(c, row);
      else if (se === ne && se === sw) this.keep(chains.closeAroundUpperLeft(c, row), () => this.labels.belowLabel(c + 1));
    }
  }

  private keep(ring: number[] | null, label: () => RegionLabel): void {
    if (ring != null) label().rings.push(ring);
  }
}

function toPolygon({ value, pixelCount, firstRow, firstCol, parts }: EndedRegion): TracedPolygon {
  return { value, pixelCount, firstRow, firstCol, parts: parts.map(toPart) };
}

/** Cut where a ring touches itself, the one piece that turns left is the exterior. */
function toPart(rings: readonly number[][]): TracedPart {
  const pieces = rings.flatMap(splitAtTouches);
  const exterior = pieces.find((ring) => doubleArea(ring) > 0);
  if (exterior == null) throw new RangeError('PolygonTracer: a region without an exterior');
  return { exterior, holes: pieces.filter((ring) => ring !== exterior) };
}
