/**
 * σ0 in dB as one byte, for the scratch files between passes: 0 = not observed, 1…255 = −36…+2.1 dB in steps of 0.15 dB. Speckle left
 * after a 7×7 filter is about 0.8 dB, so the step costs nothing; calm water below −36 dB stays the darkest code.
 */
export const dbStep = 0.15;
const darkestDb = -36;
export const notObservedCode = 0;

export const dbOfCode = Float32Array.from({ length: 256 }, (_, code) => (code === 0 ? Number.NaN : darkestDb + (code - 1) * dbStep));

export function codeOfDb(db: number): number {
  return Math.min(255, Math.max(1, Math.round((db - darkestDb) / dbStep) + 1));
}

/** Indexed by the upper 16 bits of a positive float32: 0.03 dB fine, without a logarithm per pixel. */
const codeOfFloatBits = (() => {
  const table = new Uint8Array(65_536).fill(1);
  const bits = new Uint32Array(1);
  const value = new Float32Array(bits.buffer);
  for (let i = 0; i < 32_768; i++) {
    bits[0] = ((i << 16) | 0x8000) >>> 0;
    const power = value[0] as number;
    if (power > 0 && Number.isFinite(power)) table[i] = codeOfDb(10 * Math.log10(power));
  }
  return table;
})();

/**
 * Codes of linear power, given as the bits of float32, into `out` from `outStart`; 0 where the mask of the same pixels, from
 * `validStart`, is 0.
 */
export function dbCodesInto(bits: Uint32Array, valid: Uint8Array, validStart: number, out: Uint8Array, outStart: number): void {
  for (let i = 0; i < bits.length; i++) {
    out[outStart + i] = (codeOfFloatBits[(bits[i] as number) >>> 16] as number) * (valid[validStart + i] as number);
  }
}

/** Median in dB of a histogram of codes; null where nothing was observed. */
export function medianDb(counts: Float64Array): number | null {
  let total = 0;
  for (let code = 1; code < 256; code++) total += counts[code] as number;
  let below = 0;
  for (let code = 1; code < 256; code++) {
    below += counts[code] as number;
    if (total > 0 && 2 * below >= total) return dbOfCode[code] as number;
  }
  return null;
}
