import { LandsichtError } from '@landsicht/core';
import type { ByteSource } from './byte-source.js';
import { limits } from './limits.js';
import { blockRowBytes, compressions, type TiffLayout } from './tiff-layout.js';
import { readIntegers, type TiffDirectory, type TiffScan, tags } from './tiff-scan.js';

/** Where every block lies: index = (plane × down + row) × across + column. Offset or count 0 = not stored (sparse). */
export interface BlockTable {
  readonly offsets: Float64Array;
  readonly counts: Float64Array;
}

const VIRTUAL_STRIP_BYTES = 2 ** 20;

/** Reads and checks the offsets and byte counts of one IFD. */
export async function readBlockTable(
  source: ByteSource,
  scan: TiffScan,
  directory: TiffDirectory,
  layout: TiffLayout,
): Promise<BlockTable> {
  const where = `${source.href}: IFD at byte ${directory.offset}`;
  const expected = layout.across * layout.down * (layout.planar ? layout.samples : 1);
  const kind = layout.tiled ? 'Tile' : 'Strip';
  const offsets = directory.entries.get(layout.tiled ? tags.tileOffsets : tags.stripOffsets);
  const counts = directory.entries.get(layout.tiled ? tags.tileByteCounts : tags.stripByteCounts);
  if (offsets == null || offsets.count < expected) throw invalid(where, `expected ${expected} ${kind}Offsets, got ${offsets?.count ?? 0}`);
  const table = { offsets: await readIntegers(source, scan, offsets), counts: new Float64Array(0) };
  if (counts != null && counts.count >= expected) return { ...table, counts: await readIntegers(source, scan, counts) };
  // Old writers leave the counts of uncompressed strips out
  if (layout.compression !== compressions.none) throw invalid(where, `expected ${expected} ${kind}ByteCounts, got ${counts?.count ?? 0}`);
  return { ...table, counts: new Float64Array(expected).fill(blockRowBytes(layout) * layout.blockHeight) };
}

/** Whether `splitStrips` will cut the strips of a layout: uncompressed and large. */
function isSplit(layout: TiffLayout): boolean {
  return layout.compression === compressions.none && !layout.tiled && blockRowBytes(layout) * layout.blockHeight > VIRTUAL_STRIP_BYTES;
}

/** Rows of the strips that a large uncompressed strip is read as: they must divide it, unless there is but one. */
function virtualRows(layout: TiffLayout): number {
  let rows = Math.max(1, Math.floor(VIRTUAL_STRIP_BYTES / blockRowBytes(layout)));
  if (layout.down > 1) while (layout.blockHeight % rows !== 0) rows--;
  return rows;
}

/** Large uncompressed strips as strips of about 1 MiB, so that a window reads only its own rows. */
export function splitLayout(layout: TiffLayout, where: string): TiffLayout {
  if (!isSplit(layout)) return layout;
  const blockHeight = virtualRows(layout);
  const down = Math.ceil(layout.height / blockHeight);
  if (down * (layout.planar ? layout.samples : 1) <= limits.blocks) return { ...layout, blockHeight, down };
  throw new LandsichtError(
    'raster-too-large',
    `${where}: claims ${layout.height} rows of ${blockRowBytes(layout)} bytes; too many to read.`,
  );
}

/** The table of `split` = splitLayout(layout) from that of `layout`. */
export function splitTable(table: BlockTable, layout: TiffLayout, split: TiffLayout): BlockTable {
  if (split === layout) return table;
  const rowBytes = blockRowBytes(layout);
  const planes = layout.planar ? layout.samples : 1;
  const offsets = new Float64Array(planes * split.down);
  const counts = new Float64Array(offsets.length);
  for (let plane = 0; plane < planes; plane++) {
    for (let i = 0; i < split.down; i++) {
      const row = i * split.blockHeight;
      const strip = plane * layout.down + Math.floor(row / layout.blockHeight);
      const base = table.offsets[strip] as number;
      const at = plane * split.down + i;
      const inside = (row % layout.blockHeight) * rowBytes;
      offsets[at] = base === 0 ? 0 : base + inside;
      counts[at] = Math.max(0, Math.min(split.blockHeight * rowBytes, (table.counts[strip] as number) - inside));
    }
  }
  return { offsets, counts };
}

function invalid(where: string, what: string): LandsichtError {
  return new LandsichtError('raster-invalid', `${where}: ${what}. The file is damaged; fetch or make it again.`);
}
