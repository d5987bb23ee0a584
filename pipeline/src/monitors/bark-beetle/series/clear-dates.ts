import { harmonicTerms, termCount } from './harmonic.js';

const datesPerPlane = 32;
const pairs = (termCount * (termCount + 1)) / 2;

/**
 * Which training dates were clear in each pixel, one bit a date, and from them the normal equations. The design depends on the date
 * alone, so a bit says as much as the 15 sums it stands for.
 */
export class ClearDates {
  readonly #pixelCount: number;
  /** Per date: its 15 products w·term·term. */
  readonly #products: Float64Array[] = [];
  readonly days: number[] = [];
  /** Per 32 dates: a word for each pixel. */
  readonly planes: Uint32Array[] = [];
  #tables: Float64Array[] | null = null;

  constructor(pixelCount: number) {
    this.#pixelCount = pixelCount;
  }

  /** Starts a date; `bits` and `bit` are where its clear pixels are marked. */
  addDate(day: number, weight: number): { readonly bits: Uint32Array; readonly bit: number } {
    const at = this.#products.length % datesPerPlane;
    if (at === 0) this.planes.push(new Uint32Array(this.#pixelCount));
    this.#products.push(productsOf(harmonicTerms(day), weight));
    this.days.push(day);
    this.#tables = null;
    return { bits: this.planes.at(-1) as Uint32Array, bit: (1 << at) >>> 0 };
  }

  /** Σ w·term·term of a pixel: lower triangle row by row, 15 values. */
  normalEquations(pixel: number, out: Float64Array): void {
    this.#tables ??= this.#makeTables();
    const tables = this.#tables;
    // written out: sums that stay in registers take a third of the time
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    let s4 = 0;
    let s5 = 0;
    let s6 = 0;
    let s7 = 0;
    let s8 = 0;
    let s9 = 0;
    let s10 = 0;
    let s11 = 0;
    let s12 = 0;
    let s13 = 0;
    let s14 = 0;
    for (let t = 0; t < tables.length; t++) {
      const byte = (((this.planes[t >> 2] as Uint32Array)[pixel] as number) >>> ((t & 3) * 8)) & 255;
      if (byte === 0) continue;
      const table = tables[t] as Float64Array;
      const from = byte * pairs;
      s0 += table[from] as number;
      s1 += table[from + 1] as number;
      s2 += table[from + 2] as number;
      s3 += table[from + 3] as number;
      s4 += table[from + 4] as number;
      s5 += table[from + 5] as number;
      s6 += table[from + 6] as number;
      s7 += table[from + 7] as number;
      s8 += table[from + 8] as number;
      s9 += table[from + 9] as number;
      s10 += table[from + 10] as number;
      s11 += table[from + 11] as number;
      s12 += table[from + 12] as number;
      s13 += table[from + 13] as number;
      s14 += table[from + 14] as number;
    }
    out[0] = s0;
    out[1] = s1;
    out[2] = s2;
    out[3] = s3;
    out[4] = s4;
    out[5] = s5;
    out[6] = s6;
    out[7] = s7;
    out[8] = s8;
    out[9] = s9;
    out[10] = s10;
    out[11] = s11;
    out[12] = s12;
    out[13] = s13;
    out[14] = s14;
  }

  /** `date`: place in `days`. */
  isClear(pixel: number, date: number): boolean {
    const plane = this.planes[Math.floor(date / datesPerPlane)] as Uint32Array;
    return (((plane[pixel] as number) >>> (date % datesPerPlane)) & 1) === 1;
  }

  clearCount(pixel: number): number {
    let count = 0;
    for (const plane of this.planes) for (let word = plane[pixel] as number; word !== 0; word &= word - 1) count++;
    return count;
  }

  /** Per 8 dates, sums for each of the 256 patterns; always of the same dates, so that sums do not depend on when they are asked for. */
  #makeTables(): Float64Array[] {
    const tables: Float64Array[] = [];
    for (let first = 0; first < this.#products.length; first += 8) {
      const table = new Float64Array(256 * pairs);
      for (let pattern = 1; pattern < 256; pattern++) {
        const highest = 31 - Math.clz32(pattern);
        const products = this.#products[first + highest];
        if (products == null) break;
        const rest = (pattern & ~(1 << highest)) * pairs;
        for (let k = 0; k < pairs; k++) table[pattern * pairs + k] = (table[rest + k] as number) + (products[k] as number);
      }
      tables.push(table);
    }
    return tables;
  }
}

function productsOf(terms: Float64Array, weight: number): Float64Array {
  const products = new Float64Array(pairs);
  for (let row = 0, k = 0; row < termCount; row++) {
    for (let col = 0; col <= row; col++, k++) products[k] = weight * (terms[row] as number) * (terms[col] as number);
  }
  return products;
}
