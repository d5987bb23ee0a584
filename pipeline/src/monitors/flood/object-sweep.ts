import { type ComponentReplay, ComponentScan } from '../../vector/components.js';
import { floodCodes } from './info.js';
import { candidateCodes } from './water-codes.js';

const waterCandidate = new Uint8Array(256);
for (const code of [floodCodes.flood, floodCodes.reference, floodCodes.water]) waterCandidate[code] = candidateCodes.candidate;
const floodCandidate = new Uint8Array(256);
// beside water of unknown kind there is no shore of reference water
for (const code of [floodCodes.flood, floodCodes.water]) floodCandidate[code] = candidateCodes.candidate;

function lookUp(codes: Uint8Array, table: Uint8Array, into: Uint8Array): Uint8Array {
  for (let i = 0; i < into.length; i++) into[i] = table[codes[i] as number] as number;
  return into;
}

/** First of two passes over states: finds the objects of water of any kind and those of flood. */
export class ObjectScan {
  readonly #width: number;
  readonly #waters: ComponentScan;
  readonly #floods: ComponentScan;
  readonly #candidates: Uint8Array;

  constructor(width: number) {
    this.#width = width;
    this.#waters = new ComponentScan(width, { connectivity: 8 });
    this.#floods = new ComponentScan(width, { connectivity: 8 });
    this.#candidates = new Uint8Array(width);
  }

  addRows(state: Uint8Array): void {
    for (let at = 0; at < state.length; at += this.#width) {
      const line = state.subarray(at, at + this.#width);
      this.#waters.addRow(lookUp(line, waterCandidate, this.#candidates));
      this.#floods.addRow(lookUp(line, floodCandidate, this.#candidates));
    }
  }

  finish(minimumPx: number): ObjectSweep {
    const isLarge = ({ pixelCount }: { readonly pixelCount: number }) => pixelCount >= minimumPx;
    return new ObjectSweep(this.#width, this.#waters.finish(isLarge), this.#floods.finish(isLarge));
  }
}

/**
 * Second pass over the same rows: water in crumbs becomes dry; flood in crumbs at the shore of reference water belongs to it, for a
 * shoreline moves by a pixel from scene to scene.
 */
export class ObjectSweep {
  readonly #width: number;
  readonly #waters: ComponentReplay;
  readonly #floods: ComponentReplay;

  constructor(width: number, waters: ComponentReplay, floods: ComponentReplay) {
    this.#width = width;
    this.#waters = waters;
    this.#floods = floods;
  }

  /** Changes `state` in place. Returns all water: 0 dry, 1 water, 255 not observed. */
  sweep(state: Uint8Array): Uint8Array {
    const width = this.#width;
    const water = new Uint8Array(state.length);
    const [flood, candidates] = [new Uint8Array(width), new Uint8Array(width)];
    for (let start = 0; start < state.length; start += width) {
      const line = state.subarray(start, start + width);
      const kept = water.subarray(start, start + width);
      this.#waters.addRow(lookUp(line, waterCandidate, candidates), kept);
      this.#floods.addRow(lookUp(line, floodCandidate, candidates), flood);
      for (let col = 0; col < width; col++) {
        const code = line[col] as number;
        if (code === floodCodes.notObserved) kept[col] = floodCodes.notObserved;
        else if (code !== floodCodes.dry && kept[col] === 0) line[col] = floodCodes.dry;
        else if (code === floodCodes.flood && flood[col] === 0) line[col] = floodCodes.reference;
      }
    }
    return water;
  }
}
