import { errorMessage, isLandsichtError } from '@landsicht/core';
import { openRaster } from '../open-raster.js';

/** A line of this program's output. Where the whole is too large, the first 256×256 px are read instead: `read-window`. */
export interface ReadLine {
  readonly file: string;
  /** `started`, `read`, `read-window`, an error code, `crash` (an error without one) or `peak`. */
  readonly outcome: string;
  readonly message?: string;
  readonly peakBytes?: number;
}

function print(line: ReadLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

async function readWhole(file: string): Promise<ReadLine> {
  try {
    const raster = await openRaster(file);
    try {
      const { width, height } = await raster.read();
      return { file, outcome: 'read', message: `${width}×${height} px` };
    } catch (error) {
      if (!isLandsichtError(error) || error.code !== 'raster-too-large') throw error;
      await raster.read({ window: { col: 0, row: 0, width: 256, height: 256 } });
      return { file, outcome: 'read-window', message: error.message };
    } finally {
      await raster.close();
    }
  } catch (error) {
    return { file, outcome: isLandsichtError(error) ? error.code : 'crash', message: errorMessage(error) };
  }
}

/**
 * A program: opens and reads each file of the command line and prints a JSON line before and after each, then the peak memory.
 * It runs as a child process, so that a hang or exhausted memory fails the test instead of taking it along.
 */
process.on('unhandledRejection', (error) => print({ file: '', outcome: 'crash', message: `unhandled: ${errorMessage(error)}` }));
for (const file of process.argv.slice(2)) {
  print({ file, outcome: 'started' });
  print(await readWhole(file));
}
print({ file: '', outcome: 'peak', peakBytes: process.resourceUsage().maxRSS * 1024 });
