import type { ByteSource } from './byte-source.js';

/** Bytes that are already here: a TIFF inside another file, or a test's. */
export function memorySource(href: string, bytes: Uint8Array): ByteSource {
  return {
    href,
    sizeBytes: bytes.length,
    read: async (offset, length) => bytes.slice(offset, offset + length),
    close: async () => {},
  };
}
