import { waterMeanVvDb, waterStdVvDb } from '../detectors/bayes.js';
import { floodCodes } from '../info.js';
import { dbOfCode, notObservedCode } from './db-codes.js';

/** Reference water below this says nothing about the wind: 10 ha at 10 m. */
const leastPx = 1000;

/** How much of the reference water is brighter in VV than calm water ever is: roughened by wind (flood.md 3.1). */
export class WindCount {
  /** VV brighter than this is no calm water. */
  readonly roughDb: number;
  private total = 0;
  private rough = 0;

  constructor(incidenceDeg: number) {
    this.roughDb = waterMeanVvDb(incidenceDeg) + 2 * waterStdVvDb;
  }

  add(vv: Uint8Array, state: Uint8Array): void {
    for (let i = 0; i < state.length; i++) {
      if (state[i] !== floodCodes.reference || vv[i] === notObservedCode) continue;
      this.total++;
      if ((dbOfCode[vv[i] as number] as number) > this.roughDb) this.rough++;
    }
  }

  get isWindy(): boolean {
    return this.total >= leastPx && 2 * this.rough > this.total;
  }
}
