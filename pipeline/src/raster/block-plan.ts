import type { Window } from '@landsicht/core';
import type { BlockTable } from './block-table.js';
import { blockRowBytes, type TiffLayout } from './tiff-layout.js';

export interface PlannedBlock {
  readonly column: number;
  readonly row: number;
  /** The band where planes are separate, null where a block holds every band. */
  readonly band: number | null;
  readonly offset: number;
  readonly count: number;
}

export interface BlockPlan {
  /** Blocks to read, in file order, grouped so that each group is one read. */
  readonly groups: readonly (readonly PlannedBlock[])[];
  readonly sparse: readonly PlannedBlock[];
  readonly storedBytes: number;
}

/** Closer blocks are read together with what lies between them. */
const GAP_BYTES = 16 * 1024;
const GROUP_BYTES = 2 ** 20;
const GROUP_DECODED_BYTES = 8 * 2 ** 20;

/** Blocks under a window that lies inside the image. `bands` matters where planes are separate. Pure. */
export function planBlocks(layout: TiffLayout, table: BlockTable, window: Window, bands: readonly number[]): BlockPlan {
  const stored: PlannedBlock[] = [];
  const sparse: PlannedBlock[] = [];
  let storedBytes = 0;
  const lastColumn = Math.floor((window.col + window.width - 1) / layout.blockWidth);
  const lastRow = Math.floor((window.row + window.height - 1) / layout.blockHeight);
  for (const band of layout.planar ? bands : [null]) {
    for (let row = Math.floor(window.row / layout.blockHeight); row <= lastRow; row++) {
      for (let column = Math.floor(window.col / layout.blockWidth); column <= lastColumn; column++) {
        const index = ((band ?? 0) * layout.down + row) * layout.across + column;
        const offset = table.offsets[index] as number;
        const count = table.counts[index] as number;
        storedBytes += count;
        (offset === 0 || count === 0 ? sparse : stored).push({ column, row, band, offset, count });
      }
    }
  }
  stored.sort((a, b) => a.offset - b.offset);
  return { groups: groupBlocks(stored, blockRowBytes(layout) * layout.blockHeight), sparse, storedBytes };
}

function groupBlocks(blocks: readonly PlannedBlock[], decodedBytes: number): PlannedBlock[][] {
  const most = Math.max(1, Math.floor(GROUP_DECODED_BYTES / decodedBytes));
  const groups: PlannedBlock[][] = [];
  let group: PlannedBlock[] = [];
  let end = 0;
  for (const block of blocks) {
    const start = group[0]?.offset ?? 0;
    const near = block.offset <= end + GAP_BYTES && block.offset + block.count - start <= GROUP_BYTES;
    if (group.length > 0 && group.length < most && near) {
      group.push(block);
    } else {
      group = [block];
      groups.push(group);
      end = 0;
    }
    end = Math.max(end, block.offset + block.count);
  }
  return groups;
}
