/**
 * Open outlines while rows go by. An outline is traversed with its region on the left (rows pointing down, seen with north up):
 * bottom edges eastward, right edges northward, top edges westward, left edges southward. Each open outline has a head, where it
 * goes on, and a tail, where it began; both wait as stubs on an edge: along the current row line for the region above or below it,
 * or hanging down from a column line for the region left or right of it.
 */
export class RingChains {
  // points as linked lists: col, row, next point
  private readonly cols: number[] = [];
  private readonly rows: number[] = [];
  private readonly next: number[] = [];
  private readonly freePoints: number[] = [];
  // ends: the point at the end, and the other end of the same outline
  private readonly pointOf: number[] = [];
  private readonly otherEnd: number[] = [];
  private readonly freeEnds: number[] = [];

  /** Stubs hanging from column line c: of the region left of it (a tail) and right of it (a head). */
  private readonly left: Int32Array;
  private readonly right: Int32Array;
  /** Stubs along the row line: of the region above it (a head) and below it (a tail). */
  private above = -1;
  private below = -1;

  // what arrived at the vertex that is being worked on
  private fromAbove = -1;
  private fromBelow = -1;
  private fromLeft = -1;
  private fromRight = -1;

  constructor(width: number) {
    this.left = new Int32Array(width + 1).fill(-1);
    this.right = new Int32Array(width + 1).fill(-1);
  }

  /** Begin a vertex where some outline bends: corners that look back must not see what corners that look on leave behind. */
  arrive(c: number): void {
    this.fromAbove = this.above;
    this.fromBelow = this.below;
    this.fromLeft = this.left[c] as number;
    this.fromRight = this.right[c] as number;
  }

  /** South-east corner of a pixel: from the west along its bottom, up its right side. Returns the outline if this closes it. */
  closeUpperLeft(c: number, r: number): number[] | null {
    return this.join(this.fromAbove, this.fromLeft, c, r);
  }

  /** Notch at the north-west: down the left side, then west along the top. */
  closeAroundUpperLeft(c: number, r: number): number[] | null {
    return this.join(this.fromRight, this.fromBelow, c, r);
  }

  /** South-west corner of a pixel: down its left side, then east along its bottom. */
  upperRight(c: number, r: number): void {
    this.above = this.extendHead(this.fromRight, c, r);
  }

  /** North-east corner of a pixel: up its right side, then west along its top. */
  lowerLeft(c: number, r: number): void {
    this.left[c] = this.extendTail(this.fromBelow, c, r);
  }

  /** North-west corner of a pixel: a new outline. */
  lowerRight(c: number, r: number): void {
    const { head, tail } = this.open(c, r);
    this.right[c] = head;
    this.below = tail;
  }

  /** Notch at the north-east. */
  aroundUpperRight(c: number, r: number): void {
    this.below = this.extendTail(this.fromLeft, c, r);
  }

  /** Notch at the south-west. */
  aroundLowerLeft(c: number, r: number): void {
    this.right[c] = this.extendHead(this.fromAbove, c, r);
  }

  /** Notch at the south-east: a new outline. */
  aroundLowerRight(c: number, r: number): void {
    const { head, tail } = this.open(c, r);
    this.above = head;
    this.left[c] = tail;
  }

  private point(c: number, r: number): number {
    const p = this.freePoints.pop() ?? this.cols.length;
    this.cols[p] = c;
    this.rows[p] = r;
    this.next[p] = -1;
    return p;
  }

  private open(c: number, r: number): { head: number; tail: number } {
    const p = this.point(c, r);
    const head = this.freeEnds.pop() ?? this.pointOf.length;
    this.pointOf[head] = p;
    const tail = this.freeEnds.pop() ?? this.pointOf.length;
    this.pointOf[tail] = p;
    this.otherEnd[head] = tail;
    this.otherEnd[tail] = head;
    return { head, tail };
  }

  private extendHead(head: number, c: number, r: number): number {
    const p = this.point(c, r);
    this.next[this.pointOf[head] as number] = p;
    this.pointOf[head] = p;
    return head;
  }

  private extendTail(tail: number, c: number, r: number): number {
    const p = this.point(c, r);
    this.next[p] = this.pointOf[tail] as number;
    this.pointOf[tail] = p;
    return tail;
  }

  private join(head: number, tail: number, c: number, r: number): number[] | null {
    const p = this.point(c, r);
    this.next[this.pointOf[head] as number] = p;
    const closes = this.otherEnd[head] === tail;
    const ring = closes ? this.collect(this.pointOf[tail] as number) : null;
    if (!closes) {
      this.next[p] = this.pointOf[tail] as number;
      const farTail = this.otherEnd[head] as number;
      const farHead = this.otherEnd[tail] as number;
      this.otherEnd[farTail] = farHead;
      this.otherEnd[farHead] = farTail;
    }
    this.freeEnds.push(head, tail);
    return ring;
  }

  private collect(first: number): number[] {
    const ring: number[] = [];
    for (let p = first; p !== -1; p = this.next[p] as number) {
      ring.push(this.cols[p] as number, this.rows[p] as number);
      this.freePoints.push(p);
    }
    return ring;
  }
}
