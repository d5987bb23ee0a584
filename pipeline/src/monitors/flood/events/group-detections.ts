import { createHash } from 'node:crypto';
import type { Detection } from '@landsicht/core';
import { cellM, regionOfGeometry } from './lattice.js';
import { eachRun, type Region, unionAll } from './region.js';

/** Detections of one look that lie so close that they are one water. */
export interface DetectionGroup {
  /** The event's id, if one begins with this group. */
  readonly id: string;
  readonly region: Region;
  /** As measured by the detections; where frames overlap and both found it, it counts once. */
  readonly areaM2: number;
  readonly detections: readonly Detection[];
}

/** Detections in the same or neighbouring squares of side `distanceM` belong together. Largest group first. */
export function groupDetections(detections: readonly Detection[], distanceM: number): DetectionGroup[] {
  const regions = detections.map(({ geometry }) => regionOfGeometry(geometry));
  const parent = detections.map((_, i) => i);
  const rootOf = (i: number): number => {
    let root = i;
    while (parent[root] !== root) root = parent[root] as number;
    parent[i] = root;
    return root;
  };
  const join = (a: number, b: number): void => {
    const [x, y] = [rootOf(a), rootOf(b)];
    parent[Math.max(x, y)] = Math.min(x, y);
  };
  const squares = squaresOf(regions, Math.max(1, Math.round(distanceM / cellM)), join);
  for (const [row, line] of squares) {
    for (const [col, i] of line) {
      for (const [dr, dc] of [
        [0, 1],
        [1, -1],
        [1, 0],
        [1, 1],
      ] as const) {
        const other = squares.get(row + dr)?.get(col + dc);
        if (other != null) join(i, other);
      }
    }
  }
  const members = new Map<number, number[]>();
  detections.forEach((_, i) => {
    const root = rootOf(i);
    members.set(root, [...(members.get(root) ?? []), i]);
  });
  return [...members.values()]
    .map((indices) => groupOf(indices.map((i) => ({ detection: detections[i] as Detection, region: regions[i] as Region }))))
    .sort((a, b) => b.areaM2 - a.areaM2 || (a.id < b.id ? -1 : 1));
}

/** By row and column of squares: a detection that has a cell there. */
function squaresOf(
  regions: readonly Region[],
  side: number,
  join: (a: number, b: number) => void,
): ReadonlyMap<number, ReadonlyMap<number, number>> {
  const squares = new Map<number, Map<number, number>>();
  for (const [i, region] of regions.entries()) {
    eachRun(region, (cellRow, start, end) => {
      const row = Math.floor(cellRow / side);
      let line = squares.get(row);
      if (line == null) {
        line = new Map();
        squares.set(row, line);
      }
      for (let col = Math.floor(start / side); col <= Math.floor((end - 1) / side); col++) {
        const other = line.get(col);
        if (other == null) line.set(col, i);
        else if (other !== i) join(i, other);
      }
    });
  }
  return squares;
}

function groupOf(parts: readonly { readonly detection: Detection; readonly region: Region }[]): DetectionGroup {
  const sorted = [...parts].sort((a, b) => b.detection.areaM2 - a.detection.areaM2 || (a.detection.id < b.detection.id ? -1 : 1));
  const region = unionAll(sorted.map((part) => part.region));
  const cells = sorted.reduce((sum, part) => sum + part.region.cells, 0);
  const areaM2 = sorted.reduce((sum, { detection }) => sum + detection.areaM2, 0);
  return {
    id: eventIdOf((sorted[0] as (typeof sorted)[0]).detection.id),
    region,
    areaM2: cells === 0 ? areaM2 : (areaM2 * region.cells) / cells,
    detections: sorted.map(({ detection }) => detection),
  };
}

/** 24 hex digits. An event is named after the largest detection of the group it began with. */
export function eventIdOf(detectionId: string): string {
  return createHash('sha256').update(`flood-event ${detectionId}`).digest('hex').slice(0, 24);
}
