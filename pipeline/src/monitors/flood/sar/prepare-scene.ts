import { join } from 'node:path';
import { type Grid, LandsichtError, type ParameterValues, type StacItem } from '@landsicht/core';
import type { DeviceChoice } from '@landsicht/models';
import { RowScratch } from '../../../raster/row-scratch.js';
import { findModel } from '../../../runs/find-model.js';
import type { AssetAccess } from '../../../sources/access/asset-access.js';
import { type Backscatter, type BackscatterFiles, type BackscatterOptions, openBackscatter, readBackscatter } from './backscatter.js';
import { storeNetworkMembership } from './network-water.js';
import { openRadar, type RadarInput } from './radar-input.js';
import { detectByThreshold, type ThresholdAnswer } from './threshold-detector.js';

/** Of the preparation of a scene, reading and filtering; the rest is D1. */
const readShare = 0.7;

export type PrepareStage = 'reading' | 'thresholds';

/** One scene of the ensemble, for as much of it as needs no other scene. Plain data, so that it crosses threads. */
export interface ScenePart {
  readonly item: StacItem;
  /** In the unit, 0 = the subject: names the scratch files. */
  readonly index: number;
  readonly grid: Grid;
  readonly parameters: ParameterValues;
  readonly dir: string;
  /** The network that says what is water; null = thresholds do. */
  readonly model: { readonly id: string; readonly sha256: string } | null;
  readonly modelsDir: string | undefined;
  readonly device: DeviceChoice;
}

/** What became of it: scratch files and what their histograms say. */
export interface PreparedFiles {
  readonly backscatter: BackscatterFiles;
  /** Rows of D1: water, and membership. */
  readonly water: string;
  readonly membership: string;
}

/** A scene ready for the detectors that compare scenes and for the votes. */
export interface PreparedScene {
  readonly backscatter: Backscatter;
  readonly threshold: ThresholdAnswer;
}

export interface PrepareContext {
  readonly signal: AbortSignal;
  readonly access: AssetAccess;
  /** 0..1 */
  progress(fraction: number, stage: PrepareStage): void;
  readonly onRows?: NonNullable<BackscatterOptions['onRows']>;
}

/** Opens a scene that `prepareOpened` then reads. */
export async function prepareScene(part: ScenePart, context: PrepareContext): Promise<PreparedFiles> {
  const input = await openRadar(part.item, { signal: context.signal, access: context.access });
  try {
    return await prepareOpened(part, input, context);
  } finally {
    await input.scene.close();
  }
}

/** Reads and filters a scene, and runs D1 on it. */
export async function prepareOpened(part: ScenePart, { scene, bands }: RadarInput, context: PrepareContext): Promise<PreparedFiles> {
  const { grid, index, dir } = part;
  const number = (name: string) => Number(part.parameters[name]);
  const backscatter = await readBackscatter(scene, {
    grid,
    bands,
    leeWindowPx: number('leeWindowPx'),
    leeEnl: number('leeEnl'),
    scratchPath: join(dir, `sigma0-${index}`),
    signal: context.signal,
    progress: (fraction) => context.progress(readShare * fraction, 'reading'),
    ...(context.onRows == null ? {} : { onRows: context.onRows }),
  });
  const opened = await openBackscatter(backscatter, grid);
  try {
    const answer = await detectByThreshold(opened, {
      grid,
      levels: {
        nearVhDb: number('halfWaterVhDb'),
        farVhDb: number('fallbackVhDb'),
        nearVvDb: number('halfWaterVvDb'),
        farVvDb: number('fallbackVvDb'),
      },
      minimumPx: number('minimumPx'),
      ...(part.model == null ? {} : { membershipInto: await networkMembership(part, part.model, { scene, bands }, context) }),
      scratchPath: join(dir, `threshold-${index}`),
      signal: context.signal,
      progress: (fraction) => context.progress(readShare + (1 - readShare) * fraction, 'thresholds'),
    });
    return { backscatter, ...answer };
  } finally {
    await opened.close();
  }
}

async function networkMembership(
  { grid, modelsDir, device }: ScenePart,
  wanted: { readonly id: string; readonly sha256: string },
  { scene, bands }: Pick<RadarInput, 'scene' | 'bands'>,
  { signal, progress }: PrepareContext,
): Promise<(memberships: RowScratch) => Promise<void>> {
  const model = await findModel(wanted.id, modelsDir);
  if (model.sha256 !== wanted.sha256) {
    throw new LandsichtError(
      'model-invalid',
      `Model ${wanted.id}: it is not the one that was planned with (sha-256 ${wanted.sha256}). Plan again`,
    );
  }
  return (memberships) =>
    storeNetworkMembership(
      scene,
      { model, device, grid, bands, signal, progress: (fraction) => progress(readShare + (1 - readShare) * fraction, 'thresholds') },
      memberships,
    );
}

/** Opens the scratch files of a prepared scene; `remove` of both parts deletes them. */
export async function openPrepared({ backscatter, water, membership }: PreparedFiles, grid: Grid): Promise<PreparedScene> {
  const opened = await openBackscatter(backscatter, grid);
  const waterRows = await RowScratch.open(water, grid.width);
  const membershipRows = await RowScratch.open(membership, grid.width);
  return {
    backscatter: opened,
    threshold: {
      async next(row, rows) {
        const [waterCodes, degrees] = await Promise.all([waterRows.read(row, rows), membershipRows.read(row, rows)]);
        return { water: waterCodes, membership: degrees };
      },
      async remove() {
        await Promise.all([waterRows.remove(), membershipRows.remove()]);
      },
    },
  };
}
