/** Corners in metres on a plane, closed or not. */
export type Ring = readonly (readonly [x: number, y: number])[];

export interface Outline {
  readonly ring: Ring;
  readonly class: string;
}

export interface CrownScore {
  readonly tp: number;
  readonly fp: number;
  readonly fn: number;
  /** Hits whose class is right, too. */
  readonly rightClass: number;
}

export interface CrownRules {
  /** Classes that count as dead or dying; red found as grey is a hit of the wrong class. */
  readonly dead: readonly string[];
  /** True classes that are neither to be found nor false when found: green attack. */
  readonly ignored: readonly string[];
  /** Whether a place is far enough from the picture's edge to be judged. */
  readonly isInside: (x: number, y: number) => boolean;
}

const leastIou = 0.5;

/** One to one, the best overlaps first, IoU at least 0.5. Outlines whose middle is not inside are judged neither way. */
export function scoreCrowns(found: readonly Outline[], truth: readonly Outline[], { dead, ignored, isInside }: CrownRules): CrownScore {
  const wanted = truth.filter((crown) => dead.includes(crown.class));
  const said = found.filter((crown) => dead.includes(crown.class));
  const pairs = said.flatMap((one, f) => wanted.map((crown, t) => ({ f, t, iou: polygonIou(one.ring, crown.ring) })));
  const takenFound = new Set<number>();
  const takenTruth = new Set<number>();
  let [tp, rightClass] = [0, 0];
  for (const { f, t } of pairs.filter((pair) => pair.iou >= leastIou).sort((a, b) => b.iou - a.iou)) {
    if (takenFound.has(f) || takenTruth.has(t)) continue;
    takenFound.add(f);
    takenTruth.add(t);
    const crown = wanted[t] as Outline;
    if (!isInside(...middleOf(crown.ring))) continue;
    tp++;
    if (said[f]?.class === crown.class) rightClass++;
  }
  const green = truth.filter((crown) => ignored.includes(crown.class));
  const isFalse = (one: Outline, f: number): boolean =>
    !takenFound.has(f) && isInside(...middleOf(one.ring)) && !green.some((crown) => polygonIou(one.ring, crown.ring) >= leastIou);
  return {
    tp,
    rightClass,
    fp: said.filter(isFalse).length,
    fn: wanted.filter((crown, t) => !takenTruth.has(t) && isInside(...middleOf(crown.ring))).length,
  };
}

export function poolCrowns(scores: readonly CrownScore[]): CrownScore {
  const sum = (of: (score: CrownScore) => number): number => scores.reduce((n, score) => n + of(score), 0);
  return { tp: sum((s) => s.tp), fp: sum((s) => s.fp), fn: sum((s) => s.fn), rightClass: sum((s) => s.rightClass) };
}

/** Overlap by union, on points `stepM` apart. */
export function polygonIou(a: Ring, b: Ring, stepM = 0.1): number {
  const [boxA, boxB] = [boxOf(a), boxOf(b)];
  if (boxA.east <= boxB.west || boxB.east <= boxA.west || boxA.north <= boxB.south || boxB.north <= boxA.south) return 0;
  const [west, east] = [Math.min(boxA.west, boxB.west), Math.max(boxA.east, boxB.east)];
  const [south, north] = [Math.min(boxA.south, boxB.south), Math.max(boxA.north, boxB.north)];
  let [both, either] = [0, 0];
  for (let y = south + stepM / 2; y < north; y += stepM) {
    for (let x = west + stepM / 2; x < east; x += stepM) {
      const [inA, inB] = [contains(a, x, y), contains(b, x, y)];
      if (inA && inB) both++;
      if (inA || inB) either++;
    }
  }
  return either === 0 ? 0 : both / either;
}

function contains(ring: Ring, x: number, y: number): boolean {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i] as readonly [number, number];
    const [xj, yj] = ring[j] as readonly [number, number];
    if (yi > y !== yj > y && x < xi + ((y - yi) / (yj - yi)) * (xj - xi)) inside = !inside;
  }
  return inside;
}

function boxOf(ring: Ring): { west: number; east: number; south: number; north: number } {
  const [xs, ys] = [ring.map(([x]) => x), ring.map(([, y]) => y)];
  return { west: Math.min(...xs), east: Math.max(...xs), south: Math.min(...ys), north: Math.max(...ys) };
}

function middleOf(ring: Ring): readonly [number, number] {
  const { west, east, south, north } = boxOf(ring);
  return [(west + east) / 2, (south + north) / 2];
}
