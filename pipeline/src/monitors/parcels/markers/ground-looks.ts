import { type ClearLook, medianOf } from './clear-series.js';
import { type GroundState, groundStateOf } from './ground-state.js';

/** A clear look with what lies on the ground: medians over the inner pixels, so that a few strange pixels do not decide. */
export interface GroundLook extends ClearLook {
  readonly ndviMedian: number;
  readonly ndti: number | null;
  readonly state: GroundState;
}

export function groundLooks(looks: readonly ClearLook[]): GroundLook[] {
  return looks.map((clear) => {
    const ndviMedian = medianOf(clear.look, 'NDVI') ?? clear.ndvi;
    const ndti = medianOf(clear.look, 'NDTI');
    return { ...clear, ndviMedian, ndti, state: groundStateOf(ndviMedian, ndti, medianOf(clear.look, 'B11')) };
  });
}
