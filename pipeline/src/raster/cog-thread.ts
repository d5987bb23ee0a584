import { type CogLayout, LandsichtError, type PixelArray, type RasterSink, type WriteCog } from '@landsicht/core';
import type { JobThread } from '../runs/job-thread.js';
import type { Jobs } from '../runs/serve-jobs.js';
import { openCogWriter } from './cog-writer.js';

interface RowsOfCog {
  readonly path: string;
  readonly bands: readonly PixelArray[];
  readonly rows: number;
}

const names = { open: 'cog-open', write: 'cog-write', close: 'cog-close', abort: 'cog-abort' } as const;

/** Rows that a writer may be ahead of the thread. */
const writesAhead = 2;

/** Jobs of a thread that writes COGs; `cogsOnThread` gives them out. */
export function cogJobs(): Jobs {
  const sinks = new Map<string, RasterSink>();
  const sinkOf = (path: string) => {
    const sink = sinks.get(path);
    if (sink == null) throw new LandsichtError('bad-argument', `${path}: not open for writing`);
    return sink;
  };
  return {
    [names.open]: async ({ path, layout }: { path: string; layout: CogLayout }) => {
      sinks.set(path, await openCogWriter(path, layout));
    },
    [names.write]: ({ path, bands, rows }: RowsOfCog) => sinkOf(path).writeRows(bands, rows),
    [names.close]: async ({ path }: { path: string }) => {
      await sinkOf(path).close();
      sinks.delete(path);
    },
    [names.abort]: async ({ path }: { path: string }) => {
      await sinks.get(path)?.abort();
      sinks.delete(path);
    },
  };
}

/** `openCogWriter` whose work is done by a thread that serves `cogJobs`. The rows given are copied: they stay the caller's. */
export function cogsOnThread(thread: JobThread): WriteCog {
  return async (path, layout) => {
    await thread.run(names.open, { path, layout });
    const ahead: Promise<unknown>[] = [];
    return {
      async writeRows(bands, rows) {
        const copies = bands.map((band) => band.slice(0, layout.grid.width * rows));
        const written = thread.run<RowsOfCog, void>(
          names.write,
          { path, bands: copies, rows },
          { transfer: copies.map(({ buffer }) => buffer as ArrayBuffer) },
        );
        written.catch(() => {}); // thrown where it is awaited
        ahead.push(written);
        if (ahead.length > writesAhead) await ahead.shift();
      },
      async close() {
        await Promise.all(ahead);
        await thread.run(names.close, { path });
      },
      async abort() {
        await Promise.allSettled(ahead);
        await thread.run(names.abort, { path });
      },
    };
  };
}
