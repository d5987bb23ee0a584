/** A 4-connected region while it grows. */
interface Region {
  readonly value: number;
  pixelCount: number;
  firstRow: number;
  firstCol: number;
  readonly rings: number[][];
  group: Group;
  /** Set where the region turned out to be part of another one. */
  mergedInto: Region | null;
}

/** Regions that come out together: one with connectivity 4, all that touch at corners with 8. */
interface Group {
  members: Region[];
  lastRow: number;
  mergedInto: Group | null;
}

export interface EndedRegion {
  readonly value: number;
  readonly pixelCount: number;
  readonly firstRow: number;
  readonly firstCol: number;
  /** Per 4-connected part: its closed outlines, exterior and holes mixed. */
  readonly parts: readonly (readonly number[][])[];
}

/** Names the region of every pixel in two neighbouring rows, by runs and union-find, and says which regions have ended. Rows carry one empty pixel on either side. */
export class RunLabels {
  private readonly eight: boolean;
  private readonly width: number;
  private aboveValues: Int32Array;
  private belowValues: Int32Array;
  private above: (Region | null)[];
  private below: (Region | null)[];
  private active = new Set<Group>();
  private touched = new Set<Group>();
  private row = -1;

  constructor(width: number, connectivity: 4 | 8) {
    this.width = width;
    this.eight = connectivity === 8;
    this.aboveValues = new Int32Array(width + 2);
    this.belowValues = new Int32Array(width + 2);
    this.above = new Array<Region | null>(width + 2).fill(null);
    this.below = new Array<Region | null>(width + 2).fill(null);
  }

  addRow(values: Int32Array, row: number): void {
    [this.above, this.below] = [this.below, this.above];
    [this.aboveValues, this.belowValues] = [this.belowValues, this.aboveValues];
    this.belowValues.set(values);
    this.row = row;
    this.active = this.touched;
    this.touched = new Set();
    for (let c = 1; c <= this.width; ) {
      const value = values[c] as number;
      const start = c;
      while (c <= this.width && values[c] === value) c++;
      if (value === 0) this.below.fill(null, start, c);
      else this.addRun(value, start, c);
    }
  }

  /** Columns [start, end). */
  private addRun(value: number, start: number, end: number): void {
    const { above, aboveValues } = this;
    let region: Region | null = null;
    let last: Region | null = null;
    for (let c = start; c < end; c++) {
      const over = aboveValues[c] === value ? (above[c] as Region) : null;
      if (over == null || over === last) continue;
      last = over;
      region = region == null ? rootOf(over) : unite(region, rootOf(over));
    }
    region ??= newRegion(value, this.row, start - 1);
    if (this.eight) {
      for (const c of [start - 1, end]) if (aboveValues[c] === value) uniteGroups(region.group, rootOf(above[c] as Region).group);
    }
    region.pixelCount += end - start;
    const group = groupOf(region.group);
    group.lastRow = this.row;
    this.touched.add(group);
    this.below.fill(region, start, end);
  }

  /** The region of padded column `c` in the upper row. */
  aboveLabel(c: number): Region {
    return rootOf(this.above[c] as Region);
  }

  belowLabel(c: number): Region {
    return rootOf(this.below[c] as Region);
  }

  /** Regions with no pixel in the current row, in reading order of their first pixels. Call after the row's outlines are closed. */
  takeEnded(): EndedRegion[] {
    const ended = new Set<Group>();
    for (const group of this.active) {
      const root = groupOf(group);
      if (root.lastRow < this.row) ended.add(root);
    }
    return [...ended].map(toEnded).sort((a, b) => a.firstRow - b.firstRow || a.firstCol - b.firstCol);
  }
}

export type RegionLabel = ReturnType<RunLabels['aboveLabel']>;

function newRegion(value: number, firstRow: number, firstCol: number): Region {
  const group: Group = { members: [], lastRow: firstRow, mergedInto: null };
  const region: Region = { value, pixelCount: 0, firstRow, firstCol, rings: [], group, mergedInto: null };
  group.members.push(region);
  return region;
}

function rootOf(region: Region): Region {
  let root = region;
  while (root.mergedInto != null) root = root.mergedInto;
  for (let at = region; at.mergedInto != null && at.mergedInto !== root; ) {
    const next = at.mergedInto;
    at.mergedInto = root;
    at = next;
  }
  return root;
}

function groupOf(group: Group): Group {
  let root = group;
  while (root.mergedInto != null) root = root.mergedInto;
  for (let at = group; at.mergedInto != null && at.mergedInto !== root; ) {
    const next = at.mergedInto;
    at.mergedInto = root;
    at = next;
  }
  return root;
}

/** Both must be roots. The one with more outlines takes the other's. */
function unite(a: Region, b: Region): Region {
  if (a === b) return a;
  const [keep, give] = a.rings.length >= b.rings.length ? [a, b] : [b, a];
  keep.pixelCount += give.pixelCount;
  if (give.firstRow < keep.firstRow || (give.firstRow === keep.firstRow && give.firstCol < keep.firstCol)) {
    keep.firstRow = give.firstRow;
    keep.firstCol = give.firstCol;
  }
  for (const ring of give.rings) keep.rings.push(ring);
  give.rings.length = 0;
  give.mergedInto = keep;
  uniteGroups(keep.group, give.group);
  return keep;
}

function uniteGroups(one: Group, other: Group): void {
  const a = groupOf(one);
  const b = groupOf(other);
  if (a === b) return;
  const [keep, give] = a.members.length >= b.members.length ? [a, b] : [b, a];
  for (const member of give.members) if (member.mergedInto == null) keep.members.push(member);
  keep.lastRow = Math.max(keep.lastRow, give.lastRow);
  give.members = [];
  give.mergedInto = keep;
}

function toEnded(group: Group): EndedRegion {
  const members = group.members
    .filter(({ mergedInto }) => mergedInto == null)
    .sort((a, b) => a.firstRow - b.firstRow || a.firstCol - b.firstCol);
  const first = members[0] as Region;
  return {
    value: first.value,
    pixelCount: members.reduce((sum, { pixelCount }) => sum + pixelCount, 0),
    firstRow: first.firstRow,
    firstCol: first.firstCol,
    parts: members.map(({ rings }) => rings),
  };
}
