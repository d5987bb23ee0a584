import type { PixelColumns } from './pixel-columns.js';
import type { DateBias } from './series-types.js';
import type { Training } from './train-pixels.js';

/** Everything the state is, as `state-bytes.ts` stores it. */
export interface StateParts {
  /** Offsets of the forest pixels into the strip, ascending. */
  readonly pixels: Int32Array;
  readonly columns: PixelColumns;
  training: Training | null;
  /** Bare-ground count of every pixel of the strip; empty before the first date. */
  soil: Uint8Array;
  width: number;
  /** Days since 1970-01-01; 0 before the first date. */
  firstDay: number;
  lastDay: number;
  /** Per date of `mode=landsicht` its day and what was taken off all pixels. */
  readonly biases: [day: number, bias: DateBias][];
}
