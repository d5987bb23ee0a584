import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  bboxLonLatOf,
  type Grid,
  maskReasons,
  padWindow,
  rowBands,
  type Scene,
  tileWindows,
  type Window,
  windowGrid,
} from '@landsicht/core';
import type { UnitContext, UnitFile, UnitOutput, UnitTask } from '../../runs/unit.js';
import { openScene } from '../../scene/open-scene.js';
import { resultItem } from '../../stac/result-item.js';
import { writeDetections } from '../../store/geoparquet.js';
import { type CanopyReference, canopyReference, hazeOf, sampleFeatures } from './canopy-reference.js';
import { crownFeatures } from './crown-features.js';
import { CrownLayers } from './crown-layers.js';
import { CrownOutlines } from './crown-outlines.js';
import { type CrownPiece, type CrownRules, crownPiece } from './crown-segments.js';
import { CrownSummary } from './crown-summary.js';
import { crownAttributes, crownCodes, crownsInfo } from './info.js';
import { PieceReader, type ReadPiece } from './read-piece.js';
import { type Refusal, refusalOf } from './refusal.js';
import { workGrid } from './work-grid.js';

/** Pixels of the work grid. */
const TILE_PX = 1024;
/** Around a tile: more than any window that decides on a pixel reaches, and a crown on its edge. */
const PAD_M = 20;
/** Of the image that tells what live canopy looks like: this many tiles of this size, evenly spread; all of a small image. */
const sampleTiles = { px: 512, count: 12 } as const;
/** Of the work, learning the canopy takes about this share. */
const LEARN_SHARE = 0.1;

/** Learns the live canopy of the image, then judges it tile by tile against that: memory follows the tile and a band of rows, not the image. */
export async function runCrowns(task: UnitTask, context: UnitContext): Promise<UnitOutput> {
  const [item] = task.items;
  if (item == null) throw new RangeError('crowns: a unit without an item');
  const { signal, access } = context;
  const scene = await openScene(item, { signal, access });
  let layers: CrownLayers | null = null;
  let reader: PieceReader | null = null;
  try {
    const { grid, pixelM } = workGrid(task.window == null ? scene.grid : windowGrid(scene.grid, task.window), scene.id);
    reader = await PieceReader.open(scene, grid, { ndsm: String(task.parameters['ndsm'] ?? '').trim(), signal });
    const judge = await learn(task, context, { scene, reader, grid, pixelM });
    layers = await CrownLayers.open(context.dir, grid);
    const summary = new CrownSummary();
    const outlines = new CrownOutlines(grid, pixelM);
    for (const band of rowBands(grid, TILE_PX)) {
      const rows = {
        class: new Uint8Array(grid.width * band.height),
        likelihood: new Uint8Array(grid.width * band.height),
        exclusion: new Uint8Array(grid.width * band.height),
      };
      for (const tile of tileWindows({ width: grid.width, height: band.height }, TILE_PX)) {
        signal.throwIfAborted();
        const core = { ...tile, row: band.row };
        const padded = padWindow(core, Math.ceil(PAD_M / pixelM));
        const piece = await reader.read(padded);
        const judged = judge.piece(piece);
        for (const crown of outlines.add(judged, padded, core)) summary.addCrown(crown);
        copyCore(judged.codes, padded, core, { out: rows.class, width: grid.width });
        copyCore(judged.likelihoodPercent, padded, core, { out: rows.likelihood, width: grid.width });
        copyCore(judge.reasons(piece), padded, core, { out: rows.exclusion, width: grid.width });
        const done = (band.row + (band.height * (tile.col + tile.width)) / grid.width) / grid.height;
        context.progress(LEARN_SHARE + (1 - LEARN_SHARE) * done, 'crowns');
      }
      summary.addRows(rows.class, rows.exclusion);
      await layers.write(rows, band.height);
    }
    await layers.close();
    return await finish(task, context, { scene, grid, layers, summary, outlines, judge });
  } catch (error) {
    await layers?.abort();
    throw error;
  } finally {
    await reader?.close();
    await scene.close();
  }
}

interface Judge {
  readonly refusal: Refusal | null;
  readonly reference: CanopyReference | null;
  readonly lossThreshold: number;
  piece(piece: ReadPiece): CrownPiece;
  reasons(piece: ReadPiece): Uint8Array;
}

interface LearnParts {
  readonly scene: Scene;
  readonly reader: PieceReader;
  readonly grid: Grid;
  readonly pixelM: number;
}

async function learn(task: UnitTask, context: UnitContext, { scene, reader, grid, pixelM }: LearnParts): Promise<Judge> {
  const number = (name: string): number => Number(task.parameters[name]);
  const pieces: ReadPiece[] = [];
  const windows = spread(tileWindows(grid, sampleTiles.px), sampleTiles.count);
  for (const [i, window] of windows.entries()) {
    context.signal.throwIfAborted();
    pieces.push(await reader.read(window));
    context.progress((LEARN_SHARE * (i + 1)) / windows.length, 'live canopy');
  }
  const haze = hazeOf(pieces);
  const smoothing = { smoothM: number('smoothM'), pixelM };
  const reference = canopyReference(
    pieces.map((piece) => sampleFeatures(crownFeatures(piece, haze, smoothing), piece.valid)),
    haze,
  );
  const lossThreshold = Math.max(number('loss'), 3 * (reference?.lossDeviation ?? 0));
  const asked = refusalOf(reference, lossThreshold, scene.acquiredUtc, grid);
  const refusal = reference != null && task.parameters['leafOff'] === 'judge' ? null : asked;
  const isObserved = pieces.some(({ valid }) => valid.includes(1));
  if (reference == null || refusal != null) {
    return {
      refusal: isObserved ? refusal : null,
      reference,
      lossThreshold,
      piece: notJudged,
      reasons: ({ reason }) => reason.map((code) => (code === 0 ? maskReasons['leaf-off'].code : code)),
    };
  }
  const rules: CrownRules = {
    ...smoothing,
    loss: lossThreshold,
    redStage: number('redStage'),
    leastRoughness: number('roughness') * reference.roughness,
    minimumHeightM: number('minimumHeightM'),
    minimumAreaM2: number('minimumAreaM2'),
  };
  return {
    refusal,
    reference,
    lossThreshold,
    piece: (piece) => crownPiece(piece, crownFeatures(piece, haze, smoothing), reference, rules),
    reasons: ({ reason }) => reason,
  };
}

function notJudged({ valid }: ReadPiece): CrownPiece {
  const nothing = new Uint8Array(valid.length).fill(crownCodes.notObserved);
  return { codes: nothing, likelihoodPercent: nothing, labels: new Int32Array(valid.length), crowns: [] };
}

function spread(windows: readonly Window[], count: number): Window[] {
  if (windows.length <= count) return [...windows];
  return Array.from({ length: count }, (_, i) => windows[Math.floor(((i + 0.5) * windows.length) / count)] as Window);
}

function copyCore(
  pixels: Uint8Array,
  padded: Window,
  core: Window,
  { out, width }: { readonly out: Uint8Array; readonly width: number },
): void {
  const pad = core.col - padded.col;
  for (let row = 0; row < core.height; row++) {
    const start = (row + pad) * padded.width + pad;
    out.set(pixels.subarray(start, start + core.width), row * width + core.col);
  }
}

interface FinishParts {
  readonly scene: Scene;
  readonly grid: Grid;
  readonly layers: CrownLayers;
  readonly summary: CrownSummary;
  readonly outlines: CrownOutlines;
  readonly judge: Judge;
}

async function finish(
  task: UnitTask,
  context: UnitContext,
  { scene, grid, layers, summary, outlines, judge }: FinishParts,
): Promise<UnitOutput> {
  const detections = outlines.detections({ observedUtc: scene.acquiredUtc, sceneIds: [scene.id], unitKey: task.key });
  await writeDetections(join(context.dir, 'detections.parquet'), detections, crownAttributes);
  const observedUtc = scene.acquiredUtc.toISOString();
  const files: UnitFile[] = [
    ...layers.files,
    { path: 'detections.parquet', role: 'detections', mediaType: 'application/vnd.apache.parquet' },
  ];
  const item = resultItem({ task, info: crownsInfo, grid, observedUtc, files });
  await writeFile(join(context.dir, 'item.json'), `${JSON.stringify(item, null, 1)}\n`);
  const values = summary.values(grid);
  const { reference, refusal, lossThreshold } = judge;
  const hasNir = scene.bands.some(({ name }) => name === 'nir');
  return {
    files: [...files, { path: 'item.json', role: 'item', mediaType: 'application/geo+json' }],
    grid,
    bboxLonLat: bboxLonLatOf(grid),
    observedUtc,
    summary: {
      ...values,
      ...(reference == null
        ? {}
        : { lossThreshold: Math.round(lossThreshold * 100) / 100, greenSharePercent: Math.round(100 * reference.greenShare) }),
      detections: detections.length,
    },
    flags: [
      ...(refusal == null ? [] : [refusal]),
      ...(hasNir ? [] : ['no-nir']),
      ...(hasNir && reference != null && reference.ndvi == null ? ['nir-of-no-use'] : []),
      ...(values['observedPx'] === 0 ? ['nothing-observed'] : []),
    ],
  };
}
