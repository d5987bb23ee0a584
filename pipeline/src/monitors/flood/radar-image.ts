/** VH σ0 to grey for looking at: −30 dB → 1, −8 dB → 255, 0 = not observed. */
const darkDb = -30;
const brightDb = -8;

/** Indexed by the upper 16 bits of a float32: sign, exponent and 7 bits of mantissa, 0.03 dB fine, without a logarithm per pixel. */
const greyOfFloatBits = (() => {
  const table = new Uint8Array(65_536);
  const bits = new Uint32Array(1);
  const value = new Float32Array(bits.buffer);
  for (let i = 0; i < table.length; i++) {
    bits[0] = (i << 16) | 0x8000;
    const db = 10 * Math.log10(value[0] ?? 0);
    table[i] = Number.isFinite(db) ? Math.min(255, Math.max(1, Math.round(1 + ((db - darkDb) / (brightDb - darkDb)) * 254))) : 1;
  }
  return table;
})();

/** Grey of `count` pixels from `start`. */
export function radarImage(power: Float32Array, valid: Uint8Array, start: number, count: number): Uint8Array {
  const grey = new Uint8Array(count);
  const bits = new Uint32Array(power.buffer, power.byteOffset, power.length);
  for (let i = 0; i < count; i++) {
    if (valid[start + i] === 1) grey[i] = greyOfFloatBits[(bits[start + i] ?? 0) >>> 16] ?? 1;
  }
  return grey;
}
