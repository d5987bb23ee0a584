import { type ComponentReplay, ComponentScan } from '../../../vector/components.js';
import type { TracedPolygon } from '../../../vector/trace.js';
import { likelihoodOf } from './area-table.js';

/** What a detected object holds. */
export interface ObjectNumbers {
  /** Percent over its pixels; null where there is no likelihood. */
  readonly likelihood: { readonly mean: number; readonly p10: number } | null;
  /** Estimated depth over its pixels that have one; null where none has. */
  readonly depthM: { readonly mean: number; readonly greatest: number } | null;
}

interface Gathered {
  readonly percents: Float64Array;
  depthPx: number;
  depthSumM: number;
  deepestM: number;
}

/** First of two passes over states: finds the objects of each code that was traced. */
export class ObjectNumbersScan {
  readonly #width: number;
  readonly #scans: ReadonlyMap<number, ComponentScan>;
  readonly #line: Uint8Array;

  /** `polygons`: traced on the same states with 8-connectivity. */
  constructor(width: number, polygons: readonly TracedPolygon[]) {
    this.#width = width;
    this.#line = new Uint8Array(width);
    this.#scans = new Map(
      [...new Set(polygons.map(({ value }) => value))].map((code) => [code, new ComponentScan(width, { connectivity: 8 })]),
    );
  }

  addRows(state: Uint8Array): void {
    for (let at = 0; at < state.length; at += this.#width) {
      for (const [code, scan] of this.#scans) scan.addRow(onlyCode(state, at, code, this.#line));
    }
  }

  finish(polygons: readonly TracedPolygon[]): ObjectNumbersReplay {
    const replays = new Map([...this.#scans].map(([code, scan]) => [code, scan.finish(() => true)]));
    return new ObjectNumbersReplay(this.#width, polygons, replays);
  }
}

/** Second pass over the same rows. */
export class ObjectNumbersReplay {
  readonly #width: number;
  readonly #replays: ReadonlyMap<number, ComponentReplay>;
  readonly #polygons: readonly TracedPolygon[];
  /** By code and first pixel. */
  readonly #byStart: ReadonlyMap<string, Gathered>;
  /** By code: of component i + 1; null = smaller than what was traced. */
  readonly #found = new Map<number, (Gathered | null)[]>();
  readonly #line: Uint8Array;
  readonly #labels: Int32Array;
  #row = 0;

  constructor(width: number, polygons: readonly TracedPolygon[], replays: ReadonlyMap<number, ComponentReplay>) {
    this.#width = width;
    this.#replays = replays;
    this.#polygons = polygons;
    this.#line = new Uint8Array(width);
    this.#labels = new Int32Array(width);
    this.#byStart = new Map(
      polygons.map(({ value, firstRow, firstCol }) => [
        startKey(value, firstRow, firstCol),
        { percents: new Float64Array(101), depthPx: 0, depthSumM: 0, deepestM: 0 },
      ]),
    );
  }

  addRows(state: Uint8Array, likelihoodPercent: Uint8Array | null, depthM: Float32Array | null): void {
    for (let at = 0; at < state.length; at += this.#width, this.#row++) {
      for (const [code, replay] of this.#replays) {
        replay.labelRow(onlyCode(state, at, code, this.#line), this.#labels);
        this.#gather(code, at, likelihoodPercent, depthM);
      }
    }
  }

  /** In the order of the polygons. */
  finish(): ObjectNumbers[] {
    return this.#polygons.map(({ value, firstRow, firstCol }) => {
      const gathered = this.#byStart.get(startKey(value, firstRow, firstCol)) as Gathered;
      const { percents, depthPx, depthSumM, deepestM } = gathered;
      return { likelihood: likelihoodOf(percents), depthM: depthPx === 0 ? null : { mean: depthSumM / depthPx, greatest: deepestM } };
    });
  }

  #gather(code: number, at: number, likelihoodPercent: Uint8Array | null, depthM: Float32Array | null): void {
    const found = this.#found.get(code) ?? [];
    this.#found.set(code, found);
    for (let col = 0; col < this.#width; col++) {
      const label = this.#labels[col] as number;
      if (label === 0) continue;
      let object = found[label - 1];
      // rows come from the top: a component is met at its first pixel in reading order, which names its polygon
      if (object === undefined) {
        object = this.#byStart.get(startKey(code, this.#row, col)) ?? null;
        found[label - 1] = object;
      }
      if (object == null) continue;
      const percent = likelihoodPercent?.[at + col] ?? 255;
      if (percent <= 100) object.percents[percent] = (object.percents[percent] as number) + 1;
      const depth = depthM?.[at + col] ?? Number.NaN;
      if (Number.isNaN(depth)) continue;
      object.depthPx++;
      object.depthSumM += depth;
      object.deepestM = Math.max(object.deepestM, depth);
    }
  }
}

const startKey = (code: number, row: number, col: number) => `${code} ${row} ${col}`;

function onlyCode(state: Uint8Array, at: number, code: number, into: Uint8Array): Uint8Array {
  for (let i = 0; i < into.length; i++) into[i] = state[at + i] === code ? 1 : 0;
  return into;
}
