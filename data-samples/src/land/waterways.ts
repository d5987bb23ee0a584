import { type Segment, segmentsOf } from './line-index.js';
import { between, gradientNoise, hash, uniform } from './noise.js';
import { regionM } from './region.js';

export type Point = readonly [x: number, y: number];

/** A piece of valley floor: bed elevation at both ends and half of the flat floor's width. */
export interface ValleySegment extends Segment {
  readonly bedAM: number;
  readonly bedBM: number;
}

export const mainValley = 1;
export const sideValley = 2;

/** Rivers as lines: everything the relief is carved by. */
export interface Waterways {
  /** Axis of the main valley, west to east (downstream), every 100 m. */
  readonly axis: readonly Point[];
  readonly valleys: readonly ValleySegment[];
  /** The meandering river itself and its cut-off loops (permanent water). */
  readonly channel: readonly Segment[];
  /** Brooks of the side valleys, 2 to 5 m wide. */
  readonly brooks: readonly Segment[];
  /** Points along each side valley, mouth first. */
  readonly sideAxes: readonly (readonly Point[])[];
}

const stepM = 100;
const overlapM = 3000; // rivers begin and end outside the region

export function makeWaterways(seed: number): Waterways {
  const axis: Point[] = [];
  for (let x = -overlapM; x <= regionM + overlapM; x += stepM) axis.push([x, axisNorth(seed, x)]);
  const valleys: ValleySegment[] = [];
  for (let i = 1; i < axis.length; i++) {
    const [ax, ay] = axis[i - 1] as Point;
    const [bx, by] = axis[i] as Point;
    valleys.push({ ax, ay, bx, by, halfWidthM: floodplainHalfM(seed, ax), kind: mainValley, bedAM: plainM(ax), bedBM: plainM(bx) });
  }
  const sideAxes: Point[][] = [];
  const brooks: Segment[] = [];
  let n = 0;
  for (let x = -1500; x < regionM + 1500; x += 1250) {
    const south = n % 2 === 0;
    const mouth = axisAt(seed, x + between(-300, 300, seed + 11, n));
    const side = carveSide(
      seed,
      n,
      mouth,
      south ? -90 : 90,
      between(south ? 8000 : 4500, south ? 11_000 : 7000, seed + 12, n),
      south ? 0.034 : 0.016,
    );
    addSide(side, 2, valleys, brooks, sideAxes);
    // Branches leave where the parent has come 25, 45, 65 % of its way.
    for (let k = 0; k < 4; k++) {
      const from = side[Math.floor(side.length * (0.2 + 0.18 * k))];
      if (from == null) continue;
      const turn = (k % 2 === 0 ? 1 : -1) * between(40, 65, seed + 13, n, k);
      const branch = carveSide(
        seed + 977 * (k + 1),
        n,
        [from[0], from[1]],
        (south ? -90 : 90) + turn,
        between(900, 1700, seed + 14, n, k),
        0.06,
        from[2],
      );
      addSide(branch, 1, valleys, brooks, sideAxes);
    }
    n++;
  }
  return { axis, valleys, channel: meander(seed), brooks, sideAxes };
}

/** Elevation of the main valley's flat floor, 0.7 m fall per km. */
export function plainM(x: number): number {
  return 132 - 0.0007 * x;
}

function axisNorth(seed: number, x: number): number {
  return 12_200 + 2600 * gradientNoise(seed + 1, x / 7000, 0.5) + 700 * gradientNoise(seed + 2, x / 2600, 0.5);
}

export function axisAt(seed: number, x: number): Point {
  return [x, axisNorth(seed, x)];
}

export function floodplainHalfM(seed: number, x: number): number {
  return 430 + 260 * gradientNoise(seed + 3, x / 2400, 0.5);
}

type Carved = [x: number, y: number, bedM: number];

/** Walks uphill from a mouth: direction wanders, the bed gets steeper towards the source. */
function carveSide(seed: number, n: number, [x0, y0]: Point, headingDeg: number, lengthM: number, slope: number, bedM?: number): Carved[] {
  const points: Carved[] = [];
  let x = x0;
  let y = y0;
  let bed = bedM ?? plainM(x0);
  const step = 60;
  for (let run = 0; run <= lengthM; run += step) {
    points.push([x, y, bed]);
    const wander = 75 * gradientNoise(seed + 21, run / 1400, n + 0.5) + 45 * gradientNoise(seed + 22, run / 420, n + 0.5);
    const direction = ((headingDeg + wander) * Math.PI) / 180;
    x += step * Math.cos(direction);
    y += step * Math.sin(direction);
    bed += step * slope * (0.35 + (1.3 * run) / lengthM);
  }
  return points;
}

function addSide(side: readonly Carved[], halfWidthM: number, valleys: ValleySegment[], brooks: Segment[], axes: Point[][]): void {
  for (let i = 1; i < side.length; i++) {
    const [ax, ay, bedAM] = side[i - 1] as Carved;
    const [bx, by, bedBM] = side[i] as Carved;
    const floor = 8 + 30 * halfWidthM * (1 - i / side.length); // the floor narrows upstream
    valleys.push({ ax, ay, bx, by, halfWidthM: floor, kind: sideValley, bedAM, bedBM });
  }
  const line = side.map(([x, y]): Point => [x, y]);
  axes.push(line);
  brooks.push(...segmentsOf(line, halfWidthM, sideValley));
}

/** Loops of 1 to 1.6 km along the axis; the second harmonic leans their legs upstream, as meanders do. */
function meander(seed: number): Segment[] {
  const segments: Segment[] = [];
  let phase = 0;
  let previous: Point | null = null;
  const step = 15;
  for (let x = -overlapM; x <= regionM + overlapM; x += step) {
    const wave = 1300 + 420 * gradientNoise(seed + 31, x / 3000, 0.5);
    phase += (2 * Math.PI * step) / wave;
    const amplitude = floodplainHalfM(seed, x) * (0.5 + 0.35 * gradientNoise(seed + 32, x / 2100, 0.5));
    const here = offAxis(seed, x - 0.085 * wave * Math.sin(2 * phase), amplitude * Math.sin(phase));
    const halfWidthM = 27 + 9 * gradientNoise(seed + 33, x / 500, 0.5);
    if (previous != null) segments.push({ ax: previous[0], ay: previous[1], bx: here[0], by: here[1], halfWidthM, kind: 0 });
    previous = here;
  }
  // Cut-off loops: arcs of still water on the outer floodplain.
  for (let n = 0; n < 14; n++) {
    const x = (n + 0.2 + 0.6 * uniform(seed + 34, n)) * (regionM / 14);
    const side = (hash(seed + 35, n) & 1) * 2 - 1;
    const half = floodplainHalfM(seed, x);
    const [cx, cy] = offAxis(seed, x, side * half * 0.72);
    const radius = between(70, 130, seed + 36, n);
    const start = between(0, 2 * Math.PI, seed + 37, n);
    const arc: Point[] = [];
    for (let a = 0; a <= 3.6; a += 0.15) arc.push([cx + radius * Math.cos(start + a), cy + 0.8 * radius * Math.sin(start + a)]);
    segments.push(...segmentsOf(arc, between(11, 19, seed + 38, n), 1));
  }
  return segments;
}

/** A place `offsetM` to the left (north) of the axis at x. */
export function offAxis(seed: number, x: number, offsetM: number): Point {
  const dy = axisNorth(seed, x + 50) - axisNorth(seed, x - 50);
  const length = Math.sqrt(dy * dy + 10_000);
  return [x - (offsetM * dy) / length, axisNorth(seed, x) + (offsetM * 100) / length];
}
