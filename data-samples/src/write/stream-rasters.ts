import { type CogLayout, LandsichtError, type PixelArray, type WriteCog } from '@landsicht/core';

export interface RasterTarget {
  readonly path: string;
  readonly layout: CogLayout;
}

/** Rows of one target: one array per band. */
export interface TargetRows {
  readonly bands: readonly PixelArray[];
  readonly rows: number;
}

export interface StreamOptions {
  readonly writeCog: WriteCog;
  readonly signal?: AbortSignal | undefined;
  readonly progress?: ((fraction: number) => void) | undefined;
  /** Rows at a time; even. Changes memory, not pixels. */
  readonly bandRows?: number | undefined;
}

/** Renders bands of rows from top to bottom and hands each target its part; on failure nothing is left behind. */
export async function streamRasters(
  targets: readonly RasterTarget[],
  height: number,
  render: (row0: number, count: number) => readonly TargetRows[],
  { writeCog, signal, progress, bandRows = 64 }: StreamOptions,
): Promise<void> {
  const sinks = [];
  try {
    for (const { path, layout } of targets) sinks.push(await writeCog(path, layout));
    for (let row = 0; row < height; row += bandRows) {
      if (signal?.aborted) throw new LandsichtError('aborted', 'The simulation was stopped');
      const parts = render(row, Math.min(bandRows, height - row));
      for (const [k, sink] of sinks.entries()) {
        const part = parts[k];
        if (part != null) await sink.writeRows(part.bands, part.rows);
      }
      progress?.(Math.min(1, (row + bandRows) / height));
    }
    for (const sink of sinks) await sink.close();
  } catch (error) {
    for (const sink of sinks) await sink.abort();
    throw error;
  }
}
