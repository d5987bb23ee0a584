import { describe, expect, it } from 'vitest';
import { addScene, csiOf, emptyScores, expectedCalibrationError, poolScores, type SceneLayers } from './flood-scores.js';

/** One letter a pixel: F flood, d dry, r usual water, x not observed (reason 12). */
function layersOf(result: string, truth: string, kind: string, likelihood: readonly number[]): SceneLayers {
  const codes: Record<string, number> = { d: 0, F: 1, r: 2, x: 255 };
  return {
    flood: [...result].map((letter) => codes[letter] ?? 0),
    exclusion: [...result].map((letter) => (letter === 'x' ? 12 : 0)),
    truth: [...truth].map((letter) => (letter === 'F' ? 1 : 0)),
    kind: [...kind].map(Number),
    likelihood,
  };
}
const reasons = [new Set<number>(), new Set<number>(), new Set([12])];

describe('scores of the simulated flood', () => {
  it('leaves out of the CSI what was not observed, and counts it apart', () => {
    const scores = addScene(emptyScores(3), layersOf('FFdxxd', 'FdFFdd', '000000', [90, 90, 10, 255, 255, 10]), reasons);
    expect(csiOf(scores)).toBeCloseTo(1 / 3, 12);
    expect(scores.excluded[12]).toBe(2);
    expect(scores.excludedFlood[12]).toBe(1);
  });

  it('counts an exclusion as right only for a reason that is true of the kind', () => {
    const scores = addScene(emptyScores(3), layersOf('xxdFr', 'ddddd', '12222', [255, 255, 0, 90, 0]), reasons);
    expect(scores.kinds[1]).toMatchObject({ pixels: 1, excludedRightly: 0, excludedOtherwise: 1 });
    expect(scores.kinds[2]).toEqual({ pixels: 4, dry: 1, reference: 1, excludedRightly: 1, excludedOtherwise: 0, flood: 1 });
  });

  it('counts a reason as right where it is true of the place itself', () => {
    const layers = { ...layersOf('xx', 'dd', '11', [255, 255]), trueThere: new Map([[12, [1, 0]]]) };
    expect(addScene(emptyScores(3), layers, reasons).kinds[1]).toMatchObject({ excludedRightly: 1, excludedOtherwise: 1 });
  });

  it('gives the calibration error worked by hand: |1 − 1.8| + |0 − 0.1| over three pixels', () => {
    const scores = addScene(emptyScores(1), layersOf('FFd', 'Fdd', '000', [90, 90, 10]), []);
    expect(expectedCalibrationError(scores)).toBeCloseTo(0.9 / 3, 12);
    expect(expectedCalibrationError(poolScores(poolScores(emptyScores(1), scores), scores))).toBeCloseTo(0.9 / 3, 12);
  });
});
