import { LandsichtError } from '@landsicht/core';
import { ClearDates } from './clear-dates.js';
import { PixelColumns, TrainingColumns } from './pixel-columns.js';
import { trainingWeight } from './season.js';
import type { SeriesRules } from './series-rules.js';
import type { StateParts } from './state-parts.js';

/**
 * "LSBB", u32 version, u32 length of a JSON header, the header, then the arrays one after another, little-endian as every machine
 * Landsicht runs on. Raise the version whenever a column, its order or its meaning changes.
 */
const magic = 'LSBB';
const version = 4;

interface Header {
  readonly rules: SeriesRules;
  readonly pixelCount: number;
  /** Bits of the forest pixels, in bytes. */
  readonly pixelBytes: number;
  readonly soilLength: number;
  readonly width: number;
  readonly firstDay: number;
  readonly lastDay: number;
  readonly biases: StateParts['biases'];
  /** Training dates; null after training. */
  readonly trainingDays: readonly number[] | null;
}

/** The state's bytes, one piece after the other; most are the state's own arrays, not copies. */
export function writeState(parts: StateParts, rules: SeriesRules): Uint8Array[] {
  const { pixels, columns, training, soil, width, firstDay, lastDay, biases } = parts;
  const bits = bitsOf(pixels);
  const head: Header = {
    rules,
    pixelCount: pixels.length,
    pixelBytes: bits.length,
    soilLength: soil.length,
    width,
    firstDay,
    lastDay,
    biases,
    trainingDays: training == null ? null : training.clear.days,
  };
  const json = new TextEncoder().encode(JSON.stringify(head));
  const prefix = new Uint8Array(12);
  prefix.set(new TextEncoder().encode(magic));
  new DataView(prefix.buffer).setUint32(4, version, true);
  new DataView(prefix.buffer).setUint32(8, json.length, true);
  const arrays: ArrayBufferView[] = [prefix, json, bits, soil, ...arraysOf(columns, training)];
  return arrays.map(({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength));
}

export function readState(bytes: Uint8Array, rules: SeriesRules): StateParts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || new TextDecoder().decode(bytes.subarray(0, 4)) !== magic) {
    throw new LandsichtError('bad-argument', `bark-beetle state: expected ${magic} at its start. Delete it; the series is computed anew`);
  }
  const found = view.getUint32(4, true);
  if (found !== version) {
    const message = `bark-beetle state: expected version ${version}, got ${found}. Delete it; the series is computed anew`;
    throw new LandsichtError('bad-argument', message);
  }
  const start = 12 + view.getUint32(8, true);
  const head = JSON.parse(new TextDecoder().decode(bytes.subarray(12, start))) as Header;
  assertSameRules(head.rules, rules);
  const { pixelCount, trainingDays } = head;
  const bits = new Uint8Array(head.pixelBytes);
  const soil = new Uint8Array(head.soilLength);
  const columns = new PixelColumns(pixelCount, rules.mode);
  const training =
    trainingDays == null ? null : { columns: new TrainingColumns(pixelCount, rules.mode), clear: new ClearDates(pixelCount) };
  for (const day of trainingDays ?? []) training?.clear.addDate(day, trainingWeight(day, rules));
  let at = start;
  for (const array of [bits, soil, ...arraysOf(columns, training)]) {
    const part = bytes.subarray(at, at + array.byteLength);
    if (part.length !== array.byteLength) {
      throw new LandsichtError('bad-argument', `bark-beetle state: expected ${at + array.byteLength} bytes or more, got ${bytes.length}`);
    }
    new Uint8Array(array.buffer).set(part);
    at += array.byteLength;
  }
  const { width, firstDay, lastDay, biases } = head;
  return { pixels: offsetsOf(bits, pixelCount), columns, training, soil, width, firstDay, lastDay, biases };
}

function arraysOf(columns: PixelColumns, training: StateParts['training']): ArrayBufferView[] {
  const kept = Object.values(columns) as ArrayBufferView[];
  return training == null ? kept : [...kept, ...(Object.values(training.columns) as ArrayBufferView[]), ...training.clear.planes];
}

function assertSameRules(stored: SeriesRules, rules: SeriesRules): void {
  for (const name of Object.keys({ ...stored, ...rules }) as (keyof SeriesRules)[]) {
    if (JSON.stringify(stored[name]) === JSON.stringify(rules[name])) continue;
    const message = `bark-beetle state: "${name}" was ${stored[name]}, now ${rules[name]}. Delete it; the series is computed anew`;
    throw new LandsichtError('bad-argument', message);
  }
}

function bitsOf(offsets: Int32Array): Uint8Array {
  const bits = new Uint8Array(((offsets.at(-1) ?? -1) + 8) >> 3);
  for (const o of offsets) bits[o >> 3] = (bits[o >> 3] as number) | (1 << (o & 7));
  return bits;
}

function offsetsOf(bits: Uint8Array, count: number): Int32Array {
  const offsets = new Int32Array(count);
  for (let o = 0, i = 0; i < count; o++) if (((bits[o >> 3] as number) >> (o & 7)) & 1) offsets[i++] = o;
  return offsets;
}
