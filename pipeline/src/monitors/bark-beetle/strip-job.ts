import { LandsichtError, type StacItem } from '@landsicht/core';
import type { UnitContext, UnitTask } from '../../runs/unit.js';
import { forestOf } from './forest-of.js';
import type { HaloFiles } from './halo-carry.js';
import type { BeetleSeries } from './open-series.js';
import { runStrip, type StripInputs, type StripWork } from './run-strip.js';
import { StateFile } from './state-file.js';
import { stripsOf } from './strips-of.js';

/** What the strips of a unit share, as plain data. */
export interface StripJob {
  readonly task: UnitTask;
  readonly series: BeetleSeries;
  /** Dates to work in, oldest first. */
  readonly added: readonly StacItem[];
  /** A state that has the dates before. */
  readonly prior: { readonly path: string; readonly version: string } | null;
  /** Null where there is one strip only. */
  readonly halo: HaloFiles | null;
  /** Whether the state is stored afterwards. */
  readonly keepState: boolean;
}

/** Works strips of one job, one at a time. */
export interface StripWorker {
  /** Null where the strip has no forest. */
  run(strip: number, onDate: (share: number) => void): Promise<StripWork | null>;
  close(): Promise<void>;
}

/** A worker with files that others opened, and close. */
export function stripWorker(job: StripJob, opened: Pick<StripInputs, 'forestMask' | 'prior' | 'context'>): StripWorker {
  const { series, added, halo: files, keepState } = job;
  const strips = stripsOf(series);
  return {
    async run(n, onDate) {
      const strip = strips[n];
      if (strip == null) throw new RangeError(`expected one of ${strips.length} strips, got ${n}`);
      const halo = files == null ? null : { files, strip: n };
      const done = await runStrip({ series, added, ...opened }, strip, { halo, onDate });
      return done == null ? null : { at: done.at, answers: done.state.answers(), state: keepState ? done.state.pieces() : null };
    },
    close: async () => {},
  };
}

/** A worker that opens forest mask and earlier state itself, as each thread must. */
export async function openStripWorker(job: StripJob, context: Pick<UnitContext, 'signal' | 'access'>): Promise<StripWorker> {
  const forestMask = await forestOf(job.task, job.series);
  try {
    const prior = job.prior == null ? null : await priorOf(job.prior);
    return {
      ...stripWorker(job, { forestMask, prior, context }),
      async close() {
        await prior?.close();
        await forestMask.close();
      },
    };
  } catch (error) {
    await forestMask.close();
    throw error;
  }
}

async function priorOf({ path, version }: NonNullable<StripJob['prior']>): Promise<StateFile> {
  const prior = await StateFile.open(path, version);
  if (prior != null) return prior;
  throw new LandsichtError('lake-damaged', `${path}: is gone. The series is computed again`);
}
