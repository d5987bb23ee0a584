import { join } from 'node:path';
import type { Grid } from '@landsicht/core';
import { RowScratch } from '../../../raster/row-scratch.js';
import type { UnitContext, UnitTask } from '../../../runs/unit.js';
import { acquiredUtcOf } from '../../../scene/acquired-utc.js';
import { type ComponentReplay, ComponentScan } from '../../../vector/components.js';
import { type Backscatter, scratchBands } from './backscatter.js';
import { bayesCodes, hasSeason, tScoreCodes } from './baseline-detector.js';
import { changeCodes, medianCodes, noAnswer } from './change-detector.js';
import { type Answers, agreeing } from './ensemble-vote.js';
import { incidenceOf } from './incidence.js';

/** GFM takes the median of the last 3–5 scenes (flood.md 3.1). */
const medianScenes = 5;
/** Where a detector's likelihood tips, of 255. */
const middle = 127;

/** D2 and D3 on the subject, ready to be read once from the top. */
export interface EarlierAnswers {
  readonly hasBaseline: boolean;
  next(row: number, rows: number): Promise<{ change: Answers; baseline: Answers | null }>;
  remove(): Promise<void>;
}

export interface EarlierOptions {
  readonly context: UnitContext;
  readonly grid: Grid;
  /** The subject's first, then of each earlier scene from the oldest to the newest. */
  readonly backscatter: readonly Backscatter[];
  /** 0..1 */
  progress(fraction: number, stage: 'change' | 'baseline'): void;
}

/** Runs the detectors that need earlier scenes; null where there is none with the subject's deciding polarisation. */
export async function detectFromEarlier(task: UnitTask, options: EarlierOptions): Promise<EarlierAnswers | null> {
  const { context, grid, backscatter } = options;
  const [subject, ...all] = backscatter;
  if (subject == null) return null;
  const main = subject.vh == null ? 'vv' : 'vh';
  const usable = all.map((one, i) => ({ one, item: task.items[i + 1] })).filter(({ one }) => one[main] != null);
  if (usable.length === 0) return null;
  const season = seasonOf(task, subject, usable);
  const created: RowScratch[] = [];
  const remove = async () => {
    await Promise.all(created.map((scratch) => scratch.remove()));
  };
  const create = async (name: string) => {
    const scratch = await RowScratch.create(join(context.dir, `${name}.raw`), grid.width);
    created.push(scratch);
    return scratch;
  };
  try {
    const change = { codes: await create('change'), likelihood: await create('change-likelihood') };
    const rowsOf = (scratch: RowScratch | null, row: number, height: number) => scratch?.read(row, height) ?? null;
    const earlierRows = (one: 'vh' | 'vv', row: number, height: number) =>
      Promise.all(usable.map(({ one: scene }) => rowsOf(scene[one], row, height)));
    const usualRows = async (one: 'vh' | 'vv', row: number, height: number) => {
      const seen = (await earlierRows(one, row, height)).slice(-medianScenes).filter((rows) => rows != null);
      return seen.length === 0 ? null : medianCodes(seen);
    };
    const scan = new ComponentScan(grid.width, { connectivity: 8 });
    for (const { row, height } of scratchBands(grid)) {
      context.signal.throwIfAborted();
      const [beforeVh, beforeVv] = [await usualRows('vh', row, height), await usualRows('vv', row, height)];
      const [vh, vv] = [await rowsOf(subject.vh, row, height), await rowsOf(subject.vv, row, height)];
      const changed = changeCodes({ vh, vv, beforeVh, beforeVv });
      for (let r = 0; r < height; r++) scan.addRow(changed.codes.subarray(r * grid.width, (r + 1) * grid.width));
      await change.codes.append(changed.codes);
      await change.likelihood.append(changed.likelihood);
      options.progress((0.5 * (row + height)) / grid.height, 'change');
    }
    const hasBaseline = season != null || usable.length >= 3;
    const baseline = hasBaseline ? { codes: await create('baseline'), likelihood: await create('baseline-likelihood') } : null;
    for (const { row, height } of baseline == null ? [] : scratchBands(grid)) {
      context.signal.throwIfAborted();
      const judged =
        season == null
          ? tScoreCodes(
              { now: (await rowsOf(subject[main], row, height)) as Uint8Array, earlier: present(await earlierRows(main, row, height)) },
              main,
            )
          : bayesCodes(
              {
                now: (await rowsOf(subject.vv, row, height)) as Uint8Array,
                earlier: (await earlierRows('vv', row, height)).map((rows) => rows ?? new Uint8Array(height * grid.width)),
              },
              season,
            );
      await baseline?.codes.append(judged.codes);
      await baseline?.likelihood.append(judged.likelihood);
      options.progress(0.5 + (0.5 * (row + height)) / grid.height, 'baseline');
    }
    const minimumPx = Number(task.parameters['minimumPx']);
    const objects = scan.finish(({ seedCount, pixelCount }) => seedCount > 0 && pixelCount >= minimumPx);
    return {
      hasBaseline,
      async next(row, rows) {
        const [codes, likelihood] = await Promise.all([change.codes.read(row, rows), change.likelihood.read(row, rows)]);
        const changed = agreeing(keptOf(codes, grid.width, objects), likelihood, middle);
        if (baseline == null) return { change: changed, baseline: null };
        const [verdicts, probability] = await Promise.all([baseline.codes.read(row, rows), baseline.likelihood.read(row, rows)]);
        return { change: changed, baseline: agreeing(verdicts, probability, middle) };
      },
      remove,
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

interface EarlierScene {
  readonly one: Backscatter;
  readonly item: UnitTask['items'][number] | undefined;
}

interface Season {
  readonly incidenceDeg: number;
  readonly dayOfYear: number;
  readonly earlierDaysOfYear: readonly number[];
}

/** What Bayes needs; null where VV is missing or the record is short. */
function seasonOf(task: UnitTask, subject: Backscatter, earlier: readonly EarlierScene[]): Season | null {
  const isLong = hasSeason(earlier.filter(({ one }) => one.vv != null).length);
  if (!isLong || subject.vv == null) return null;
  return {
    incidenceDeg: incidenceOf(task.items[0]).deg,
    dayOfYear: dayOfYear(task.items[0]),
    earlierDaysOfYear: earlier.map(({ item }) => dayOfYear(item)),
  };
}

function dayOfYear(item: UnitTask['items'][number] | undefined): number {
  if (item == null) return 0;
  const utc = acquiredUtcOf(item);
  return (utc.getTime() - Date.UTC(utc.getUTCFullYear(), 0, 1)) / 86_400_000 + 1;
}

function present(scenes: readonly (Uint8Array | null)[]): Uint8Array[] {
  return scenes.filter((rows) => rows != null);
}

/** Candidates of kept objects become 1, other answers 0. */
function keptOf(codes: Uint8Array, width: number, objects: ComponentReplay): Uint8Array {
  const kept = new Uint8Array(codes.length);
  for (let at = 0; at < codes.length; at += width) objects.addRow(codes.subarray(at, at + width), kept.subarray(at, at + width));
  for (let i = 0; i < codes.length; i++) if (codes[i] === noAnswer) kept[i] = noAnswer;
  return kept;
}
