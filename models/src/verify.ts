import { createHash } from 'node:crypto';
import { LandsichtError } from '@landsicht/core';

/** Larger files are refused before they are read. */
export const largestModelBytes = 512 * 1024 * 1024;

/** Refuses a model whose bytes are not those of its manifest, before any of it is parsed. */
export function verifyModel(id: string, bytes: Uint8Array, expectedSha256: string): void {
  if (bytes.length > largestModelBytes) {
    throw new LandsichtError('model-invalid', `Model ${id}: ${bytes.length} bytes; at most ${largestModelBytes} are loaded`);
  }
  const actual = createHash('sha256').update(bytes).digest('hex');
  if (actual !== expectedSha256) {
    throw new LandsichtError(
      'model-invalid',
      `Model ${id}: sha-256 is ${actual}, its manifest says ${expectedSha256}. Restore the file or add it anew with its manifest`,
    );
  }
}
