import { allocate, fullWindow, intersectWindows, LandsichtError, type PixelArray, type Window } from '@landsicht/core';
import { decompress } from './block-codecs.js';
import { copyBlock, copyDifferences, fillSparse, isPlainDifferences, type ReadTarget, sharedRect } from './block-copy.js';
import { type PlannedBlock, planBlocks } from './block-plan.js';
import type { BlockTable } from './block-table.js';
import type { ByteSource } from './byte-source.js';
import { copyThrough, fillThrough, throughTarget } from './copy-through.js';
import { assertBacked, assertReadable, readBytes } from './limits.js';
import type { ReadThrough, StoredPixels } from './raster-file.js';
import { blockRows, compressions, samplesPerBlock, type TiffLayout } from './tiff-layout.js';
import { type BlockBytes, decodeSamples } from './tile-decode.js';

/** One IFD, ready to read. */
export interface TiffLevel {
  readonly layout: TiffLayout;
  readonly table: () => Promise<BlockTable>;
}

export interface LevelRead {
  readonly window: Window;
  readonly bands: readonly number[];
  /** As stored. */
  readonly nodata: number | null;
  readonly through?: ReadThrough | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Groups of blocks in flight: keeps the thread pool busy while the next bytes come. */
const IN_FLIGHT = 4;

export async function readLevel(source: ByteSource, level: TiffLevel, read: LevelRead): Promise<StoredPixels> {
  const { layout } = level;
  const { window, bands } = read;
  const what = `reading ${window.width}×${window.height} px of ${bands.length} band(s)`;
  const bytes = readBytes(window.width, window.height, bands.length, layout.pixelType);
  assertReadable(source.href, what, bytes);
  const inside = intersectWindows(window, fullWindow(layout));
  const needed = layout.alphaBand != null && !bands.includes(layout.alphaBand) ? [...bands, layout.alphaBand] : [...new Set(bands)];
  const plan = inside == null ? null : planBlocks(layout, await level.table(), inside, needed);
  assertBacked(source.href, what, bytes, plan?.storedBytes ?? bytes);

  const { nodata } = read;
  const through = read.through == null ? null : throughTarget(read.through, layout, { window, nodata });
  const stored = through == null ? bands : [];
  const arrays = new Map<number, PixelArray>(stored.map((band) => [band, allocate(layout.pixelType, window.width * window.height)]));
  const target: ReadTarget = { window, bands: arrays, valid: validInside(window, inside), nodata, through };
  if (plan != null) {
    for (const block of plan.sparse) {
      if (through == null) fillSparse(layout, block, target);
      else fillThrough(layout, block, target, through);
    }
    await eachInFlight(plan.groups, read.signal, source.href, async (group) => readGroup(source, layout, group, target, read.signal));
  }
  return {
    width: window.width,
    height: window.height,
    data: bands.map((band) => through?.out ?? (arrays.get(band) as PixelArray)),
    valid: target.valid,
  };
}

function validInside(window: Window, inside: Window | null): Uint8Array {
  const valid = new Uint8Array(window.width * window.height);
  if (inside == null) return valid;
  if (inside.width === window.width && inside.height === window.height) return valid.fill(1);
  for (let row = 0; row < inside.height; row++) {
    const start = (inside.row - window.row + row) * window.width + inside.col - window.col;
    valid.fill(1, start, start + inside.width);
  }
  return valid;
}

/** Runs the work on a few groups at a time. After a failure no new group starts, and the first error is thrown. */
async function eachInFlight<T>(
  groups: readonly T[],
  signal: AbortSignal | undefined,
  href: string,
  work: (group: T) => Promise<void>,
): Promise<void> {
  let next = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (next < groups.length && !failed) {
      if (signal?.aborted) throw new LandsichtError('aborted', `${href}: reading was cancelled`, { cause: signal.reason });
      await work(groups[next++] as T).catch((error: unknown) => {
        failed = true;
        throw error;
      });
    }
  };
  const lanes = await Promise.allSettled(Array.from({ length: Math.min(IN_FLIGHT, groups.length) }, lane));
  for (const result of lanes) if (result.status === 'rejected') throw result.reason;
}

async function readGroup(
  source: ByteSource,
  layout: TiffLayout,
  group: readonly PlannedBlock[],
  target: ReadTarget,
  signal: AbortSignal | undefined,
): Promise<void> {
  const start = group[0]?.offset ?? 0;
  const end = group.reduce((most, { offset, count }) => Math.max(most, offset + count), 0);
  for (const block of group) {
    if (block.offset + block.count <= source.sizeBytes) continue;
    throw new LandsichtError(
      'raster-invalid',
      `${placeOf(source.href, layout, block)}: its ${block.count} bytes at ${block.offset} reach beyond the end of the file (${source.sizeBytes} bytes). The file is cut off; fetch it again.`,
    );
  }
  const bytes = await source.read(start, end - start, signal);
  await Promise.all(
    group.map(async (block) => {
      const at = block.offset - start;
      // a copy where blocks share one read: predictors are undone in place, and blocks may overlap in a hostile file
      const own =
        layout.compression === compressions.none && group.length > 1
          ? bytes.slice(at, at + block.count)
          : bytes.subarray(at, at + block.count);
      const rows = blockRows(layout, block.row);
      const decoded = await decompress({ bytes: own, rows, where: placeOf(source.href, layout, block) }, layout);
      placeBlock(decoded, layout, block, target);
    }),
  );
}

function placeBlock(decoded: Uint8Array, layout: TiffLayout, block: PlannedBlock, target: ReadTarget): void {
  const stored = storedForm(layout);
  const { blockWidth: width, bits, pixelType, alphaBand } = layout;
  const bytes: BlockBytes = { bytes: decoded, width, samples: samplesPerBlock(layout), bits, pixelType, ...stored };
  if (target.through != null) {
    copyThrough(bytes, layout, block, target, target.through);
  } else if (alphaBand == null && isPlainDifferences(bytes)) {
    copyDifferences(decoded, layout, block, target);
  } else {
    const { row, height } = sharedRect(layout, block, target.window);
    copyBlock(decodeSamples(bytes, { first: row, end: row + height }), layout, block, target);
  }
}

/** LERC, JPEG and WebP decode to values in machine order; the others to bytes as written. */
function storedForm(layout: TiffLayout): { littleEndian: boolean; predictor: number } {
  const { compression, littleEndian, predictor } = layout;
  const toValues = compression === compressions.lerc || compression === compressions.jpeg || compression === compressions.webp;
  return toValues ? { littleEndian: true, predictor: 1 } : { littleEndian, predictor };
}

function placeOf(href: string, layout: TiffLayout, { column, row, band }: PlannedBlock): string {
  const plane = band == null ? '' : ` of band ${band + 1}`;
  return layout.tiled ? `${href}: tile (${column}, ${row})${plane}` : `${href}: strip ${row}${plane}`;
}
