import type { CellSizes } from '../cell-size.js';

export interface PlainTerrain {
  readonly filledM: number[];
  /** Next cell, −1 = leaves the DEM, −2 = not observed. */
  readonly next: number[];
  readonly area: number[];
  readonly handM: number[];
  readonly kind: number[];
}

/** HAND as one would write it down, without a queue, a band or a trick: relax until nothing changes, then walk every path. Small DEMs only. */
export function plainHand(elevationM: readonly number[], width: number, sizes: CellSizes, channelCells: number): PlainTerrain {
  const cells = elevationM.length;
  const height = cells / width;
  const around = neighbours(elevationM, width, height);
  const isOpen = around.map((list) => list.some(({ cell }) => cell < 0));

  const filledM = elevationM.map((z, i) => (Number.isNaN(z) || isOpen[i] === true ? z : Number.POSITIVE_INFINITY));
  relax(cells, (i) => {
    if (isOpen[i] === true || Number.isNaN(at(elevationM, i))) return false;
    const lowest = Math.min(...(around[i]?.map(({ cell }) => at(filledM, cell)) ?? []));
    const level = Math.max(at(elevationM, i), lowest);
    if (level >= at(filledM, i)) return false;
    filledM[i] = level;
    return true;
  });

  const next = filledM.map((z, i) => {
    if (Number.isNaN(z)) return -2;
    const row = Math.floor(i / width);
    const lengths = { x: at(sizes.xM, row), y: at(sizes.yM, row) };
    let best = { drop: 0, cell: isOpen[i] === true ? -1 : -3 };
    for (const { cell, dx, dy } of around[i] ?? []) {
      if (cell < 0) continue;
      const drop = (z - at(filledM, cell)) / Math.hypot(dx * lengths.x, dy * lengths.y);
      if (drop > best.drop * (1 + 1e-12)) best = { drop, cell };
    }
    return best.cell;
  });
  const distance = next.map((n) => (n === -3 ? Number.POSITIVE_INFINITY : 0));
  const level = (i: number, list = around[i] ?? []) => list.filter(({ cell }) => cell >= 0 && filledM[cell] === filledM[i]);
  relax(cells, (i) => {
    if (next[i] !== -3) return false;
    const through = 1 + Math.min(...level(i).map(({ cell }) => at(distance, cell)));
    if (through >= at(distance, i)) return false;
    distance[i] = through;
    return true;
  });
  for (let i = 0; i < cells; i++) {
    if (next[i] === -3) next[i] = level(i).find(({ cell }) => at(distance, cell) === at(distance, i) - 1)?.cell ?? -4;
  }

  const area = elevationM.map(() => 0);
  for (let i = 0; i < cells; i++) for (let c = i; c >= 0; c = at(next, c)) area[c] = at(area, c) + 1;
  const ends = elevationM.map((_, i) => {
    let c = i;
    while (at(area, c) <= channelCells && at(next, c) >= 0) c = at(next, c);
    return c;
  });
  const handM = ends.map((end, i) => Math.fround(at(filledM, i) - at(filledM, end)));
  const kind = ends.map((end, i) => {
    if (next[i] === -2) return 0;
    if (at(area, end) <= channelCells) return 3;
    return end === i ? 2 : 1;
  });
  return { filledM, next, area, handM, kind };
}

/** E S W N SE SW NW NE; cell −1 where beyond the DEM or not observed. */
const moves = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
  [1, 1],
  [-1, 1],
  [-1, -1],
  [1, -1],
] as const;

function neighbours(elevationM: readonly number[], width: number, height: number): { cell: number; dx: number; dy: number }[][] {
  return elevationM.map((_, i) =>
    moves.map(([dx, dy]) => {
      const col = (i % width) + dx;
      const row = Math.floor(i / width) + dy;
      const isInside = col >= 0 && row >= 0 && col < width && row < height;
      const cell = row * width + col;
      return { cell: isInside && !Number.isNaN(at(elevationM, cell)) ? cell : -1, dx, dy };
    }),
  );
}

function relax(cells: number, step: (i: number) => boolean): void {
  for (let changed = true; changed; ) {
    changed = false;
    for (let i = 0; i < cells; i++) if (step(i)) changed = true;
  }
}

function at(values: ArrayLike<number>, i: number): number {
  return values[i] ?? Number.NaN;
}
