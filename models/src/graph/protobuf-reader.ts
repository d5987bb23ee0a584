import { LandsichtError } from '@landsicht/core';

/** One field of a message: a number for wire types 0, 1 and 5, bytes for 2 (protobuf.dev/programming-guides/encoding). */
export interface ProtobufField {
  readonly number: number;
  readonly value: bigint | Uint8Array;
  readonly wireType: 0 | 1 | 2 | 5;
}

/** Fields of a message in the order they are stored. Bytes are views. Throws `model-invalid` where a field reaches beyond the end. */
export function* protobufFields(bytes: Uint8Array, what: string): Generator<ProtobufField> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const damaged = (at: number) => new LandsichtError('model-invalid', `${what}: damaged or cut off at byte ${at} of ${bytes.length}`);
  let at = 0;
  const varint = (): bigint => {
    const start = at;
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte == null) throw damaged(start);
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw damaged(start);
  };
  while (at < bytes.length) {
    const start = at;
    const key = Number(varint());
    const [number, wireType] = [Math.floor(key / 8), key % 8];
    if (number === 0) throw damaged(start);
    if (wireType === 0) yield { number, wireType, value: varint() };
    else if (wireType === 2) {
      const length = Number(varint());
      if (length > bytes.length - at) throw damaged(start);
      yield { number, wireType, value: bytes.subarray(at, at + length) };
      at += length;
    } else if (wireType === 1 || wireType === 5) {
      const size = wireType === 1 ? 8 : 4;
      if (size > bytes.length - at) throw damaged(start);
      yield { number, wireType, value: size === 8 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true)) };
      at += size;
    } else throw damaged(start);
  }
}

/** A repeated int64, packed or one by one. */
export function intsOf({ value }: ProtobufField, what: string): number[] {
  if (typeof value === 'bigint') return [Number(BigInt.asIntN(64, value))];
  const ints: number[] = [];
  for (let at = 0; at < value.length; ) {
    let int = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = value[at++];
      if (byte == null || shift > 63n) throw new LandsichtError('model-invalid', `${what}: a list of numbers is damaged`);
      int |= BigInt(byte & 127) << shift;
      if (byte < 128) break;
    }
    ints.push(Number(BigInt.asIntN(64, int)));
  }
  return ints;
}

/** A repeated float, packed or one by one. */
export function floatsOf({ value }: ProtobufField): number[] {
  if (typeof value === 'bigint') {
    const word = new DataView(new ArrayBuffer(4));
    word.setUint32(0, Number(value), true);
    return [word.getFloat32(0, true)];
  }
  const view = new DataView(value.buffer, value.byteOffset, value.byteLength);
  return Array.from({ length: value.byteLength >> 2 }, (_, i) => view.getFloat32(4 * i, true));
}

export function textOf({ value }: ProtobufField): string {
  return typeof value === 'bigint' ? String(value) : new TextDecoder().decode(value);
}

export function bytesOf({ value }: ProtobufField, what: string): Uint8Array {
  if (typeof value === 'bigint') throw new LandsichtError('model-invalid', `${what}: a number stands where a part of the graph should`);
  return value;
}
